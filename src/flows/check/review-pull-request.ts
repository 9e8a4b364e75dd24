/** The check of the open pull requests: find those that are due, read each, decide it, publish what is new (§3, check). */
import type { AskedRequest } from '../../core/grant/asked.ts';
import { heldNow } from '../../core/grant/held.ts';
import { watch } from '../../core/grant/patience.ts';
import { beyondTheLimit } from '../../core/review/open-per-author.ts';
import { noGuardrails } from '../../core/words/review.ts';
import { Unavailable } from '../../ports.ts';
import { chooseDue, groundOf, type Chosen } from './choose-due.ts';
import {
  decideVerdict,
  isOpen,
  readPullRequest,
  unasked,
  type DecidedPullRequest,
  type Ground,
  type OpenPullRequest,
} from './decide-verdict.ts';
import { followPending } from './follow-pending.ts';
import { attemptAll } from '../read/gather.ts';
import { publishDecisions } from './publish-decisions.ts';
import { withActionFacts } from '../read/read-actions.ts';
import { readClusters, type ClusterReadings } from '../read/read-clusters.ts';
import { readHistory } from '../read/read-history.ts';
import { forgetClosed, leaveToOthers } from './leave-to-others.ts';
import { placeOf, readPlaces } from '../read/read-places.ts';
import { askingOnce } from '../read/recalled.ts';
import { readGroups, reviewGroups, withoutHeads } from './review-merge-groups.ts';
import { membersRemembered } from './team-members.ts';
import type { Memory, World } from '../world.ts';

const WIDTH = 4;

export interface Round {
  /** So many are due still: another round should follow at once. */
  readonly left: number;
}

/**
 * Looks at what is due, and at the pull requests with these numbers whether they seem to have moved or not. Throws
 * `Unavailable` where history, the list, or none of them could be read; one that could not is told, and waits.
 */
export async function reviewPullRequests(
  world: World,
  memory: Memory,
  asked: readonly number[] = [],
): Promise<Round> {
  const before = await readHistory(world, memory);
  const found = await readGroups(world, memory, before);
  const chosen = await chooseDue(world, memory, groundOf(before, memory), asked, found.numbers);
  const groups = withoutHeads(found, chosen.open.values(), memory);
  if (chosen.batch.length === 0 && groups.waiting.length === 0) return { left: 0 };
  const readings = await readClusters(world);
  const ground = await readGround(world, memory);
  const { done, failures } = await decideAll(ground, readings, memory, chosen);
  const published = await publishDecisions(ground, memory, chosen.batch, done);
  const followed = await followPending(ground, memory, done);
  const grouped = await reviewGroups(ground, memory, groups, done);
  return tell(world, chosen, [...failures, ...published, ...followed, ...grouped]);
}

async function readGround(world: World, memory: Memory): Promise<Ground> {
  const history = await readHistory(world, memory);
  const { inForce, ledger } = history;
  if (inForce === undefined) throw new Unavailable(noGuardrails());
  const held = heldNow(ledger, history.branch.tree);
  const github = askingOnce(world.github);
  const membersOf = membersRemembered(github, memory.members, world.clock.now());
  return { world, mark: groundOf(history, memory), github, membersOf, history, inForce, held };
}

interface Decided {
  readonly done: readonly DecidedPullRequest[];
  readonly failures: readonly string[];
}

async function decideAll(
  ground: Ground,
  readings: ClusterReadings,
  memory: Memory,
  { open, batch }: Chosen,
): Promise<Decided> {
  const { world, history, inForce } = ground;
  const beyond = beyondTheLimit([...open.values()], inForce.guardrails.policy.limits.openPerAuthor);
  const refusals = batch.flatMap(({ pullRequest }) => {
    const verdict = beyond.get(pullRequest.number);
    return verdict === undefined ? [] : [unasked(pullRequest, verdict)];
  });
  // NB: one pull request that cannot be read holds up no other's check, and slows no other down.
  const read = await attemptAll(
    batch.filter(({ pullRequest }) => !beyond.has(pullRequest.number)),
    WIDTH,
    async ({ pullRequest, anew }) =>
      readPullRequest(ground, pullRequest, anew ? undefined : memory.looks.get(pullRequest.number)?.own),
  );
  const found = read.done.filter(isOpen);
  const requests = found.flatMap(requestsOf);
  const places = await readPlaces(
    readings,
    history,
    world,
    memory,
    // NB: a watch of its own. What a check has seen must not use up the patience of the record lane.
    watch(new Map(), world.clock.now()),
    requests.map(({ path }) => placeOf(path, inForce.guardrails)),
  );
  const whole = await withActionFacts(places, requests, world);
  forgetClosed(memory);
  const decided = await attemptAll(found, WIDTH, async (one) =>
    leaveToOthers(ground, memory, one, await decideVerdict(ground, one, whole)),
  );
  return { done: [...decided.done, ...refusals], failures: [...read.failures, ...decided.failures] };
}

function requestsOf(one: OpenPullRequest): readonly AskedRequest[] {
  return one.kind === 'read' ? one.requests : [];
}

/** NB: where something failed the rest waits for the next tick, so that nobody is asked again and again. */
function tell({ journal }: World, { batch, left }: Chosen, failures: readonly string[]): Round {
  const [first] = failures;
  if (first === undefined) return { left };
  if (failures.length >= batch.length) throw new Unavailable(first);
  journal.note('Some pull requests could not be reviewed.', { count: failures.length, why: first });
  return { left: 0 };
}
