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
  type Told,
} from '../../../src/core/telling/told.ts';
import { hours, instantOf, minutes, plus, seconds } from '../../../src/core/time.ts';

const start = instantOf(Date.UTC(2026, 10, 20, 16));
const [us, them] = ['1f2e3d4c', '00c0ffee'];
const nothing: Told = { since: start, tellings: new Map() };
const one = tellingOf('slack', 'granted 7f3a9c21d05be8140c62');
const told = (all: Told, telling: string, at = start, by = us) =>
  withTellings(all, new Map([[telling, 'told']]), by, at);
const claimed = (all: Told, telling: string, at = start, by = us) =>
  withTellings(all, new Map([[telling, 'claimed']]), by, at);
const other = tellingOf('on-call', 'ended 7f3a9c21d05be8140c62');

describe('what was told', () => {
  test('is written so that an operator can read it', () => {
    expect(toldData(claimed(told(nothing, one), other, start, them))).toEqual({
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

  test('is kept for six hours, and the last five thousand of it', () => {
    const first = told(nothing, one);
    const many = Array.from({ length: 6_000 }, (_, index) => tellingOf('slack', `asked ${index}`));

    const hasOne = (after: Told) => after.tellings.has(one);
    expect(hasOne(told(first, other, instantOf(plus(start, hours(6)) - 1)))).toBe(true);
    expect(hasOne(told(first, other, plus(start, hours(6))))).toBe(false);
    const all = new Map(many.map((telling) => [telling, 'told'] as const));
    const crowded = withTellings(first, all, us, plus(start, seconds(1)));
    expect([crowded.tellings.size, hasOne(crowded)]).toEqual([5_000, false]);
    expect(Buffer.byteLength(JSON.stringify(toldData(crowded)))).toBeLessThan(800_000);
  });

  test('is dropped where it says of itself that it is of a time to come: it would drive out everything else', () => {
    const ahead = told(nothing, one, plus(start, minutes(2)), them);

    expect([...told(ahead, other).tellings.keys()]).toEqual([other]);
  });

  test('is forgotten where it would be news again, whoever told it', () => {
    const forget = (all: Told) => withTellings(all, new Map([[one, 'forgotten']]), us, start);

    expect(forget(told(nothing, one, start, them)).tellings).toEqual(new Map());
    expect(forget(nothing)).toBe(nothing);
  });

  test('is not noted twice', () => {
    const theirs = told(nothing, one, start, them);

    expect(told(theirs, one, plus(start, seconds(1)))).toBe(theirs);
  });

  test('is no longer claimed where that is freed, by whoever claimed it alone, and stays told', () => {
    const free = (all: Told) => withTellings(all, new Map([[one, 'free']]), us, start);
    const theirs = claimed(nothing, one, start, them);
    const ours = told(nothing, one);
    expect(free(ours)).toBe(ours);

    expect(free(claimed(nothing, one)).tellings).toEqual(new Map());
    expect(free(theirs)).toBe(theirs);
    expect(free(nothing)).toBe(nothing);
  });
});

describe('one and another cluster', () => {
  const standing = (all: readonly Told[], now = start) => standingOf(one, all, us, now);

  test('leave to anybody what none of them knows', () => {
    expect(standing([])).toBe('free');
    expect(standing([nothing, told(nothing, other)])).toBe('free');
  });

  test('say that it was told where one says so, whoever claims it in the other', () => {
    const all = [told(nothing, one, start, them), claimed(nothing, one)];

    expect([standing(all), standing(all.toReversed())]).toEqual(['told', 'told']);
  });

  test('say that it is claimed where another process claims it in one, at whatever time this one did', () => {
    const theirs = claimed(nothing, one, start, them);
    for (const ours of [nothing, claimed(nothing, one), claimed(nothing, one, plus(start, seconds(1)))]) {
      expect([standing([ours, theirs]), standing([theirs, ours])]).toEqual(['claimed', 'claimed']);
    }
    expect(standing([claimed(nothing, one)])).toBe('free');
  });

  test('believe a claim for two minutes, and none of a time to come', () => {
    const theirs = [claimed(nothing, one, start, them)];

    expect(standing(theirs, instantOf(plus(start, minutes(2)) - 1))).toBe('claimed');
    expect(standing(theirs, plus(start, minutes(2)))).toBe('free');
    expect(standing([claimed(nothing, one, plus(start, minutes(2)), them)])).toBe('free');
  });

  test('know since when anything is told: since the first of them does', () => {
    const later = { ...nothing, since: plus(start, minutes(1)) };

    expect(beganIn([later, nothing])).toBe(start);
    expect(beganIn([nothing, later])).toBe(start);
    expect(beganIn([])).toBeUndefined();
  });
});
