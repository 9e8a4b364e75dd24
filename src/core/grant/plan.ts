/** The plan: from the ledger, the clusters, the proofs and the clock to every change that is due, decided once and purely. */
import { instantIn, type GrantId, type Time, type Unplaced } from '../ledger/event.ts';
import type { GrantState } from '../ledger/history.ts';
import type { GuardrailsDecision } from '../ledger/succession.ts';
import type { Oid } from '../repository.ts';
import type { AccessPolicy } from '../request/access-policy.ts';
import { between, formatInstant, hours, type Instant } from '../time.ts';
import * as words from '../words/endings.ts';
import type { Alert } from '../alert.ts';
import { bindingKeyOf } from './binding.ts';
import type { PlannedChange } from './change.ts';
import { nextCheckpoint } from './checkpointing.ts';
import { keyText, type ClusterFacts } from './cluster-facts.ts';
import type { History } from './cluster-standing.ts';
import { endUnseen } from './follow-ups.ts';
import { inFullCommits } from './fill-commits.ts';
import { follow } from './follow.ts';
import { leftoverRoles } from './leftover-roles.ts';
import { followerOf, type OpenGrant } from './position.ts';
import type { MergedDecision } from './merged-decision.ts';
import type { Watch } from './patience.ts';
import { unexplained } from './unexplained.ts';
import { withoutWhatEnds } from './wait-for-ends.ts';

export interface PlanInput {
  readonly now: Instant;
  readonly history: History;
  /** Where a commit stands on the first-parent chain; undefined: not on it. */
  readonly indexOf: (commit: Oid) => number | undefined;
  /** The policy in force; undefined before the first guardrails were trusted. */
  readonly policy: AccessPolicy | undefined;
  readonly open: readonly OpenGrant[];
  /** Every grant that history knows, open or closed. */
  readonly grantOf: (id: GrantId) => GrantState | undefined;
  /** Only clusters that were read whole. */
  readonly clusters: readonly ClusterFacts[];
  readonly guardrails: GuardrailsDecision;
  readonly merged: readonly MergedDecision[];
  /** Requests that were closed without a merge, and that history does not tell of. */
  readonly declined: readonly Unplaced<'declined'>[];
  /** When a commit last told of nothing else; undefined: none ever did. */
  readonly declinedAlone: Time | undefined;
  /** Reviews that were owed, and were given. */
  readonly reviewed: readonly Unplaced<'reviewed'>[];
  readonly alerts: readonly Alert[];
}

export function plan(input: PlanInput, watch: Watch): readonly PlannedChange[] {
  const changes = [
    ...input.clusters.flatMap((cluster) => planCluster(cluster, input, watch)),
    ...input.open.flatMap((grant) => withoutACluster(grant, input)),
  ];
  const merged = withoutWhatEnds(input.merged, { ...input, changes });
  const all: readonly PlannedChange[] = [
    ...changes,
    ...planGuardrails(input.guardrails, watch),
    ...together(merged).flatMap((decision) => planMerged(decision, input.now, watch)),
    ...planDeclined(input),
    ...input.reviewed.map((event) => ({ kind: 'reviewed', event }) as const),
    ...input.alerts.map((alert) => ({ kind: 'alert', alert }) as const),
  ];
  // What waits for an end goes before what a commit could save.
  return merged.length < input.merged.length ? all : inFullCommits(all, input);
}

function planCluster(cluster: ClusterFacts, input: PlanInput, watch: Watch): readonly PlannedChange[] {
  if (cluster.standing.kind === 'waiting') return [];
  const follower = followerOf(cluster, input);
  const open = input.open.filter(({ state }) => state.event.cluster.name === cluster.name);
  const explained = new Set(open.map(({ state }) => keyText(bindingKeyOf(state.event))));
  const states = open.map(({ state }) => state);
  return [
    ...open.flatMap((grant) => follow(grant, follower)),
    ...unexplained(cluster, explained, watch),
    ...leftoverRoles(follower, { open, grantOf: input.grantOf }, watch),
    ...nextCheckpoint(follower, states, input.history),
  ];
}

/** A cluster that the guardrails in force list no longer: what is past its end there is closed without being asked. */
function withoutACluster(grant: OpenGrant, { policy, now }: PlanInput): readonly PlannedChange[] {
  const { cluster, expiresAt } = grant.state.event;
  if (policy === undefined || policy.clusters.has(cluster.name)) return [];
  return instantIn(expiresAt) > now
    ? []
    : [endUnseen(grant, now, words.clusterIsNoLongerListed(cluster.name))];
}

function planGuardrails(decision: GuardrailsDecision, watch: Watch): readonly PlannedChange[] {
  switch (decision.kind) {
    case 'in force':
      return [];
    case 'succeed':
      return [{ kind: 'guardrails', event: decision.event }];
    case 'wait':
      return decision.patient && !watch.counts(decision.alert.key)
        ? []
        : [{ kind: 'alert', alert: decision.alert }];
  }
}

/** NB: anybody may open and close pull requests, and must not be able to make us commit again and again. */
function planDeclined({ declined, declinedAlone, now }: PlanInput): readonly PlannedChange[] {
  const alone = declinedAlone === undefined || between(instantIn(declinedAlone), now) >= hours(1);
  return declined.slice(0, MOST_DECLINED).map((event) => ({ kind: 'decline', event, alone }));
}

/** A turn: what is recorded besides keeps the room of a commit. */
const MOST_DECLINED = 20;

/** NB: the grants of one pull request stand side by side, so that one commit records them: all of them, or none (§2). */
function together(merged: readonly MergedDecision[]): readonly MergedDecision[] {
  const byPullRequest = Map.groupBy(merged, (decision) =>
    decision.kind === 'grant' ? decision.grants[0]?.event.pr.number : undefined,
  );
  return [...byPullRequest.values()].flat();
}

function planMerged(decision: MergedDecision, now: Instant, watch: Watch): readonly PlannedChange[] {
  switch (decision.kind) {
    case 'grant':
      return decision.grants.map((grant) => ({ kind: 'grant', grant }));
    case 'wait':
      return [];
    case 'refuse': {
      // NB: every request of the merge is asked, so that all of them are watched from the same moment on.
      const counts = decision.requests.map(({ grant }) => watch.counts(`missing ${grant}`));
      if (decision.patient && !counts.every(Boolean)) return [];
      const why = decision.problems.map(({ what }) => what);
      return decision.requests.flatMap(({ path, grant, pullRequest, restore }) => [
        {
          kind: 'refuse',
          event: { type: 'refused', at: formatInstant(now), grant, path, ...brought(pullRequest), why },
          file: { path, restore },
        },
        ...(decision.isAsked ? [] : [refusedAlert(path, grant, why, restore !== undefined)]),
      ]);
    }
  }
}

function brought(pullRequest: number | undefined): { readonly pr?: number } {
  return pullRequest === undefined ? {} : { pr: pullRequest };
}

function refusedAlert(
  path: string,
  grant: GrantId,
  why: readonly string[],
  isPutBack: boolean,
): PlannedChange {
  const message = words.refusedAfterTheMerge(path, why, isPutBack);
  return { kind: 'alert', alert: { kind: 'refused', key: `refused ${grant}`, message } };
}
