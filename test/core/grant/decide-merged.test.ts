// From the proofs of the merges to one decision for each request that nothing has decided.
import { describe, expect, test } from 'vitest';
import type { PullRequest } from '../../../src/core/approval/facts.ts';
import type { WriteAnswer } from '../../../src/core/grant/cluster-facts.ts';
import { decideMerged, type MergedInput } from '../../../src/core/grant/decide-merged.ts';
import type { Proof } from '../../../src/core/grant/prove.ts';
import { grantIdOf } from '../../../src/core/ledger/grant-id.ts';
import type { UndecidedRequest } from '../../../src/core/ledger/honour.ts';
import { read, unread } from '../../../src/core/problem.ts';
import * as a from '../approval/builders.ts';
import { aPath } from '../request/builders.ts';
import { aState, repository } from './a-cluster.ts';
import { aGrant } from './a-grant.ts';

const PATH = aPath();
const OTHER = aPath(PATH.text.replace('alice-inc-4242', 'alice-too'));
const MERGE = a.oid('e');
const BLOB = a.oid('1');
const problem = { what: 'Nobody approved it.', why: 'The rule.', mend: 'Ask.' };

const MISSING: Proof = { kind: 'missing', problems: [problem] };
const REFUTED: Proof = { kind: 'refuted', problems: [{ ...problem, what: 'It is over.' }] };
const NOT_YET: Proof = { kind: 'not yet', why: ['503'] };

function grantOf(path = PATH.text, blob = BLOB) {
  const grant = grantIdOf(repository, path, MERGE);
  return { cluster: 'prod-eu', event: aGrant({ path, grant, request: { blob, sha256: 'f'.repeat(64) } }) };
}

function proved(over: Partial<Extract<Proof, { kind: 'proved' }>> = {}): Proof {
  return { kind: 'proved', grants: [grantOf()], commits: [MERGE], ...over };
}

function anUndecided(over: Partial<UndecidedRequest> = {}): UndecidedRequest {
  return {
    path: PATH,
    entry: { mode: '100644', blob: BLOB },
    touched: { commit: MERGE, index: 3, events: [], removed: undefined },
    held: undefined,
    closed: undefined,
    ...over,
  };
}

function pullRequests(...numbers: readonly number[]): readonly PullRequest[] {
  return numbers.map((number) => a.aMergedPullRequest({ number }));
}

/** That an API server would take every grant of these proofs. */
function accepted(proofs: MergedInput['proofs']): ReadonlyMap<string, WriteAnswer> {
  const grants = [...proofs.values()].flatMap((proof) => (proof.kind === 'proved' ? proof.grants : []));
  return new Map(grants.map(({ event }) => [event.grant, { kind: 'done' }]));
}

function decided(proofs: Readonly<Record<number, Proof>>, over: Partial<MergedInput> = {}) {
  const byNumber = new Map(Object.entries(proofs).map(([number, proof]) => [Number(number), proof]));
  return decideMerged({
    repository,
    request: anUndecided(),
    broughtBy: read(pullRequests(...byNumber.keys())),
    proofs: byNumber,
    dryRuns: accepted(byNumber),
    changed: undefined,
    ...over,
  });
}

describe('a request that one pull request brought', () => {
  test('is granted where that is proved and the API server would take it', () => {
    expect(decided({ 42: proved() })).toEqual({ kind: 'grant', grants: [grantOf()] });
  });

  test('is refused at once where that is refuted', () => {
    expect(decided({ 42: REFUTED })).toMatchObject({
      kind: 'refuse',
      patient: false,
      problems: [{ what: 'It is over.' }],
      requests: [{ path: PATH.text, grant: grantIdOf(repository, PATH.text, MERGE), restore: undefined }],
    });
  });

  test('is refused patiently where something is missing', () => {
    expect(decided({ 42: MISSING })).toMatchObject({ kind: 'refuse', patient: true });
  });

  test('waits where something could not be read', () => {
    expect(decided({ 42: NOT_YET })).toMatchObject({ kind: 'wait', why: ['503'] });
    expect(decided({}, { broughtBy: unread('503') })).toMatchObject({ kind: 'wait', why: ['503'] });
  });

  test('waits where the pull request was not read at all', () => {
    expect(decided({}, { broughtBy: read(pullRequests(42)) })).toMatchObject({ kind: 'wait' });
  });
});

test('[36] a request that no pull request brought is refused patiently: GitHub may name it later', () => {
  expect(decided({})).toMatchObject({ kind: 'refuse', patient: true });
});

