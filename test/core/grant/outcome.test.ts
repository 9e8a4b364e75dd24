// Of which pull requests something is to be said: where something happened within a day, or a time has come.
import { describe, expect, test } from 'vitest';
import { recentOutcomes } from '../../../src/core/grant/outcome.ts';
import { emptyMap } from '../../../src/core/ledger/growing-map.ts';
import type { AccessEvent } from '../../../src/core/ledger/event.ts';
import type { Closing, GrantState, Ledger } from '../../../src/core/ledger/history.ts';
import { instantOf, type Instant } from '../../../src/core/time.ts';
import { granted, ledgerOf, refused } from '../telling/happenings.ts';

const at = (time: string): Instant => instantOf(Date.parse(time));
const NOW = at('2026-11-20T19:00:00Z');
const COMMITS = ['a', 'b', 'c'].map((digit) => digit.repeat(40));

/** Each event in a commit of its own. */
function ledgerWith(
  ...events: readonly AccessEvent[]
): Pick<Ledger, 'recent' | 'grants' | 'open' | 'debts' | 'positions'> {
  const { recent, ...rest } = ledgerOf(...events);
  const positions = new Map(COMMITS.map((commit, index) => [commit, index]));
  return {
    ...rest,
    debts: new Map(),
    recent: recent.map((one, index) => ({ ...one, commit: COMMITS[index] ?? '' })),
    positions: emptyMap<string, number>().with(positions),
  };
}

function numbers(ledger: Parameters<typeof recentOutcomes>[0], now = NOW): readonly number[] {
  return recentOutcomes(ledger, now).map(({ pullRequest }) => pullRequest);
}

/** With the grants as they are after what closed them. */
function closedBy(ledger: ReturnType<typeof ledgerWith>, closing: Closing): ReturnType<typeof ledgerWith> {
  const states = [...ledger.grants.values()].map((state): readonly [string, GrantState] => [
    state.event.grant,
    { ...state, closed: closing },
  ]);
  return { ...ledger, grants: emptyMap<string, GrantState>().with(new Map(states)) };
}

describe('something is said', () => {
  test('of nothing, where nothing happened', () => {
    expect(numbers(ledgerWith())).toEqual([]);
  });

  test('of what was refused after the merge of a pull request, for a day', () => {
    const ledger = ledgerWith({ ...refused(['It is over.']), pr: 57 });
    expect(recentOutcomes(ledger, NOW)).toMatchObject([
      { pullRequest: 57, grants: [], refusals: [{ goesOn: false, commit: COMMITS[0] }] },
    ]);
    expect(numbers(ledger, at('2026-11-21T18:00:01Z'))).toEqual([]);
  });

  test('of nothing that no pull request brought', () => {
    expect(numbers(ledgerWith(refused(['Nobody brought it.'])))).toEqual([]);
  });

  test('of what has opened since it was granted, for a day from then on', () => {
    const opensAt = '2026-11-25T08:00:00Z';
    const ledger = ledgerWith(granted({ opensAt, expiresAt: '2026-11-27T08:00:00Z' }));
    expect(numbers(ledger, at('2026-11-25T07:59:59Z'))).toEqual([]);
    expect(numbers(ledger, at(opensAt))).toEqual([42]);
    expect(numbers(ledger, at('2026-11-26T08:00:00Z'))).toEqual([]);
  });
});

describe('what is held at the path of a refused change', () => {
  const change = { ...refused(['Only its duration may be changed.']), grant: '5'.repeat(20), pr: 57 };
  const ledger = ledgerWith(granted(), change);
  const goesOn = (one: ReturnType<typeof ledgerWith>) =>
    recentOutcomes(one, NOW).find(({ pullRequest }) => pullRequest === 57)?.refusals[0]?.goesOn;
  const closing = (index: number): Closing => ({ commit: COMMITS[index] ?? '', index, event: change });

  test('goes on where it was open when the change was refused, whatever became of it since', () => {
    expect(goesOn(ledger)).toBe(true);
    expect(goesOn(closedBy(ledger, closing(2)))).toBe(true);
  });

  test('does not where it ended before', () => {
    expect(goesOn(closedBy(ledger, closing(1)))).toBe(false);
    expect(goesOn(ledgerWith(change))).toBe(false);
  });
});
