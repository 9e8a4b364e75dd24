// What was granted before an owner had looked is owed a review, whatever becomes of the grant, until one is recorded.
import { expect, test } from 'vitest';
import { grantIdOf } from '../../../src/core/ledger/grant-id.ts';
import { readLedger } from '../../../src/core/ledger/fold.ts';
import {
  aTrustedBranch,
  blobOf,
  context,
  endOf,
  grantEvent,
  grantOn,
  PATH,
  RECORD,
  repository,
  type Branch,
  type Granted,
  type Unplaced,
} from './a-branch.ts';

const DUE = '2026-11-21T16:00:00Z';

/** A request is merged, and granted before an owner has looked. */
function early(branch: Branch, path = PATH): Granted {
  const base = branch.head();
  const blob = blobOf(`request ${branch.commits.length}`);
  const merge = branch.push({ [path]: blob });
  const event = { ...grantEvent({ base, merge, blob, path }), approvals: [], review: { by: DUE } };
  return { event, merge, commit: branch.record([event], { [RECORD]: blobOf(event.grant) }) };
}

function reviewOf({ event: { grant, path } }: Pick<Granted, 'event'>): Unplaced<'reviewed'> {
  const { approvals } = grantEvent({ base: '', merge: '', blob: '' });
  return { type: 'reviewed', at: '2026-11-20T20:00:00Z', grant, path, approvals };
}

const debtsOf = (branch: Branch): readonly string[] => [...branch.ledger().debts.keys()];

test('a grant that owners approved owes nothing', () => {
  const branch = aTrustedBranch();
  grantOn(branch);

  expect(debtsOf(branch)).toEqual([]);
});

test('a grant that no owner has seen owes a review, and after its end too', () => {
  const branch = aTrustedBranch();
  const granted = early(branch);
  expect(debtsOf(branch)).toEqual([granted.event.grant]);

  branch.record([endOf(granted)], { [PATH]: null, [RECORD]: null });

  expect(debtsOf(branch)).toEqual([granted.event.grant]);
  expect(branch.ledger().debts.get(granted.event.grant)?.event.review).toEqual({ by: DUE });
});

test('a review that was recorded pays for its own grant, and for no other', () => {
  const branch = aTrustedBranch();
  const first = early(branch);
  branch.record([endOf(first)], { [PATH]: null, [RECORD]: null });
  const second = early(branch);

  branch.record([reviewOf(first)], { 'access-grants/ledger.yaml': blobOf('one review') });

  expect(debtsOf(branch)).toEqual([second.event.grant]);
  expect(branch.ledger().findings).toEqual([]);
  expect(branch.ledger().open.has(second.event.grant)).toBe(true);
});

test('a review counts once, and where nothing is owed it changes nothing', () => {
  const branch = aTrustedBranch();
  const granted = early(branch);
  branch.record([reviewOf(granted)], { 'access-grants/ledger.yaml': blobOf('one') });
  branch.record([reviewOf(granted)], { 'access-grants/ledger.yaml': blobOf('two') });

  expect(debtsOf(branch)).toEqual([]);
  expect(branch.ledger().findings).toEqual([]);
});

test('a review of a grant that is not recorded yet pays for nothing in advance', () => {
  const branch = aTrustedBranch();
  const grant = grantIdOf(repository, PATH, 'f'.repeat(40));
  branch.record([{ ...reviewOf({ event: grantEvent({ base: '', merge: '', blob: '' }) }), grant }], {
    'access-grants/ledger.yaml': blobOf('in advance'),
  });

  expect(early(branch).event.grant).not.toBe(grant);
  expect(debtsOf(branch)).toHaveLength(1);
});

test('a review without an approval in it is no event', () => {
  const branch = aTrustedBranch();
  const granted = early(branch);
  branch.record([{ ...reviewOf(granted), approvals: [] }], { 'access-grants/ledger.yaml': blobOf('none') });

  expect(debtsOf(branch)).toEqual([granted.event.grant]);
  expect(branch.ledger().findings).toHaveLength(1);
});

test('an earlier ledger keeps its debts when history is read on', () => {
  const branch = aTrustedBranch();
  const granted = early(branch);
  const before = branch.ledger();
  const length = branch.commits.length;
  branch.record([reviewOf(granted)], { 'access-grants/ledger.yaml': blobOf('one') });
  const after = readLedger(before, branch.commits.slice(length), context);

  expect([before.debts.size, after.debts.size]).toEqual([1, 0]);
});
