/** Reads one open pull request and decides what its check says. */
import { contentKind } from '../../core/approval/change.ts';
import type { Account, ApprovalFacts, ListedPullRequest } from '../../core/approval/facts.ts';
import type { AskedRequest } from '../../core/grant/asked.ts';
import { heldTheVersionInForce } from '../../core/ledger/guardrail-states.ts';
import type { GrantState } from '../../core/ledger/history.ts';
import { unread, type Fact } from '../../core/problem.ts';
import type { PullRequestContent } from '../../core/repository.ts';
import { review, type ReviewInput } from '../../core/review/review.ts';
import { pendingVerdict, type Verdict } from '../../core/review/verdict.ts';
import type { GitHubReader } from '../../ports.ts';
import { readApprovalFacts } from '../read/approval-facts.ts';
import { asFact } from '../read/gather.ts';
import type { HistorySnapshot, InForce } from '../read/read-history.ts';
import type { Places } from '../read/read-places.ts';
import { readRequests } from '../read/read-requests.ts';
import { recalling, type OwnFacts } from '../read/recalled.ts';
import { unusableGuardrails, weighed } from './review-guardrails.ts';
import type { World } from '../world.ts';

/** What all pull requests of one round are judged by. */
export interface Ground {
  readonly world: World;
  /** By which it is known again. */
  readonly mark: string;
  /** Whoever is asked about in many pull requests is asked about once. */
  readonly github: GitHubReader;
  /** Who is in a team, a little old maybe. */
  readonly membersOf: (team: string) => Promise<readonly Account[] | undefined>;
  readonly history: HistorySnapshot;
  readonly inForce: InForce;
  /** Open grants by the path of their request. */
  readonly held: ReadonlyMap<string, GrantState>;
}

export type ReadPullRequest =
  | {
      readonly kind: 'read';
      readonly listed: ListedPullRequest;
      readonly facts: ApprovalFacts;
      readonly requests: readonly AskedRequest[];
    }
  /** Closed since it was listed. */
  | { readonly kind: 'closed' }
  | { readonly kind: 'unread'; readonly listed: ListedPullRequest; readonly why: string };

/** `known` is what was read of it before, where GitHub need not be asked again. */
export async function readPullRequest(
  { world, github, membersOf, history, inForce }: Ground,
  listed: ListedPullRequest,
  known: OwnFacts | undefined,
): Promise<ReadPullRequest> {
  const readers = { git: world.git, github };
  const full = await asFact(
    known === undefined ? github.pullRequest(listed.number) : Promise.resolve(known.pullRequest),
  );
  if (full.kind === 'unread') return { kind: 'unread', listed, why: full.why };
  if (full.value?.state !== 'open') return { kind: 'closed' };
  const facts = await readApprovalFacts(known === undefined ? readers : recalling(readers, known), {
    repository: history.repository,
    pullRequest: full.value,
    base: history.head,
    guardrails: inForce.guardrails,
    codeownersAt: heldTheVersionInForce(history.ledger) ?? history.head,
    membersOf,
  });
  const requests =
    facts.content.kind === 'read' ? await readRequests(world.git, facts.content.value.changes) : [];
  return { kind: 'read', listed, facts, requests };
}

export interface DecidedPullRequest {
  readonly pullRequest: ListedPullRequest;
  readonly verdict: Verdict;
  readonly content: Fact<PullRequestContent>;
  readonly checks: ApprovalFacts['checks'];
  /** Undefined where nothing was read of it. */
  readonly facts: ApprovalFacts | undefined;
  /** Its cluster is served by another controller, which has spoken, or may yet: nothing is said of it here. */
  readonly leftTo?: 'others' | 'nobody yet';
}

export type OpenPullRequest = Exclude<ReadPullRequest, { kind: 'closed' }>;

export function isOpen(one: ReadPullRequest): one is OpenPullRequest {
  return one.kind !== 'closed';
}

export async function decideVerdict(
  ground: Ground,
  one: OpenPullRequest,
  clusters: Places,
): Promise<DecidedPullRequest> {
  if (one.kind === 'unread') return unasked(one.listed, pendingVerdict(one.listed, one.why));
  const { facts, requests, listed } = one;
  const { world, history, inForce, held } = ground;
  const input: ReviewInput = {
    facts,
    requests,
    guardrails: inForce.guardrails,
    branchIsInForce: history.standing.kind === 'in force',
    branch: history.branch.tree,
    clusters,
    held,
    debts: history.ledger.debts,
    ...(await guardrailsAsked(ground, facts)),
    now: world.clock.now(),
  };
  const { content, checks } = facts;
  return { pullRequest: listed, verdict: review(input), content, checks, facts };
}

/** A verdict for which nothing was asked. */
export function unasked(pullRequest: ListedPullRequest, verdict: Verdict): DecidedPullRequest {
  const nothing = unread('it was not asked for');
  return { pullRequest, verdict, content: nothing, checks: nothing, facts: undefined };
}

async function guardrailsAsked(
  { world, history, inForce }: Ground,
  { content }: ApprovalFacts,
): Promise<Pick<ReviewInput, 'unusableGuardrails' | 'weighed'>> {
  if (content.kind === 'unread' || contentKind(content.value).kind !== 'guardrails')
    return { unusableGuardrails: [] };
  return {
    unusableGuardrails: await unusableGuardrails(world, content.value, inForce, history.standing),
    weighed: await weighed(world, content.value, inForce, history),
  };
}
