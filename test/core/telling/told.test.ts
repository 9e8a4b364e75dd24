// What clusters remember of what was told.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  beganIn,
  parseTold,
  standingOf,
  tellingOf,
  toldData,
  withTellings,
  type Telling,
  type Told,
} from '../../../src/core/telling/told.ts';
import { hours, instantOf, minutes, plus, seconds, type Instant } from '../../../src/core/time.ts';

const start = instantOf(Date.UTC(2026, 10, 20, 16));
const [us, them] = ['1f2e3d4c', '00c0ffee'];
const told = (at: Instant, by = us): Telling => ({ state: 'told', at, by });
const claimed = (at: Instant, by = us): Telling => ({ state: 'claimed', at, by });
const nothing: Told = { since: start, tellings: new Map() };
const one = tellingOf('slack', 'granted 7f3a9c21d05be8140c62');
const other = tellingOf('on-call', 'ended 7f3a9c21d05be8140c62');

describe('what was told', () => {
  test('is written so that an operator can read it', () => {
    const both = withTellings(withTellings(nothing, [one], told(start)), [other], claimed(start, them));

    expect(toldData(both)).toEqual({
      since: '2026-11-20T16:00:00Z',
      tellings:
        '2026-11-20T16:00:00Z told 1f2e3d4c slack granted 7f3a9c21d05be8140c62\n' +
        '2026-11-20T16:00:00Z claimed 00c0ffee on-call ended 7f3a9c21d05be8140c62\n',
    });
  });

  test('is read as it was written', () => {
    const name = fc.stringMatching(/^[a-z0-9]{1,9} [a-z0-9 -]{1,40}$/).filter((text) => !text.endsWith(' '));
    const state = fc.constantFrom('claimed' as const, 'told' as const);
    fc.assert(
      fc.property(fc.array(fc.tuple(name, state, fc.nat(5_000)), { maxLength: 20 }), (all) => {
        const tellings = new Map(
          all.map(
            ([key, state, after]) => [key, { state, at: plus(start, seconds(after)), by: us }] as const,
          ),
        );
        expect(parseTold(toldData({ since: start, tellings }))).toEqual({ since: start, tellings });
      }),
    );
  });

  test('is nothing, where somebody wrote something else there', () => {
    expect(parseTold({})).toBeUndefined();
    expect(parseTold({ since: 'yesterday', tellings: '' })).toBeUndefined();
    const tellings = 'rubbish\n\n2026 told 1f2e3d4c slack x\n2026-11-20T16:00:00Z told slack x\n';
    expect(parseTold({ since: '2026-11-20T16:00:00Z', tellings })).toEqual(nothing);
  });

  test('is kept for six hours, and the last two thousand of it', () => {
    const first = withTellings(nothing, [one], told(start));
    const many = Array.from({ length: 3_000 }, (_, index) => tellingOf('slack', `asked ${index}`));

    const hasOne = (after: Told) => after.tellings.has(one);
    expect(hasOne(withTellings(first, [other], told(instantOf(plus(start, hours(6)) - 1))))).toBe(true);
    expect(hasOne(withTellings(first, [other], told(plus(start, hours(6)))))).toBe(false);
    const crowded = withTellings(first, many, told(plus(start, seconds(1))));
    expect([crowded.tellings.size, hasOne(crowded)]).toEqual([2_000, false]);
    expect(Buffer.byteLength(JSON.stringify(toldData(crowded)))).toBeLessThan(500_000);
  });
});

describe('one and another cluster', () => {
  const standing = (all: readonly Told[], now = start) => standingOf(one, all, us, now);
  const known = (...tellings: readonly Telling[]) => tellings.map((as) => withTellings(nothing, [one], as));

  test('leave to anybody what none of them knows', () => {
    expect(standing([])).toBe('free');
    expect(standing([nothing, withTellings(nothing, [other], told(start))])).toBe('free');
  });

  test('say that it was told where one says so, whoever claims it in the other', () => {
    expect(standing(known(told(start, them), claimed(start)))).toBe('told');
    expect(standing(known(claimed(start, them), told(start)))).toBe('told');
  });

  test('say that it is claimed where another process claims it in one, at whatever time this one did', () => {
    const later = plus(start, seconds(1));
    for (const all of [known(claimed(start, them)), known(claimed(later), claimed(start, them))]) {
      expect(standing(all)).toBe('claimed');
      expect(standing(all.toReversed())).toBe('claimed');
    }
    expect(standing(known(claimed(start)))).toBe('free');
  });

  test('believe a claim for two minutes', () => {
    const all = known(claimed(start, them));

    expect(standing(all, instantOf(plus(start, minutes(2)) - 1))).toBe('claimed');
    expect(standing(all, plus(start, minutes(2)))).toBe('free');
  });

  test('know since when anything is told: since the first of them does', () => {
    const later = { ...nothing, since: plus(start, minutes(1)) };

    expect([beganIn([later, nothing]), beganIn([nothing, later]), beganIn([])]).toEqual([
      start,
      start,
      undefined,
    ]);
  });
});
