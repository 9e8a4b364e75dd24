// What counts as held, and whose turn it is where one place is left.
import { describe, expect, test } from 'vitest';
import { activeGrants, withinTheLimit } from '../../../src/core/grant/active.ts';
import type { MergedDecision } from '../../../src/core/grant/merged-decision.ts';
import * as a from '../approval/builders.ts';
import { aTrustedBranch, blobOf, endOf, grantOn, PATH } from '../ledger/a-branch.ts';
import { clock } from './a-cluster.ts';
import { aGrant } from './a-grant.ts';

describe('what a subject holds', () => {
  test('is what is open, stands in history, and is not over', () => {
    const branch = aTrustedBranch();
    const kept = grantOn(branch);
    const taken = grantOn(branch, PATH.replace('alice', 'bob'));
    const closed = grantOn(branch, PATH.replace('alice', 'carol'));
    branch.record([endOf(closed)], { 'access-grants/ledger.yaml': blobOf('6 events') });
    branch.push({ [taken.event.path]: null });
    const held = (time: string): readonly string[] =>
      activeGrants(branch.ledger(), branch.tree, clock(time)).map(({ event }) => event.grant);

    expect(held('17:59:59')).toEqual([kept.event.grant]);
    expect(held('18:00:00')).toEqual([]);
  });

  test('counts for another turn, too, while an edit of it is undecided', () => {
    const branch = aTrustedBranch();
    const { event } = grantOn(branch);
    branch.push({ [PATH]: blobOf('edited') });

    expect(activeGrants(branch.ledger(), branch.tree, clock('17:00')).map((one) => one.event.grant)).toEqual([
      event.grant,
    ]);
  });

  const grant = (number: number, merge: string, name: string): MergedDecision => ({
    kind: 'grant',
    grants: [
      {
        cluster: 'prod-eu',
        event: aGrant({
          path: PATH.replace('alice-inc-4242', name),
          pr: { ...aGrant().pr, number, merge: a.oid(merge) },
        }),
      },
    ],
  });
  const outcomes = (decisions: readonly MergedDecision[], order: string): readonly string[] =>
    withinTheLimit(decisions, {
      active: [],
      most: 1,
      indexOf: (commit) => (order.includes(commit[0] ?? '') ? order.indexOf(commit[0] ?? '') : undefined),
    }).map(({ kind }) => kind);

  test('[152] is taken in the order of history, and by number within one commit or where history does not say', () => {
    const [high, low] = [grant(9, 'a', 'one'), grant(3, 'b', 'two')];

    expect(outcomes([high, low], 'ab')).toEqual(['grant', 'refuse']);
    expect(outcomes([high, low], 'ba')).toEqual(['refuse', 'grant']);
    expect(outcomes([high, low], 'a')).toEqual(['grant', 'refuse']);
    expect(outcomes([high, low], 'b')).toEqual(['refuse', 'grant']);
    expect(outcomes([grant(9, 'a', 'one'), grant(3, 'a', 'two')], 'a')).toEqual(['refuse', 'grant']);
  });

  test('is not held twice by what a merge of the same turn would replace', () => {
    expect(outcomes([grant(3, 'a', 'one'), grant(9, 'b', 'one')], 'ab')).toEqual(['grant', 'grant']);
    expect(outcomes([grant(3, 'a', 'one'), grant(9, 'b', 'two')], 'ab')).toEqual(['grant', 'refuse']);
  });
});
