/** Reads and proves each merge whose requests wait for a decision, and asks the API servers what they would say. */
import type { PullRequest } from '../../core/approval/facts.ts';
import { activeGrants, withinTheLimit } from '../../core/grant/active.ts';
import { bindingOf } from '../../core/grant/binding.ts';
import type { WriteAnswer } from '../../core/grant/cluster-facts.ts';
import type { Debts } from '../../core/grant/debts.ts';
import { decideMerged } from '../../core/grant/decide-merged.ts';
import { heldNow } from '../../core/grant/held.ts';
import type { ProvedGrant } from '../../core/grant/granted.ts';
import type { MergedDecision } from '../../core/grant/merged-decision.ts';
import { ownRoleOf } from '../../core/grant/own-role.ts';
import { proveMerged, type Proof } from '../../core/grant/prove.ts';
import { undecided, type UndecidedRequest } from '../../core/ledger/honour.ts';
import { unread, type Fact } from '../../core/problem.ts';
import type { Oid } from '../../core/repository.ts';
import { changedFields, type RequestField } from '../../core/request/changed-fields.ts';
import type { Instant } from '../../core/time.ts';
import { withoutAsked } from '../../core/grant/without-asked.ts';
import { askedBefore } from './asked-before.ts';
import { asFact, inParallel } from '../read/gather.ts';
import type { HistorySnapshot, InForce } from '../read/read-history.ts';
import { withActionFacts } from '../read/read-actions.ts';
import { mergesOf, readMerges } from './read-merged.ts';
import type { Places } from '../read/read-places.ts';
import { readRequests } from '../read/read-requests.ts';
import { provingOnce } from '../read/recalled.ts';
import type { Cluster } from '../../ports.ts';
import type { World } from '../world.ts';

const WIDTH = 8;

export interface Moment {
  readonly now: Instant;
  /** What is owed still. */
  readonly debts: Debts;
}

export async function decideMerges(
  theWorld: World,
  history: HistorySnapshot,
  places: Places,
  { now, debts }: Moment,
): Promise<readonly MergedDecision[]> {
  const { inForce, standing, ledger, branch } = history;
  // While the branch holds another version of the guardrails, merged requests wait, neither granted nor refused.
  if (inForce === undefined || standing.kind !== 'in force') return [];
  const requests = undecided(ledger, branch.tree).filter((request) => isOurs(request, inForce, places));
  if (requests.length === 0) return [];
  const world = { ...theWorld, github: { ...theWorld.github, ...provingOnce(theWorld.github) } };
  const broughtBy = await mergesOf(
    world,
    history,
    requests.filter(needsProof).map(({ touched }) => touched.commit),
  );
  const proofs = await proofsOf(world, history, inForce, places, broughtBy, { now, debts });
  const dryRuns = await dryRunAll(proofs, history, world);
  const changed = await readChanged(world.git, requests);
  const decisions = requests.map((request) =>
    decideMerged({
      repository: history.repository.id,
      request,
      broughtBy: broughtBy.get(request.touched.commit) ?? unread('it was not asked for'),
      proofs,
      dryRuns,
      changed: changed.get(request.path.text),
    }),
  );
  const heldBlobs = new Map(requests.map(({ path, held }) => [path.text, held?.event.request.blob]));
  const asked = await askedBefore(theWorld.github, inForce.guardrails, decisions, now);
  const wanted = withoutAsked(decisions, asked, (path) => heldBlobs.get(path));
  return withinTheLimit(wanted, {
    active: activeGrants(ledger, branch.tree, now),
    most: inForce.guardrails.policy.limits.activePerSubject,
    indexOf: (commit) => ledger.positions.get(commit),
  });
}

/**
 * A request for a cluster that the policy lists waits for the controller that serves it, in step; one for a cluster that
 * no policy lists is any controller's to refuse.
 */
function isOurs({ path }: UndecidedRequest, { guardrails }: InForce, places: Places): boolean {
  if (!guardrails.policy.clusters.has(path.cluster)) return true;
  return places.get(path.cluster)?.standing.kind === 'in step';
}

function needsProof({ closed }: UndecidedRequest): boolean {
  return closed === undefined;
}

/** By path, of those that are held: in which fields each differs from what was granted. */
async function readChanged(
  git: World['git'],
  requests: readonly UndecidedRequest[],
): Promise<ReadonlyMap<string, readonly RequestField[]>> {
  const each = await inParallel(requests, WIDTH, async ({ path: { text }, entry, held }) => {
    if (held === undefined) return [];
    const change = { path: text, before: { mode: '100644', blob: held.event.request.blob }, after: entry };
    const [asked] = await readRequests(git, [change]);
    if (asked?.written.kind !== 'valid' || asked.before?.written.kind !== 'valid') return [];
    const fields = changedFields(asked.before.written.value.request, asked.written.value.request);
    return [[text, fields] as const];
  });
  return new Map(each.flat());
}

async function proofsOf(
  world: World,
  history: HistorySnapshot,
  inForce: InForce,
  places: Places,
  broughtBy: ReadonlyMap<Oid, Fact<readonly PullRequest[]>>,
  { now, debts }: Moment,
): Promise<ReadonlyMap<number, Proof>> {
  const candidates = [...broughtBy.values()].flatMap((fact) => (fact.kind === 'read' ? fact.value : []));
  const merges = await readMerges(world, candidates, history, inForce);
  const requests = [...merges.values()].flatMap((fact) => (fact.kind === 'read' ? fact.value.requests : []));
  const context = {
    guardrails: inForce.guardrails,
    inForce: inForce.version,
    debts,
    held: heldNow(history.ledger, history.branch.tree),
    clusters: await withActionFacts(places, requests, world),
    now,
  };
  return new Map(
    [...merges].map(([number, facts]) => [
      number,
      facts.kind === 'unread' ? { kind: 'not yet', why: [facts.why] } : proveMerged(facts.value, context),
    ]),
  );
}

/** By grant: what the API server would answer. Where it does not, there is no entry, and the grant waits. */
async function dryRunAll(
  proofs: ReadonlyMap<number, Proof>,
  { repository, head }: HistorySnapshot,
  { clusters }: World,
): Promise<ReadonlyMap<string, WriteAnswer>> {
  const grants = [...proofs.values()].flatMap((proof) => (proof.kind === 'proved' ? proof.grants : []));
  const answers = await inParallel(grants, WIDTH, async ({ cluster: name, event }: ProvedGrant) => {
    const cluster = clusters.find((one) => one.name === name);
    if (cluster === undefined) return [];
    const answer = await asFact(dryRun(cluster, event, head, repository.id));
    return answer.kind === 'read' ? [[event.grant, answer.value] as const] : [];
  });
  return new Map(answers.flat());
}

/** The first refusal. The commit of the grant is not known yet; the head stands for it in an annotation that nobody will see. */
async function dryRun(
  cluster: Cluster,
  event: ProvedGrant['event'],
  head: Oid,
  repository: number,
): Promise<WriteAnswer> {
  const role = ownRoleOf(event, head, repository);
  const first = role === undefined ? undefined : await cluster.dryRun(role);
  return first?.kind === 'refused' ? first : cluster.dryRun(bindingOf(event, head, repository));
}
