/** Which open pull requests are to be looked at now, and in which order; and which of them GitHub must be asked about anew. */
import type { ListedPullRequest } from '../approval/facts.ts';
import { between, minutes, type Instant } from '../time.ts';
import type { Verdict } from './verdict.ts';

/** What was last made of an open pull request. */
export interface Look {
  /** As it was listed then. */
  readonly state: string;
  /** On which guardrails it was decided. */
  readonly ground: string;
  readonly decidedAt: Instant;
  /** When all that GitHub knows of it was last read; undefined where not all of it was, or where it changed since. */
  readonly readAt: Instant | undefined;
  /** What its check says; undefined where nothing was published. */
  readonly shown: Verdict['outcome'] | undefined;
  /** All was read, and all was published. */
  readonly settled: boolean;
}

export interface Due {
  readonly pullRequest: ListedPullRequest;
  /** Whether GitHub is asked about it anew; else what was read of it is used again, and only people are asked about. */
  readonly anew: boolean;
  /** It was looked at just now, and what could not be read or written then may wait for the next tick. */
  readonly mayWait: boolean;
}

export interface DueInput {
  readonly open: readonly ListedPullRequest[];
  readonly looks: ReadonlyMap<number, Look>;
  /** By number: somebody said that these changed. */
  readonly asked: ReadonlySet<number>;
  readonly ground: string;
  readonly now: Instant;
}

/** Teams, roles of a cluster and what owners may do change without moving a pull request: so often it is decided again. */
const ROUND = minutes(5);
/** What GitHub says of one that did not move is asked again so much later, a few at a time. */
const OLD = minutes(30);
const A_FEW = 5;
/** NB: somebody may open a hundred that can never be read: asked for again at once, they would be asked for without end. */
const JUST_NOW = minutes(1);
/** NB: GitHub dates by the second, and its answers may lag: what moved just before it was read may have moved again. */
const STILL_MOVING = minutes(1);

/** The most urgent first: what moved, then what may be merged though the guardrails moved, then the rest. */
export function due(input: DueInput): readonly Due[] {
  const { open, looks, now } = input;
  const urgencies = new Map(open.map((one) => [one.number, urgencyOf(one, input)]));
  const heads = new Set(open.filter((one) => urgencies.get(one.number) !== undefined).map(headOf));
  const old = oldest(open, input);
  return open
    .flatMap((pullRequest) => {
      const look = looks.get(pullRequest.number);
      // One check speaks for all that have this head.
      const urgency =
        urgencies.get(pullRequest.number) ?? (heads.has(headOf(pullRequest)) ? URGENCIES.round : undefined);
      if (urgency === undefined) return [];
      const anew = urgency === URGENCIES.moved || look?.readAt === undefined || old.has(pullRequest.number);
      const mayWait =
        urgency === URGENCIES.unsettled && look !== undefined && between(look.decidedAt, now) < JUST_NOW;
      return [{ pullRequest, anew, mayWait, urgency, decidedAt: look?.decidedAt ?? 0 }];
    })
    .toSorted((one, other) => one.urgency - other.urgency || one.decidedAt - other.decidedAt)
    .map(({ pullRequest, anew, mayWait }) => ({ pullRequest, anew, mayWait }));
}

/** What a list says of a pull request: as long as this is the same, it did not move. */
export function stateOf({ head, base, draft, updatedAt, title }: ListedPullRequest): string {
  return JSON.stringify([head.oid, head.repository, base.branch, base.repository, draft, updatedAt, title]);
}

const URGENCIES = { moved: 0, loosely: 1, ground: 2, unsettled: 3, round: 4 } as const;

function urgencyOf(one: ListedPullRequest, { looks, asked, ground, now }: DueInput): number | undefined {
  const look = looks.get(one.number);
  if (look === undefined || asked.has(one.number) || look.state !== stateOf(one)) return URGENCIES.moved;
  if (look.readAt !== undefined && between(one.updatedAt, look.readAt) < STILL_MOVING) return URGENCIES.moved;
  if (look.ground !== ground) return look.shown === 'success' ? URGENCIES.loosely : URGENCIES.ground;
  if (!look.settled || look.readAt === undefined) return URGENCIES.unsettled;
  return between(look.decidedAt, now) >= ROUND ? URGENCIES.round : undefined;
}

/** The few that were read longest ago. */
function oldest(open: readonly ListedPullRequest[], { looks, now }: DueInput): ReadonlySet<number> {
  const old = open.flatMap(({ number }) => {
    const readAt = looks.get(number)?.readAt;
    return readAt !== undefined && between(readAt, now) >= OLD ? [{ number, readAt }] : [];
  });
  const few = old.toSorted((one, other) => one.readAt - other.readAt).slice(0, A_FEW);
  return new Set(few.map(({ number }) => number));
}

const headOf = ({ head }: ListedPullRequest): string => head.oid;
