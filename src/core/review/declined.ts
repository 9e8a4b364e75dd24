/** How a request ended that was closed without a merge: who decided against it, or that nobody decided (§4). */
import { standingReviews } from '../approval/reviews.ts';
import type { Author, ClosedPullRequest, Closing, PullRequest, Review } from '../approval/facts.ts';
import type { MayTakeAway } from '../grant/asked-to-end.ts';
import type { By, Unplaced } from '../ledger/event.ts';
import { read, type Fact } from '../problem.ts';
import { between, formatInstant, type Duration, type Instant } from '../time.ts';

export interface ClosedRequest {
  readonly pullRequest: ClosedPullRequest;
  /** What it asked for. */
  readonly paths: readonly string[];
  readonly closing: Closing;
  readonly reviews: readonly Review[];
}

type Ending = Pick<Unplaced<'declined'>, 'why' | 'by'>;

/** Unread while it cannot be told whether it was an owner who decided. */
export function declined(
  closed: ClosedRequest,
  mayTakeAway: MayTakeAway,
  pendingTimeout: Duration,
  now: Instant,
): Fact<Unplaced<'declined'>> {
  const ending = endingOf(closed, mayTakeAway, pendingTimeout);
  if (ending.kind === 'unread') return ending;
  const { pullRequest, paths } = closed;
  const { number, head, author } = pullRequest;
  return read({
    type: 'declined',
    at: formatInstant(now),
    pr: { number, head: head.oid },
    paths,
    author: { login: author.login, id: author.id },
    ...ending.value,
  });
}

function endingOf(closed: ClosedRequest, mayTakeAway: MayTakeAway, pendingTimeout: Duration): Fact<Ending> {
  const { pullRequest, closing } = closed;
  if (isOurs(closed, pendingTimeout)) return read({ why: 'timed out', by: { kind: 'time' } });
  const objectors = wantedChanges(closed).map((who) => ({ who, owns: owns(who, closed, mayTakeAway) }));
  const objector = objectors.find((one) => one.owns.kind === 'read' && one.owns.value);
  if (objector !== undefined) return read({ why: 'denied', by: person('owner', objector.who) });
  const unknown = objectors.find((one) => one.owns.kind === 'unread');
  if (unknown?.owns.kind === 'unread') return unknown.owns;
  const { by } = closing;
  if (by === undefined || by.id === pullRequest.author.id)
    return read({ why: 'withdrawn', by: person(by === undefined ? 'git' : 'subject', by) });
  const closer = owns(by, closed, mayTakeAway);
  if (closer.kind === 'unread') return closer;
  return read({ why: 'denied', by: person(closer.value ? 'owner' : 'git', by) });
}

/** NB: we close nothing earlier; and what another bot closed later, nobody had decided either. */
function isOurs({ pullRequest, closing }: ClosedRequest, pendingTimeout: Duration): boolean {
  return closing.by?.kind === 'bot' && between(pullRequest.openedAt, closing.at) >= pendingTimeout;
}

/** Whose wish for changes stood when it was closed. */
function wantedChanges({ pullRequest, closing, reviews }: ClosedRequest): readonly Author[] {
  const until = reviews.filter(({ at }) => at <= closing.at);
  const unmerged: PullRequest = { ...pullRequest, commitCount: 0, fileCount: 0 };
  return standingReviews(until, unmerged, closing.at)
    .latest.filter(({ state, by }) => state === 'changes requested' && by.kind === 'person')
    .map(({ by }) => by);
}

/** Whether they own any of it. */
function owns(who: Author, { paths }: ClosedRequest, mayTakeAway: MayTakeAway): Fact<boolean> {
  const answers = paths.map((path) => mayTakeAway(who, path));
  if (answers.some((one) => one.kind === 'read' && one.value)) return read(true);
  return answers.find((one) => one.kind === 'unread') ?? read(false);
}

function person(kind: By['kind'], who: Author | undefined): By {
  return who === undefined ? { kind } : { kind, login: who.login, id: who.id };
}
