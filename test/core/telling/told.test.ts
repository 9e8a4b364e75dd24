// What clusters remember of what was told.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  isClaimed,
  merged,
  parseTold,
  tellingOf,
  toldData,
  withTellings,
  type Told,
} from '../../../src/core/telling/told.ts';
import { hours, instantOf, minutes, plus, seconds } from '../../../src/core/time.ts';

const start = instantOf(Date.UTC(2026, 10, 20, 16));
const nothing: Told = { since: start, tellings: new Map() };
const one = tellingOf('slack', 'granted 7f3a9c21d05be8140c62');
const other = tellingOf('on-call', 'ended 7f3a9c21d05be8140c62');

describe('what was told', () => {
  test('is written so that an operator can read it', () => {
    const told = withTellings(withTellings(nothing, [one], 'told', start), [other], 'claimed', start);

    expect(toldData(told)).toEqual({
      since: '2026-11-20T16:00:00Z',
      tellings:
        '2026-11-20T16:00:00Z told slack granted 7f3a9c21d05be8140c62\n' +
        '2026-11-20T16:00:00Z claimed on-call ended 7f3a9c21d05be8140c62\n',
    });
  });

  test('is read as it was written', () => {
    const name = fc.stringMatching(/^[a-z0-9]{1,9} [a-z0-9 -]{1,40}$/).filter((text) => !text.endsWith(' '));
    const state = fc.constantFrom('claimed' as const, 'told' as const);
    fc.assert(
      fc.property(fc.array(fc.tuple(name, state, fc.nat(5_000)), { maxLength: 20 }), (all) => {
        const tellings = new Map(
          all.map(([key, state, after]) => [key, { state, at: plus(start, seconds(after)) }] as const),
        );
        expect(parseTold(toldData({ since: start, tellings }))).toEqual({ since: start, tellings });
      }),
    );
  });

  test('is nothing, where somebody wrote something else there', () => {
    expect(parseTold({})).toBeUndefined();
    expect(parseTold({ since: 'yesterday', tellings: '' })).toBeUndefined();
    expect(parseTold({ since: '2026-11-20T16:00:00Z', tellings: 'rubbish\n\n2026 told slack x\n' })).toEqual(
      nothing,
    );
  });

  test('is kept for six hours, and the last two thousand of it', () => {
    const told = withTellings(nothing, [one], 'told', start);
    const many = Array.from({ length: 3_000 }, (_, index) => tellingOf('slack', `asked ${index}`));

    const hasOne = (after: Told) => after.tellings.has(one);
    expect(hasOne(withTellings(told, [other], 'told', instantOf(plus(start, hours(6)) - 1)))).toBe(true);
    expect(hasOne(withTellings(told, [other], 'told', plus(start, hours(6))))).toBe(false);
    const crowded = withTellings(told, many, 'told', plus(start, seconds(1)));
    expect([crowded.tellings.size, hasOne(crowded)]).toEqual([2_000, false]);
    expect(Buffer.byteLength(JSON.stringify(toldData(crowded)))).toBeLessThan(500_000);
  });
});

test('a claim holds for two minutes, and what was told is no claim', () => {
  const claimed = { state: 'claimed', at: start } as const;

  expect(isClaimed(undefined, start)).toBe(false);
  expect(isClaimed({ state: 'told', at: start }, start)).toBe(false);
  expect(isClaimed(claimed, instantOf(plus(start, minutes(2)) - 1))).toBe(true);
  expect(isClaimed(claimed, plus(start, minutes(2)))).toBe(false);
});

test('what several clusters remember is one: told in one is told, and telling began with the first', () => {
  const later = plus(start, minutes(1));
  const here = withTellings(nothing, [one, other], 'claimed', later);
  const there = withTellings({ ...nothing, since: later }, [one], 'told', start);

  for (const all of [
    [here, there],
    [there, here],
  ]) {
    expect(merged(all)).toEqual({
      since: start,
      tellings: new Map([
        [one, { state: 'told', at: start }],
        [other, { state: 'claimed', at: later }],
      ]),
    });
  }
  expect(merged([])).toBeUndefined();
});
