/** Writes what was decided into history: events in trailers, records and requests in the tree, one expected head after another. */
import { bindingOf } from '../../core/grant/binding.ts';
import type { PlannedChange } from '../../core/grant/change.ts';
import { ownRoleOf } from '../../core/grant/own-role.ts';
import { renderLedgerSummary, renderRecord } from '../../core/grant/record.ts';
import { beginsAt } from '../../core/grant/window.ts';
import { composeCommit, inCommits, inHalves } from '../../core/ledger/commit.ts';
import { recordPath } from '../../core/ledger/honour.ts';
import { instantIn, type Unplaced, type UnplacedEvent } from '../../core/ledger/event.ts';
import type { Fact } from '../../core/problem.ts';
import type { Oid } from '../../core/repository.ts';
import { LEDGER_PATH } from '../../core/request/path.ts';
import { formatInstant } from '../../core/time.ts';
import { Unavailable, type FileChanges } from '../../ports.ts';
import type { Application } from './apply.ts';
import { asFact } from '../read/gather.ts';
import type { HistorySnapshot } from '../read/read-history.ts';
import { listedKey } from '../seal-key.ts';
import type { World } from '../world.ts';

/** More is no request. */
const MOST_BYTES = 64 * 1024;

/** One event with what its commit does to the tree. */
export interface Recording {
  readonly event: UnplacedEvent;
  readonly write: readonly (readonly [path: string, content: string | Uint8Array])[];
  readonly remove: readonly string[];
  /** No commit is written for its sake. */
  readonly rides?: boolean;
}

/** Undefined where the change writes nothing, or must not be written yet. */
export async function recordingOf(change: PlannedChange, world: World): Promise<Recording | undefined> {
  switch (change.kind) {
    case 'end': {
      const cluster = world.clusters.find(({ name }) => name === change.cluster);
      if (cluster === undefined || (await cluster.binding(change.key)) !== undefined) return undefined;
      const goneBy = formatInstant(world.clock.now());
      return { event: { ...change.event, goneBy }, write: [], remove: change.remove };
    }
    case 'end unseen':
      return { event: { ...change.event, goneBy: null }, write: [], remove: change.remove };
    case 'grant': {
      const { event } = change.grant;
      return { event, write: [[recordPath(event.path), renderRecord(event)]], remove: [] };
    }
    case 'refuse':
      return refusal(change, world);
    case 'decline':
      return { event: change.event, write: [], remove: [], rides: !change.alone };
    case 'guardrails':
    case 'remove':
    case 'drift':
    case 'reviewed':
      return { event: change.event, write: [], remove: [] };
    case 'apply':
    case 'restore role':
    case 'take':
    case 'tidy':
    case 'checkpoint':
    case 'alert':
      return undefined;
  }
}

async function refusal(
  { event, file }: Extract<PlannedChange, { kind: 'refuse' }>,
  { git }: World,
): Promise<Recording> {
  if (file.restore === undefined) return { event, write: [], remove: [file.path] };
  const blob = await git.blob(file.restore, MOST_BYTES);
  if (blob?.kind !== 'bytes')
    throw new Unavailable(`the mirror does not hold the granted bytes of ${file.path}`);
  return { event, write: [[file.path, blob.bytes]], remove: [] };
}

export type Recorded =
  /** All was written; these bindings are recorded and not applied yet. */
  | { readonly kind: 'recorded'; readonly applications: readonly Application[] }
  | { readonly kind: 'moved' }
  /** Some of it is not. */
  | {
      readonly kind: 'unwritten';
      readonly why: string;
      readonly applications: readonly Application[];
      /** Whether an end is among what is not. */
      readonly owesAnEnd: boolean;
    };

export async function record(
  recordings: readonly Recording[],
  history: HistorySnapshot,
  world: World,
): Promise<Recorded> {
  const byEvent = new Map(recordings.map((recording) => [recording.event, recording]));
  const book: Book = { history, world, byEvent, written: [], applications: [], parent: history.head };
  for (const events of inCommits(recordings.map(({ event }) => event))) {
    const answer = await write(events, book);
    if (answer.kind === 'unread') return apart(events, book, answer.why);
    if (answer.value.kind === 'moved') return answer.value;
  }
  return { kind: 'recorded', applications: book.applications };
}