describe('a commit that belongs to several pull requests', () => {
  test('grants where one of them is proved whole', () => {
    expect(decided({ 41: REFUTED, 42: proved() }).kind).toBe('grant');
    expect(decided({ 41: NOT_YET, 42: proved() }).kind).toBe('grant');
  });

  test('grants by the one that asks for this file', () => {
    const other = proved({ grants: [grantOf(OTHER.text)] });
    expect(decided({ 41: other, 42: proved() }).kind).toBe('grant');
  });

  test('never adds up what each of them has', () => {
    expect(decided({ 41: MISSING, 42: MISSING })).toMatchObject({ kind: 'refuse', patient: true });
  });

  test('is refused at once only where each of them is refuted', () => {
    expect(decided({ 41: REFUTED, 42: REFUTED })).toMatchObject({ kind: 'refuse', patient: false });
    expect(decided({ 41: REFUTED, 42: MISSING })).toMatchObject({ kind: 'refuse', patient: true });
    expect(decided({ 41: REFUTED, 42: NOT_YET }).kind).toBe('wait');
  });
});

describe('a proof of something else than what stands on the branch', () => {
  test('grants nothing where the bytes are others', () => {
    const request = anUndecided({ entry: { mode: '100644', blob: a.oid('2') } });
    expect(decided({ 42: proved() }, { request })).toMatchObject({ kind: 'refuse', patient: true });
  });

  test('grants nothing where the file is of another mode', () => {
    const request = anUndecided({ entry: { mode: '100755', blob: BLOB } });
    expect(decided({ 42: proved() }, { request })).toMatchObject({ kind: 'refuse', patient: true });
  });

  test('grants nothing where a commit touched the file that is none of its merge', () => {
    const touched = { commit: a.oid('f'), index: 4, events: [], removed: undefined };
    expect(decided({ 42: proved() }, { request: anUndecided({ touched }) })).toMatchObject({
      kind: 'refuse',
      patient: true,
      requests: [{ grant: grantIdOf(repository, PATH.text, a.oid('f')) }],
    });
  });

  test('grants nothing where the pull request asks for another file', () => {
    const other = proved({ grants: [grantOf(OTHER.text)] });
    expect(decided({ 42: other })).toMatchObject({ kind: 'refuse', patient: true });
  });

  test('[38] grants where an earlier commit of a rebase touched the file last', () => {
    const touched = { commit: a.oid('d'), index: 2, events: [], removed: undefined };
    const request = anUndecided({ touched });
    expect(decided({ 42: proved({ commits: [a.oid('d'), MERGE] }) }, { request }).kind).toBe('grant');
  });
});

describe('a request that history has decided', () => {
  test('is put back where it edits a held one, whoever approved it', () => {
    const held = aState();
    expect(decided({ 42: proved() }, { request: anUndecided({ held }) })).toMatchObject({
      kind: 'refuse',
      patient: false,
      requests: [{ restore: held.event.request.blob }],
    });
  });

  test('is taken out where it is left over from what was closed', () => {
    const event = { type: 'refused', why: [] } as never; // only that there is one matters
    const closed = { commit: MERGE, index: 9, event };
    expect(decided({ 42: proved() }, { request: anUndecided({ closed }) })).toMatchObject({
      kind: 'refuse',
      patient: false,
      requests: [{ restore: undefined }],
    });
  });
});

describe('[123] the API server', () => {
  const both = proved({ grants: [grantOf(), grantOf(OTHER.text)] });
  const answers = (one: WriteAnswer | undefined, other: WriteAnswer | undefined) =>
    new Map(
      [[grantOf().event.grant, one] as const, [grantOf(OTHER.text).event.grant, other] as const].filter(
        (pair): pair is readonly [string, WriteAnswer] => pair[1] !== undefined,
      ),
    );
  const done: WriteAnswer = { kind: 'done' };
  const no: WriteAnswer = { kind: 'refused', message: 'namespaces "payments" is being terminated' };

  test('has the last word on every file, with its own words', () => {
    expect(decided({ 42: both }, { dryRuns: answers(done, done) }).kind).toBe('grant');
    expect(decided({ 42: both }, { dryRuns: answers(done, no) })).toMatchObject({
      kind: 'refuse',
      patient: false,
      problems: [{ what: expect.stringContaining('is being terminated') }],
    });
  });

  test('refuses by the id that would have been granted, also after a rebase', () => {
    const touched = { commit: a.oid('d'), index: 2, events: [], removed: undefined };
    const rebased = proved({ commits: [a.oid('d'), MERGE] });
    const refusal = decided(
      { 42: rebased },
      { request: anUndecided({ touched }), dryRuns: answers(no, undefined) },
    );
    expect(refusal).toMatchObject({ kind: 'refuse', requests: [{ grant: grantOf().event.grant }] });
  });

  test('is waited for where it does not answer', () => {
    expect(decided({ 42: both }, { dryRuns: answers(done, undefined) }).kind).toBe('wait');
    expect(decided({ 42: both }, { dryRuns: new Map() }).kind).toBe('wait');
  });
});
