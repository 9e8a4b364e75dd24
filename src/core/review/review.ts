/** The check of an open pull request, decided: what it would do, what is wrong with it, and whose approval it waits for (§3). */
import { agreementOf, homeOf, onlyAsks } from '../grant/agreement.ts';
import { idsBefore } from '../grant/askable.ts';
import { askedTogether, usernames, type Askable, type Asked, type AskedRequest } from '../grant/asked.ts';
import type { ClusterFacts } from '../grant/cluster-facts.ts';
import { heldBack } from '../grant/freeze.ts';
import { debtProblems, type Debts } from '../grant/debts.ts';
import { windowProblems } from '../grant/window.ts';
import type { GrantState } from '../ledger/history.ts';
import type { Weighed } from '../guardrails/weighed.ts';
import { rulesDigest } from '../permissions/rules.ts';
import type { Problem } from '../problem.ts';
import type { Entry, PullRequestContent } from '../repository.ts';
import type { TicketPolicy } from '../request/access-policy.ts';
import type { Subject } from '../request/access-request.ts';
import type { Guardrails } from '../request/guardrails.ts';
import { ticketUrl } from '../request/ticket.ts';
import type { Instant } from '../time.ts';
import { isTakenAwayBesides } from '../words/held-requests.ts';
import * as words from '../words/review.ts';
import { judgeApproval, type Approval, type ApprovalAsk } from '../approval/approval.ts';
import { contentKind, putBackProblems, type ContentKind } from '../approval/change.ts';
import { ownersOf } from '../approval/codeowners.ts';
import type { ApprovalFacts } from '../approval/facts.ts';
import { alreadyAllowed } from './already.ts';
import { tooManyAsked } from './limits.ts';
import { mayEnd } from './removal.ts';
import { digestOfChanges } from '../approval/shown.ts';
import { termOf } from './term.ts';
import type { About, Offer, Verdict } from './verdict.ts';

export interface ReviewInput {
  readonly facts: ApprovalFacts;
  /** The requests that it would bring. */
  readonly requests: readonly AskedRequest[];
  readonly guardrails: Guardrails;
  /** Whether the default branch holds the guardrails in force. */
  readonly branchIsInForce: boolean;
  /** Every file of the default branch, by path. */
  readonly branch: ReadonlyMap<string, Entry>;
  readonly clusters: ReadonlyMap<string, ClusterFacts>;
  /** Open grants by the path of their request. */
  readonly held: ReadonlyMap<string, GrantState>;
  /** Reviews that are owed for earlier grants. */
  readonly debts: Debts;
  /** Why the guardrails that it would bring can never come into force; empty where it brings none. */
  readonly unusableGuardrails: readonly Problem[];
  /** What they would change; undefined where it brings none, or where that cannot be told. */
  readonly weighed?: Weighed | undefined;
  readonly now: Instant;
}

export function review(input: ReviewInput): Verdict {
  const { content } = input.facts;
  if (content.kind === 'unread') return unclear(input, content.why);
  const change = contentKind(content.value);
  switch (change.kind) {
    case 'requests':
      return requestsVerdict(input, change, content.value);
    case 'removal':
      return removalVerdict(input, change, content.value);
    case 'guardrails':
      return guardrailsVerdict(input, change, content.value);
    case 'other':
      return otherVerdict(input, change, content.value);
  }
}

function requestsVerdict(input: ReviewInput, change: ContentKind, content: PullRequestContent): Verdict {
  const asked = askedTogether(input.requests, input.facts, input);
  const digest = asked.digest ?? digestOfChanges(content.changes);
  const approval = approve(input, {
    kind: 'request',
    ...agreementOf(asked, change.files, onlyAsks(asked, content.changes)),
    digest,
  });
  const waits = input.branchIsInForce ? [] : [words.guardrailsAreNotInForce()];
  const tooMany = tooManyAsked(input);
  const problems = [
    ...change.problems,
    ...putBackProblems(content, input.branch),
    ...takenAwayBesides(input, content),
    ...asked.problems,
    ...debtProblems(asked.askable, input.facts.pullRequest.author, input.debts, input.now),
    ...windowsAsked(asked, input.now),
    ...tooMany,
    ...approval.problems,
  ];
  const about: About = {
    kind: 'requests',
    offers: asked.askable.map((one) => offerOf(one, input)),
  };
  const frozen = frozenAsks(asked);
  return verdict(input, {
    about,
    problems,
    unread: [...asked.unread, ...approval.unread, ...frozen.unread, ...waits],
    waits: frozen.waits,
    approval,
    digest,
  });
}

/** NB: a freeze that could not be read is no freeze yet; one that stands is said, and who approves meanwhile has approved. */
function frozenAsks({ askable }: Asked): {
  readonly unread: readonly string[];
  readonly waits: readonly string[];
} {
  const isUnread = ({ cluster }: Askable): boolean => cluster.freeze.kind === 'unread';
  const heldBackOf = (some: readonly Askable[]) =>
    heldBack(some.map((one) => ({ ...one, grants: idsBefore(one) })));
  return {
    unread: heldBackOf(askable.filter(isUnread)),
    waits: heldBackOf(askable.filter((one) => !isUnread(one))),
  };
}

/** NB: what is asked for is approved by others than what is given back; each is looked at alone. */
function takenAwayBesides({ held }: ReviewInput, { changes }: PullRequestContent): readonly Problem[] {
  return changes
    .filter(({ path, after }) => after === undefined && held.has(path))
    .map(({ path }) => isTakenAwayBesides(path));
}

/** As if it were merged now. NB: by our clock alone; a cluster whose clock is wrong makes wait, and does not refuse. */
function windowsAsked({ askable }: Asked, now: Instant): readonly Problem[] {
  return askable.flatMap((one) => windowProblems(one, now, now));
}

