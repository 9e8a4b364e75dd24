/** From the proofs of the merges to one decision for each request on the default branch that nothing has decided yet. */
import type { PullRequest } from '../approval/facts.ts';
import { grantIdOf } from '../ledger/grant-id.ts';
import type { UndecidedRequest } from '../ledger/honour.ts';
import type { Fact, Problem } from '../problem.ts';
import { changesOnlyTheDuration, type RequestField } from '../request/changed-fields.ts';
import * as words from '../words/asked.ts';
import { onlyItsDurationMayChange } from '../words/held-requests.ts';
import type { WriteAnswer } from './cluster-facts.ts';
import type { MergedDecision, RefusedRequest } from './merged-decision.ts';
import type { Proof } from './prove.ts';

export interface MergedInput {
  readonly repository: number;
  readonly request: UndecidedRequest;
  /** The merged pull requests that GitHub names for the commit that last touched it. */
  readonly broughtBy: Fact<readonly PullRequest[]>;
  readonly proofs: ReadonlyMap<number, Proof>;
  /** What the API server answered to a dry run, by grant; absent where it did not answer. */
  readonly dryRuns: ReadonlyMap<string, WriteAnswer>;
  /** Of a request that is held: the fields in which it differs from what was granted; undefined: it cannot be read as a request. */
  readonly changed: readonly RequestField[] | undefined;
}

export function decideMerged(input: MergedInput): MergedDecision {
  const { request, broughtBy } = input;
  const path = request.path.text;
  if (request.held !== undefined && !goesOn(input))
    return refuse(input, undefined, [onlyItsDurationMayChange(path, input.changed ?? [])]);
  if (request.closed !== undefined) return refuse(input, undefined, [words.wasDecidedBefore(path)]);
  if (broughtBy.kind === 'unread') return wait(input, [broughtBy.why]);
  if (broughtBy.value.length === 0) return refuseStray(input);
  return decideByProofs(input, broughtBy.value);
}

/** NB: nothing else that was done to what is held needs a proof to be refused. */
function goesOn({ request: { entry }, changed = [] }: MergedInput): boolean {
  return entry.mode === '100644' && changesOnlyTheDuration(changed);
}

type Proved = Extract<Proof, { kind: 'proved' }>;

/**
 * NB: where one commit belongs to several pull requests, one of them must be proved whole; approvals are never pooled.
 * Only when each of them is refuted is the request.
 */
function decideByProofs(input: MergedInput, candidates: readonly PullRequest[]): MergedDecision {
  const proofs = candidates.flatMap((pullRequest) => {
    const proof = input.proofs.get(pullRequest.number);
    return proof === undefined ? [] : [{ pullRequest, proof }];
  });
  const proved = proofs.flatMap(({ pullRequest, proof }) =>
    proof.kind === 'proved' ? [{ pullRequest, proof }] : [],
  );
  const mine = proved.find(({ proof }) => isOfWhatStands(proof, input.request));
  if (mine !== undefined) return dryRun(input, mine.pullRequest, mine.proof);
  const waiting = proofs.flatMap(({ proof }) => (proof.kind === 'not yet' ? proof.why : []));
  if (waiting.length > 0 || proofs.length < candidates.length) return wait(input, waiting);
  const best = proofs.find(({ proof }) => proof.kind === 'missing') ?? proofs[0];
  if (proved.length > 0 || best === undefined || !('problems' in best.proof)) return refuseStray(input);
  return refuse(input, best.pullRequest, best.proof.problems, best.proof.kind === 'missing');
}

/** NB: GitHub names pull requests for a commit by its own lights. What was proved is what one merge brought, and only that. */
function isOfWhatStands({ grants, commits }: Proved, { path, entry, touched }: UndecidedRequest): boolean {
  const grant = grants.find(({ event }) => event.path === path.text);
  const asItStands = entry.mode === '100644' && grant?.event.request.blob === entry.blob;
  return asItStands && commits.includes(touched.commit);
}

/** Proved by people; the API server has the last word, before anything is recorded. */
function dryRun(input: MergedInput, pullRequest: PullRequest, { grants }: Proved): MergedDecision {
  const answers = grants.map(({ cluster, event }) => ({ cluster, answer: input.dryRuns.get(event.grant) }));
  const refused = answers.flatMap(({ cluster, answer }) =>
    answer?.kind === 'refused' ? [words.apiServerRefuses(cluster, answer.message)] : [],
  );
  if (refused.length > 0) return refuse(input, pullRequest, refused);
  const silent = answers.find(({ answer }) => answer === undefined);
  if (silent !== undefined) return wait(input, [words.noDryRun(silent.cluster)]);
  return { kind: 'grant', grants: grants.filter(({ event }) => event.path === input.request.path.text) };
}

function refuseStray(input: MergedInput): MergedDecision {
  const { path, touched } = input.request;
  return refuse(input, undefined, [words.nobodyBroughtIt(path.text, touched.commit)], true);
}

function refuse(
  input: MergedInput,
  pullRequest: PullRequest | undefined,
  problems: readonly Problem[],
  patient = false,
): MergedDecision {
  return { kind: 'refuse', requests: [refusedRequest(input, pullRequest)], problems, patient };
}

function wait(input: MergedInput, why: readonly string[]): MergedDecision {
  return { kind: 'wait', requests: [refusedRequest(input, undefined)], why };
}

function refusedRequest(
  { repository, request, broughtBy }: MergedInput,
  pullRequest: PullRequest | undefined,
): RefusedRequest {
  const path = request.path.text;
  const merge = pullRequest?.merged?.commit ?? request.touched.commit;
  return {
    path,
    grant: grantIdOf(repository, path, merge),
    pullRequest: (pullRequest ?? onlyOne(broughtBy))?.number,
    restore: request.held?.event.request.blob,
  };
}

/** NB: of several nobody knows which one brought it. */
function onlyOne(broughtBy: MergedInput['broughtBy']): PullRequest | undefined {
  return broughtBy.kind === 'read' && broughtBy.value.length === 1 ? broughtBy.value[0] : undefined;
}