/** What is being written in one turn. */
interface Book {
  readonly history: HistorySnapshot;
  readonly world: World;
  readonly byEvent: ReadonlyMap<UnplacedEvent, Recording>;
  readonly written: UnplacedEvent[];
  readonly applications: Application[];
  parent: Oid;
}

/**
 * NB: GitHub may refuse a commit for what stands in it, and people's words do. By halves, in this turn and the next ones, all
 * is written but that which is refused alone; who wrote it holds up nobody else.
 */
async function apart(events: readonly UnplacedEvent[], book: Book, why: string): Promise<Recorded> {
  for (const half of inHalves(events)) {
    const answer = await write(half, book);
    if (answer.kind === 'read' && answer.value.kind === 'moved') return answer.value;
  }
  const isOwed = (event: UnplacedEvent): boolean => 'goneBy' in event && !book.written.includes(event);
  const owesAnEnd = [...book.byEvent.keys()].some(isOwed);
  return { kind: 'unwritten', why, applications: book.applications, owesAnEnd };
}

async function write(events: readonly UnplacedEvent[], book: Book): Promise<Fact<Committed>> {
  const { history, world, byEvent, parent } = book;
  const batch = events.flatMap((event) => byEvent.get(event) ?? []);
  const written = [...book.written, ...events];
  const answer = await asFact(writeCommit({ batch, written, parent }, history, world));
  if (answer.kind === 'read' && answer.value.kind === 'committed') {
    book.written.push(...events);
    book.applications.push(...applicationsOf(events, answer.value.oid, history, world));
    book.parent = answer.value.oid;
  }
  return answer;
}

type Committed = Awaited<ReturnType<World['github']['commit']>>;

interface NextCommit {
  readonly batch: readonly Recording[];
  /** Every event of this turn so far, those of the batch included. */
  readonly written: readonly UnplacedEvent[];
  readonly parent: Oid;
}

async function writeCommit(
  { batch, written, parent }: NextCommit,
  { repository, branch, ledger, inForce }: HistorySnapshot,
  { github, sealKey }: World,
): Promise<Committed> {
  const key = inForce === undefined ? undefined : listedKey(sealKey, inForce.guardrails.policy);
  if (key === undefined) throw new Unavailable('the guardrails in force do not list our seal key');
  const events = batch.map(({ event }) => event);
  const grantOf = (grant: string) => ledger.grants.get(grant)?.event;
  const { message } = composeCommit({ repository: repository.id, parent, key, events, grantOf });
  const changes = fileChanges(batch);
  if (!changesNothing(batch)) return github.commit(branch.name, parent, message, changes);
  // NB: GitHub need not take a commit that changes no file; the summary differs with every event.
  const write = new Map([...changes.write, [LEDGER_PATH, renderLedgerSummary(ledger, written)] as const]);
  return github.commit(branch.name, parent, message, { ...changes, write });
}

/** Whether the batch may leave the tree as it was: bytes that are put back may be there already. */
function changesNothing(batch: readonly Recording[]): boolean {
  return batch.every(
    ({ event, write, remove }) => remove.length === 0 && (write.length === 0 || event.type === 'refused'),
  );
}

function fileChanges(recordings: readonly Recording[]): FileChanges {
  const write = new Map(recordings.flatMap((one) => one.write));
  const remove = new Set(recordings.flatMap((one) => one.remove));
  return { write, remove: [...remove].filter((path) => !write.has(path)) };
}

function applicationsOf(
  events: readonly UnplacedEvent[],
  commit: Oid,
  { repository }: HistorySnapshot,
  { clock }: World,
): Application[] {
  // What GitHub's clock calls merged may still lie ahead of ours; a later turn applies it as recorded.
  const isOpen = (event: UnplacedEvent): event is Unplaced<'granted'> =>
    event.type === 'granted' && instantIn(event.opensAt) <= clock.now();
  return events.filter(isOpen).map((event) => ({
    cluster: event.cluster.name,
    grant: event.grant,
    binding: bindingOf(event, commit, repository.id),
    role: ownRoleOf(event, commit, repository.id),
    beganAt: beginsAt(event),
  }));
}
