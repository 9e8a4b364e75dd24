/** Publishes a round of verdicts, and remembers of each pull request what was made of it. */
import type { Oid } from '../../core/repository.ts';
import { stateOf, type Due } from '../../core/review/due.ts';
import { speakers } from '../../core/review/one-head.ts';
import { rememberShown, withChanges } from '../../core/review/since-shown.ts';
import { askingOf, type Asking } from '../../core/telling/from-requests.ts';
import type { Instant } from '../../core/time.ts';
import type { DecidedPullRequest, Ground } from './decide-verdict.ts';
import { asFact, attemptAll } from '../read/gather.ts';
import { keepComment, publishVerdict, type Published } from './publish-verdict.ts';
import { ownFacts } from '../read/recalled.ts';
import type { Looked, Memory } from '../world.ts';
import { mayBeWritten, noteWritten, type WrittenFor } from '../written-for.ts';

const WIDTH = 4;

/** Gives why some of it could not be written. */
export async function publishDecisions(
  ground: Ground,
  memory: Memory,
  batch: readonly Due[],
  decided: readonly DecidedPullRequest[],
): Promise<readonly string[]> {
  const speaking = speakers(decided);
  const anew = new Set(batch.filter((one) => one.anew).map(({ pullRequest }) => pullRequest.number));
  const heads = new Set<Oid>();
  const published = await attemptAll(decided, WIDTH, async (found) => {
    const { number } = found.pullRequest;
    const look = memory.looks.get(number);
    const rules = rememberShown(found.verdict, look?.rules ?? new Map());
    const one = { ...found, verdict: withChanges(found.verdict, rules) };
    const role = { speaks: speaking.has(number), anew: anew.has(number), written: memory.written };
    const shown = await asFact(show(ground, one, look, role));
    memory.looks.set(
      number,
      shown.kind === 'read'
        ? { ...lookAt(ground, one, look, role, shown.value), rules }
        : { ...lookAt(ground, one, look, role, NOTHING), rules, settled: false },
    );
    if (shown.kind === 'unread') return [shown.why];
    if (shown.value.check?.wrote !== true) return [];
    heads.add(found.pullRequest.head.oid);
    noteWritten(memory.written, authorOf(found), ground.world.clock.now());
    return [];
  });
  forgetChecksOn(heads, memory, decided);
  return [...published.failures, ...published.done.flat()];
}

/** What was read of a head's check runs is old as soon as another was written there, for whatever pull request. */
function forgetChecksOn(
  heads: ReadonlySet<Oid>,
  { looks }: Memory,
  decided: readonly DecidedPullRequest[],
): void {
  for (const { pullRequest } of decided) {
    const look = looks.get(pullRequest.number);
    if (look !== undefined && heads.has(pullRequest.head.oid))
      looks.set(pullRequest.number, { ...look, own: undefined, readAt: undefined });
  }
}

interface Role {
  /** Of the pull requests with this head, this one says what the check shows. Each has its own comment. */
  readonly speaks: boolean;
  /** It was read anew. */
  readonly anew: boolean;
  /** For whom checks were written lately. */
  readonly written: WrittenFor;
}

interface Shown {
  /** Undefined where the check was left as it is. */
  readonly check: Published | undefined;
  /** By which the comment is known again; undefined where there is none, or it could not be kept up to date. */
  readonly comment: string | undefined;
}

const NOTHING: Shown = { check: undefined, comment: undefined };

async function show(
  { world, history, mark }: Ground,
  decided: DecidedPullRequest,
  look: Looked | undefined,
  { speaks, anew, written }: Role,
): Promise<Shown> {
  const { verdict, pullRequest, checks, facts } = decided;
  if (decided.leftTo !== undefined) return NOTHING;
  // NB: what was shown stands while nothing moved and only the answers fail, or every stumble of GitHub would use up what
  // may be written. Who merges meanwhile is proved all the same.
  const stumbles = verdict.outcome === 'in progress' && look?.shown !== undefined;
  // And while a change of guardrails comes into force, only what could be merged meanwhile is held back.
  const ground = look?.ground === mark || (history.standing.kind === 'departed' && look?.shown !== 'success');
  const stands = look?.state === stateOf(pullRequest) && ground;
  if (stumbles && stands) return { check: undefined, comment: look.comment };
  // NB: what nobody can merge by may wait; a success that is none any more is taken back whoever pushed how often.
  const mayWait =
    !showsSuccess(decided, look) && !mayBeWritten(written, authorOf(decided), world.clock.now());
  if (mayWait) return { check: undefined, comment: undefined };
  const check = speaks ? await publishVerdict(world, verdict, { checks, ...facts }, look?.mark) : undefined;
  if (facts === undefined) return { check, comment: undefined };
  const comment = await keepComment(world, pullRequest.number, verdict, anew ? undefined : look?.comment);
  return { check, comment };
}

function authorOf({ pullRequest }: DecidedPullRequest): { readonly author: number } {
  return { author: pullRequest.author.id };
}

function showsSuccess({ checks }: DecidedPullRequest, look: Looked | undefined): boolean {
  return checks.kind === 'read' ? checks.value.at(-1)?.conclusion === 'success' : look?.shown === 'success';
}

function lookAt(
  { world, mark: ground }: Ground,
  decided: DecidedPullRequest,
  look: Looked | undefined,
  { anew, speaks }: Role,
  { check, comment }: Shown,
): Omit<Looked, 'rules'> {
  const { pullRequest, verdict, facts } = decided;
  const now = world.clock.now();
  const own = facts === undefined ? undefined : ownFacts(facts);
  return {
    state: stateOf(pullRequest),
    ground,
    decidedAt: now,
    own,
    readAt: own === undefined ? undefined : anew ? now : look?.readAt,
    shown: check === undefined ? look?.shown : verdict.outcome,
    // For whom another speaks now, that one may be gone at the next round.
    settled:
      decided.leftTo === 'others' ||
      (speaks && verdict.unread.length === 0 && (facts === undefined || comment !== undefined)),
    mark: check?.mark ?? look?.mark,
    comment,
    asking: check === undefined ? look?.asking : askingNow(decided, check, look, now),
  };
}

/** What its check asks of the owners; and since when, which after a restart only the check itself can tell. */
function askingNow(
  { verdict, checks, pullRequest: { openedAt } }: DecidedPullRequest,
  { wrote }: Published,
  look: Looked | undefined,
  now: Instant,
): Asking | undefined {
  const before = look?.asking?.digest === verdict.digest ? look.asking.since : undefined;
  const shownAt = wrote || checks.kind === 'unread' ? undefined : checks.value.at(-1)?.completedAt;
  return askingOf(verdict, { since: before ?? shownAt ?? now, openedAt });
}