/** NB: giving back and taking away need no approval; who may, may at once (§3). */
function removalVerdict(input: ReviewInput, change: ContentKind, content: PullRequestContent): Verdict {
  const digest = digestOfChanges(content.changes);
  const { facts, guardrails, held } = input;
  const needsApproval = change.files.filter(
    (path) => !mayEnd(facts, guardrails.codeowners, held.get(path), path),
  );
  const byRight = needsApproval.length === 0;
  const about: About = { kind: 'removal', paths: change.files, byRight };
  const approval = byRight
    ? nobody()
    : approve(input, { kind: 'other', files: owned(input, needsApproval), approvals: 1, digest });
  return verdict(input, {
    about,
    problems: [...change.problems, ...putBackProblems(content, input.branch), ...approval.problems],
    unread: approval.unread,
    approval,
    digest,
  });
}

function guardrailsVerdict(input: ReviewInput, change: ContentKind, content: PullRequestContent): Verdict {
  const digest = digestOfChanges(content.changes);
  const approval = approve(input, { kind: 'guardrail', files: change.files, approvals: 1, digest });
  const problems = [...change.problems, ...input.unusableGuardrails, ...approval.problems];
  const about: About = { kind: 'guardrails', files: change.files, weighed: input.weighed };
  return verdict(input, { about, problems, unread: approval.unread, approval, digest });
}

function otherVerdict(input: ReviewInput, change: ContentKind, content: PullRequestContent): Verdict {
  const digest = digestOfChanges(content.changes);
  const files = owned(input, change.files);
  const approval =
    files.length === 0 ? nobody() : approve(input, { kind: 'other', files, approvals: 1, digest });
  const about: About = { kind: 'other', owned: files };
  return verdict(input, {
    about,
    problems: [...change.problems, ...approval.problems],
    unread: approval.unread,
    approval,
    digest,
  });
}

type Ask = Pick<ApprovalAsk, 'kind' | 'files' | 'approvals' | 'digest'> &
  Partial<Pick<ApprovalAsk, 'alsoApprovedBy'>>;

function approve({ facts, guardrails, now }: ReviewInput, ask: Ask): Approval {
  return judgeApproval(facts, {
    alsoApprovedBy: [],
    ...ask,
    codeowners: guardrails.codeowners,
    subject: ask.kind === 'request' ? facts.pullRequest.author : undefined,
    usernameOf: usernames(guardrails),
    pendingTimeout: guardrails.policy.pendingTimeout,
    until: now,
  });
}

/** Files that nobody owns need nobody's approval, where they are neither requests nor guardrails. */
function owned({ guardrails }: ReviewInput, files: readonly string[]): readonly string[] {
  return files.filter((path) => (ownersOf(guardrails.codeowners, path)?.owners.length ?? 0) > 0);
}

function nobody(): Approval {
  return { problems: [], unread: [], missing: [], counted: [], also: [], only: [], uncounted: [] };
}

function unclear(input: ReviewInput, why: string): Verdict {
  const { pullRequest } = input.facts;
  const tooLarge = words.tooLarge(pullRequest.commitCount, pullRequest.fileCount);
  const problems = tooLarge === undefined ? [] : [tooLarge];
  return verdict(input, {
    about: { kind: 'unclear' },
    problems,
    unread: [why],
    approval: nobody(),
    digest: digestOfChanges([]),
  });
}

function verdict(
  { facts: { pullRequest, repository } }: ReviewInput,
  found: Pick<Verdict, 'about' | 'problems' | 'unread' | 'waits' | 'digest'> & {
    readonly approval: Approval;
  },
): Verdict {
  const { head, author, base } = pullRequest;
  // NB: an approval counts after a check that showed this digest. What was shown while the pull request went somewhere
  // else must not count once it is turned to the default branch.
  const elsewhere = base.branch !== repository.defaultBranch || base.repository !== repository.id;
  const digest = elsewhere ? digestOfChanges([]) : found.digest;
  return { ...found, digest, head: head.oid, author: author.login, outcome: outcomeOf(found) };
}

function outcomeOf({
  problems,
  unread,
  waits = [],
  approval,
}: Pick<Verdict, 'problems' | 'unread' | 'waits'> & { readonly approval: Approval }): Verdict['outcome'] {
  if (problems.length > 0) return 'failure';
  if (unread.length > 0) return 'in progress';
  // NB: a completed run, so that approvals count which are given after it.
  return approval.missing.length > 0 || waits.length > 0 ? 'action_required' : 'success';
}

function offerOf(askable: Askable, { guardrails: { policy }, held, now }: ReviewInput): Offer {
  const { request, located, judgement, username, clusterRole, actions, rules, cluster, namespace } = askable;
  const { path } = request;
  const ask = { path: path.text, username, rules, cluster, namespace };
  return {
    path: path.text,
    cluster: path.cluster,
    namespace: namespace?.name,
    role: path.role,
    clusterRole,
    actions,
    subject: subjectText(located.request.subject),
    home: homeOf({ located }),
    username,
    term: termOf(askable, rulesDigest(rules), now),
    reason: located.request.reason,
    ...offeredTicket(located.request.ticket, policy.ticket),
    rules,
    reviewWithin: judgement.allowance?.reviewWithin,
    already: actions === undefined ? alreadyAllowed(ask, held.values(), now) : undefined,
  };
}

function subjectText(subject: Subject): string {
  return subject.kind === 'person'
    ? subject.login
    : `the service account ${subject.namespace}/${subject.name}`;
}

function offeredTicket(text: string | undefined, policy: TicketPolicy | undefined): Pick<Offer, 'ticket'> {
  if (text === undefined) return {};
  return { ticket: { text, url: policy && ticketUrl(policy.url, text) } };
}
