import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bindingName, bindingOf, type HeldBinding } from '../../../src/core/grant/binding.ts';
import { clusterNow, endingsOf, isOverdue, pauseAfter } from '../../../src/core/grant/ending.ts';
import { instantOf, milliseconds, minutes, parseInstant, plus, seconds } from '../../../src/core/time.ts';
import { aGrant, commit, repository } from './a-grant.ts';

const noon = parseInstant('2026-11-20T12:00:00Z')!;

function named(name: string): HeldBinding {
  return { ...bindingOf(aGrant(), commit, repository), name, uid: name };
}

describe('what ends', () => {
  test('is nothing where there are no bindings', () => {
    expect(endingsOf([], undefined)).toEqual([]);
  });

  test('is what bears a reserved name, the soonest first', () => {
    const [soon, later] = [seconds(10), minutes(10)].map((span) =>
      bindingName('a'.repeat(20), plus(noon, span)),
    );

    const endings = endingsOf([named(later!), named('payments-debugger'), named(soon!)], undefined);

    expect(endings.map(({ binding }) => binding.name)).toEqual([soon, later]);
  });

  test('ends at the instant of its end, and not before', () => {
    const [ending] = endingsOf([named(bindingName('a'.repeat(20), noon))], undefined);

    expect(isOverdue(ending!, instantOf(noon - 1))).toBe(false);
    expect(isOverdue(ending!, noon)).toBe(true);
  });
});

describe('what a freeze names', () => {
  const since = plus(noon, seconds(30));
  const freezing = (grant: string) => ({
    freeze: { reason: 'INC-4242', all: false, subjects: [], grants: [grant], liftedAt: undefined },
    since,
  });
  const held = named(bindingName('a'.repeat(20), plus(noon, minutes(10))));

  test('is due since the freeze was seen, and says for what', () => {
    expect(endingsOf([held], freezing('a'.repeat(20)))).toMatchObject([
      { dueAt: since, frozenFor: 'INC-4242', expiresAt: plus(noon, minutes(10)) },
    ]);
  });

  test('is due at its end where that came first', () => {
    const over = named(bindingName('a'.repeat(20), noon));

    expect(endingsOf([over], freezing('a'.repeat(20)))).toMatchObject([{ dueAt: noon }]);
  });

  test('comes before what is due later, and nothing else is named', () => {
    const soon = named(bindingName('b'.repeat(20), plus(noon, minutes(1))));

    const endings = endingsOf([soon, held], freezing('a'.repeat(20)));

    expect(endings.map(({ binding, frozenFor }) => [binding.name, frozenFor])).toEqual([
      [held.name, 'INC-4242'],
      [soon.name, undefined],
    ]);
  });
});

describe('the time in a cluster', () => {
  test('is ours where the API server was not read yet', () => {
    expect(clusterNow(noon, undefined, noon)).toBe(noon);
  });

  test('is ours where the API server is behind', () => {
    const read = { date: plus(noon, minutes(-10)), readAt: noon };

    expect(clusterNow(plus(noon, seconds(5)), read, noon)).toBe(plus(noon, seconds(5)));
  });

  test('is the one of the API server, gone on since, where it is ahead', () => {
    const read = { date: plus(noon, minutes(10)), readAt: noon };

    expect(clusterNow(plus(noon, seconds(5)), read, noon)).toBe(
      plus(noon, milliseconds(minutes(10) + seconds(5))),
    );
  });

  test('never goes back, whatever the clocks say', () => {
    const instants = fc.integer({ min: 0, max: 4e12 }).map(instantOf);
    const reads = fc.option(fc.record({ date: instants, readAt: instants }), { nil: undefined });
    fc.assert(
      fc.property(instants, reads, instants, (ours, read, lastSeen) => {
        const now = clusterNow(ours, read, lastSeen);
        expect(now).toBeGreaterThanOrEqual(lastSeen);
        expect(now).toBeGreaterThanOrEqual(ours);
      }),
    );
  });
});

describe('the pause after failures', () => {
  test('grows from a tenth of a second to half a minute', () => {
    expect([1, 2, 3, 9, 10, 1_000].map((failures) => pauseAfter(failures))).toEqual([
      100, 200, 400, 25_600, 30_000, 30_000,
    ]);
  });

  test('is as long as the API server asks, and never longer than half a minute', () => {
    expect(pauseAfter(1, seconds(7))).toBe(7_000);
    expect(pauseAfter(1, minutes(10))).toBe(30_000);
  });
});
