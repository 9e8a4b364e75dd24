// What becomes of merged requests: what only its own decision may grant, and what each is told.
import { describe, expect, test } from 'vitest';
import { decideMerged, type MergedInput } from '../../../src/core/grant/decide-merged.ts';
import type { MergedDecision } from '../../../src/core/grant/merged-decision.ts';
import { watch } from '../../../src/core/grant/patience.ts';
import { plan } from '../../../src/core/grant/plan.ts';
import type { Proof } from '../../../src/core/grant/prove.ts';
import { grantIdOf } from '../../../src/core/ledger/grant-id.ts';
import type { UndecidedRequest } from '../../../src/core/ledger/honour.ts';
import { read } from '../../../src/core/problem.ts';
import { minutes, plus } from '../../../src/core/time.ts';
import * as a from '../approval/builders.ts';
import { endOf } from '../ledger/a-branch.ts';
import { aPath } from '../request/builders.ts';
import { aPlanInput, NOW, repository } from './a-cluster.ts';
import { aGrant } from './a-grant.ts';
import { told } from './told.ts';

const PATH = aPath();
const OTHER = aPath(PATH.text.replace('alice-inc-4242', 'alice-too'));
const MERGE = a.oid('e');
const problem = { what: 'Nobody approved it.', why: 'The rule.', mend: 'Ask.' };
const proofOf = (...paths: readonly string[]): Extract<Proof, { kind: 'proved' }> => ({
  kind: 'proved',
  commits: [MERGE],
  grants: paths.map((path) => ({
    cluster: 'prod-eu',
    event: aGrant({
      path,
      grant: grantIdOf(repository, path, MERGE),
      request: { blob: a.oid('1'), sha256: 'f'.repeat(64) },
    }),
  })),
});

const undecidedRequest: UndecidedRequest = {
  path: PATH,
  entry: { mode: '100644', blob: a.oid('1') },
  touched: { commit: MERGE, index: 3, events: [], removed: undefined },
  held: undefined,
  closed: undefined,
};

function decided(proof: Proof, over: Partial<MergedInput> = {}): MergedDecision {
  const grants = proof.kind === 'proved' ? proof.grants : [];
  return decideMerged({
    repository,
    request: undecidedRequest,
    broughtBy: read([a.aMergedPullRequest({ number: 42 })]),
    proofs: new Map([[42, proof]]),
    dryRuns: new Map(grants.map(({ event }) => [event.grant, { kind: 'done' }])),
    changed: undefined,
    ...over,
  });
}

describe('a decision', () => {
  test('grants its own request alone: each of the others has a decision of its own', () => {
    const granted = decided(proofOf(PATH.text, OTHER.text));

    expect(granted.kind === 'grant' && granted.grants.map(({ event }) => event.path)).toEqual([PATH.text]);
  });

  test('[36] for a request that no pull request brought says so, by the commit that brought it', () => {
    for (const stray of [decided(proofOf(), { broughtBy: read([]) }), decided(proofOf(OTHER.text))]) {
      expect(stray).toMatchObject({
        kind: 'refuse',
        patient: true,
        requests: [{ path: PATH.text, grant: grantIdOf(repository, PATH.text, MERGE) }],
        problems: [{ what: expect.stringContaining(PATH.text) }],
      });
    }
  });

  test('refuses patiently where one of its pull requests is proved for something else, whatever another lacks', () => {
    const proofs = new Map<number, Proof>([
      [41, { kind: 'refuted', problems: [problem] }],
      [42, proofOf(OTHER.text)],
    ]);
    const broughtBy = read([41, 42].map((number) => a.aMergedPullRequest({ number })));

    expect(decided(proofOf(), { proofs, broughtBy })).toMatchObject({ kind: 'refuse', patient: true });
  });

  test('waits by its path, and says what for', () => {
    const proof = proofOf(PATH.text, OTHER.text);
    const silent = decided(proof, { dryRuns: new Map() });

    expect(silent).toMatchObject({
      kind: 'wait',
      requests: [{ path: PATH.text }],
      why: [expect.stringContaining('prod-eu')],
    });
  });

  test('refuses what is left over from what was decided, by its path', () => {
    const closed = { commit: MERGE, index: 9, event: endEvent() };

    expect(decided(proofOf(PATH.text), { request: { ...undecidedRequest, closed } })).toMatchObject({
      kind: 'refuse',
      problems: [{ what: expect.stringContaining(PATH.text) }],
    });
  });

  function endEvent() {
    const end = endOf({ event: aGrant(), merge: MERGE, commit: MERGE });
    return { ...end, repository, parent: MERGE, key: '2026-11' } as never; // only that there is one matters
  }
});

describe('a refusal of several requests', () => {
  const requests = ['1', '2'].map((digit) => ({
    path: PATH.text,
    grant: digit.repeat(20),
    pullRequest: undefined,
    restore: undefined,
  }));
  const refusal: MergedDecision = { kind: 'refuse', requests, problems: [problem], patient: true };

  test('[115] waits until each of them was looked at for five minutes, and names each by its own', () => {
    const first = watch(new Map(), NOW);
    plan(aPlanInput({ merged: [{ ...refusal, requests: requests.slice(0, 1) }] }), first);
    const second = watch(first.sightings(), plus(NOW, minutes(3)));
    const early = plan(aPlanInput({ merged: [refusal] }), second);
    const third = watch(second.sightings(), plus(NOW, minutes(6)));
    const still = plan(aPlanInput({ merged: [refusal] }), third);
    const late = plan(aPlanInput({ merged: [refusal] }), watch(third.sightings(), plus(NOW, minutes(9))));

    expect([early, still]).toEqual([[], []]);
    expect(told(late).filter((line) => line.startsWith('refuse'))).toHaveLength(2);
    const keys = late.flatMap((change) => (change.kind === 'alert' ? [change.alert.key] : []));
    expect(new Set(keys).size).toBe(2);
    expect(late.flatMap((change) => (change.kind === 'refuse' ? [change.event.type] : []))).toEqual([
      'refused',
      'refused',
    ]);
  });
});
