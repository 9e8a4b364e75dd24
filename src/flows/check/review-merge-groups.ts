/** The check of the merge queue's commits: each is answered on itself, by what its pull requests have come to just now. */
import type { ListedPullRequest, MergeGroup } from '../../core/approval/facts.ts';
import { read, unread, type Fact } from '../../core/problem.ts';
import type { Oid, PullRequestContent } from '../../core/repository.ts';
import { judgeMergeGroup, numbersIn, type Member } from '../../core/review/merge-group.ts';
import type { DecidedPullRequest, Ground } from './decide-verdict.ts';
import { asFact, attemptAll, inParallel } from '../read/gather.ts';
import { publishVerdict } from './publish-verdict.ts';
import type { HistorySnapshot } from '../read/read-history.ts';
import { withMessages } from '../read/with-messages.ts';
import type { Memory, World } from '../world.ts';
import { mayBeWritten, noteWritten } from '../written-for.ts';

const WIDTH = 4;
/** GitHub builds no more of them at once; the rest waits for the next round. */
const MOST_A_ROUND = 100;

export interface ReadGroup {
  readonly group: MergeGroup;
  readonly content: Fact<PullRequestContent>;
  readonly numbers: ReadonlySet<number>;
}

export interface Groups {
  /** Those that are not answered yet. */
  readonly waiting: readonly ReadGroup[];
  /** The pull requests that they seem to bring: whatever was known of them is read anew. */
  readonly numbers: readonly number[];
}

/** Where the queue could not be read nothing of it waits: it is read again at the next round. */
export async function readGroups(
  { git, github, journal }: World,
  memory: Memory,
  { repository, head }: HistorySnapshot,
): Promise<Groups> {
  const listed = await asFact(github.mergeGroups(repository.defaultBranch));
  if (listed.kind === 'unread') {
    journal.note('The merge queue could not be read.', { why: listed.why });
    return { waiting: [], numbers: [] };
  }
  const groups = listed.value;
  const oids = new Set(groups.map(({ oid }) => oid));
  for (const oid of memory.groups.keys()) if (!oids.has(oid)) memory.groups.delete(oid);
  const open = unanswered(groups, memory).slice(0, MOST_A_ROUND);
  const waiting = await inParallel(open, WIDTH, async (group) => {
    const content = await asFact(contentWithMessages(git, group, head));
    const commits = content.kind === 'read' ? content.value.commits : [];
    return { group, content, numbers: numbersIn(group, groups, commits) };
  });
  return { waiting, numbers: waiting.flatMap(({ numbers }) => [...numbers]) };
}

/** Those first that were never looked at. */
function unanswered(groups: readonly MergeGroup[], { groups: known }: Memory): readonly MergeGroup[] {
  return groups
    .filter(({ oid }) => known.get(oid)?.isDone !== true)
    .toSorted((one, other) => Number(known.has(one.oid)) - Number(known.has(other.oid)));
}

async function contentWithMessages(git: World['git'], { oid }: MergeGroup, head: Oid) {
  const content = await git.pullRequestContent(oid, head);
  return { ...content, commits: await withMessages(git, content.commits) };
}

/**
 * Without those on the head of an open pull request, which are none of the queue's: it makes its commits anew. NB: whoever
 * can name a branch like the queue's would put another check over that of the pull request.
 */
export function withoutHeads(
  { waiting, numbers }: Groups,
  open: Iterable<ListedPullRequest>,
  { groups }: Memory,
): Groups {
  const heads = new Set([...open].map(({ head }) => head.oid));
  const isHead = ({ group }: ReadGroup): boolean => heads.has(group.oid);
  for (const { group } of waiting.filter(isHead)) groups.set(group.oid, { mark: '', isDone: true });
  return { waiting: waiting.filter((one) => !isHead(one)), numbers };
}

/** Gives why some of it could not be written. */
export async function reviewGroups(
  { world, github }: Ground,
  memory: Memory,
  { waiting }: Groups,
  decided: readonly DecidedPullRequest[],
): Promise<readonly string[]> {
  const looked = new Map(decided.map((one) => [one.pullRequest.number, one]));
  const answered = await attemptAll(waiting, WIDTH, async ({ group, content, numbers }) => {
    // NB: nobody but GitHub should push these, and whoever does could use up what may be written for all.
    if (!mayBeWritten(memory.written, 'queue', world.clock.now())) return;
    const members = await membersOf(numbers, looked, github);
    const verdict = judgeMergeGroup({ group, content, members });
    const checks = await asFact(github.checkRuns(group.oid));
    const before = memory.groups.get(group.oid)?.mark;
    const { mark, wrote } = await publishVerdict(world, verdict, { checks }, before);
    if (wrote) noteWritten(memory.written, 'queue', world.clock.now());
    memory.groups.set(group.oid, { mark, isDone: verdict.outcome !== 'in progress' });
  });
  return answered.failures;
}

/** NB: the first that is not open decides against the group; a message may name thousands, and each would be a question. */
async function membersOf(
  numbers: ReadonlySet<number>,
  looked: ReadonlyMap<number, DecidedPullRequest>,
  github: Ground['github'],
): Promise<ReadonlyMap<number, Fact<Member | undefined>>> {
  const members = new Map<number, Fact<Member | undefined>>();
  for (const number of numbers) {
    const one = looked.get(number);
    const member = one === undefined ? await absent(github, number) : read(memberFrom(one));
    members.set(number, member);
    if (member.kind === 'read' && member.value === undefined) break;
  }
  return members;
}

/** One that was not looked at is not open, or had no place in this round. */
async function absent(github: Ground['github'], number: number): Promise<Fact<Member | undefined>> {
  const found = await asFact(github.pullRequest(number));
  if (found.kind === 'unread') return found;
  return found.value?.state === 'open' ? unread(`#${number} is looked at next`) : read(undefined);
}

function memberFrom({ pullRequest, verdict, content }: DecidedPullRequest): Member {
  return { number: pullRequest.number, verdict, content };
}
