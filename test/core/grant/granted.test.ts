// What the event of a grant says of actions, and of a review that is owed.
import { describe, expect, test } from 'vitest';
import type { Approval } from '../../../src/core/approval/approval.ts';
import { askedTogether, type Askable } from '../../../src/core/grant/asked.ts';
import { provedGrant } from '../../../src/core/grant/granted.ts';
import { hours } from '../../../src/core/time.ts';
import * as a from '../approval/builders.ts';
import { aGrant } from './a-grant.ts';
import { anAskedRequest, context, guardrails, merged, OTHER, REQUEST } from './a-merge.ts';

const { approvals } = aGrant();
const NOBODY: Approval = { problems: [], unread: [], missing: [], counted: [], also: [] } as never; // only who approved matters

function anAskable(over: Partial<Askable> = {}): Askable {
  const [askable] = askedTogether([anAskedRequest()], merged().approval, context()).askable;
  if (askable === undefined) throw new Error('the request is well');
  return { ...askable, ...over };
}

function granted(askable: Askable, approval: Partial<Approval> = {}, guarded = guardrails()) {
  const { inForce, now } = context();
  return provedGrant(askable, {
    repository: 7,
    pullRequest: a.aMergedPullRequest(),
    mergedAt: a.at(30),
    pr: aGrant().pr,
    approval: { ...NOBODY, ...approval },
    guardrails: guarded,
    inForce,
    now,
  }).event;
}

test('names each action as the cluster understood it, and none where a role was asked for', () => {
  const actions = ['get pods/api', 'delete pods/web'].map((text) => ({ text, seen: true }) as never); // only the text is told

  expect(granted(anAskable({ clusterRole: null, actions }))).toMatchObject({
    clusterRole: null,
    actions: ['get pods/api', 'delete pods/web'],
  });
  expect(granted(anAskable())).not.toHaveProperty('actions');
});

describe('a review', () => {
  const early = anAskable();
  const allowance = { ...early.judgement.allowance!, reviewWithin: hours(24) }; // a role was asked for
  const owing = { ...early, judgement: { ...early.judgement, allowance } };

  test('is owed from the merge on, where no owner of the very path has looked', () => {
    expect(granted(owing).review).toEqual({ by: '2026-11-21T16:30:00Z' });
    expect(granted(owing, { counted: [{ file: OTHER, approvals }] as never }).review).toBeDefined();
    expect(granted(owing, { counted: [{ file: REQUEST, approvals: [] }] as never }).review).toBeDefined();
  });

  test('is not owed where an owner has looked, or where the policy asks for none afterwards', () => {
    expect(granted(owing, { counted: [{ file: REQUEST, approvals }] as never })).not.toHaveProperty('review');
    expect(granted(early)).not.toHaveProperty('review');
  });
});

test('without an owner of its path no grant is made', () => {
  const unowned = { ...guardrails(), codeowners: a.codeowners('/docs/ @bob') };

  expect(() => granted(anAskable(), {}, unowned)).toThrow(/proved without an owner/);
});
