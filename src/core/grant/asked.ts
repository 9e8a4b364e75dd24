/**
 * What the requests of one pull request ask for together, judged by the guardrails and by what the clusters say. The check
 * and the proof after the merge both ask here, so that they cannot differ.
 */
import type { Account, ApprovalFacts, RepositoryFacts } from '../approval/facts.ts';
import { digestOfDigests } from '../approval/shown.ts';
import { rulesDigest } from '../permissions/rules.ts';
import type { Problem } from '../problem.ts';
import {
  judgeRequest,
  usernameOf,
  type Guardrails,
  type Judgement,
  type JudgementInput,
} from '../request/guardrails.ts';
import * as words from '../words/asked.ts';
import {
  isAskable,
  withProblems,
  type Askable,
  type AskedContext,
  type AskedRequest,
  type NotAskable,
} from './askable.ts';
import { actionsAsked } from './asked-actions.ts';
import { overMeanwhile, whatItAsks } from './extension.ts';
import { clusterAsked, namespaceAsked, roleAsked } from './asked-of-cluster.ts';

export type { Askable, AskedContext, AskedRequest };

export interface Asked {
  readonly problems: readonly Problem[];
  readonly unread: readonly string[];
  /** Only those without a problem and without anything unread. */
  readonly askable: readonly Askable[];
  /** Of the rules of all of them; undefined until all could be read. */
  readonly digest: string | undefined;
}

export function askedTogether(
  requests: readonly AskedRequest[],
  facts: People,
  context: AskedContext,
): Asked {
  const each = requests.map((request) => askedAlone(request, facts, context));
  const askable = each.flatMap((one) => (one.askable === undefined ? [] : [one.askable]));
  const complete = askable.length === requests.length && requests.length > 0;
  return {
    problems: each.flatMap(({ problems }) => problems),
    unread: each.flatMap(({ unread }) => unread),
    askable,
    digest: complete ? digestOfDigests(askable.map(asGranted)) : undefined,
  };
}

/** As its event will bear it. */
function asGranted({ request, rules, replaces }: Askable): Parameters<typeof digestOfDigests>[0][number] {
  return {
    path: request.path.text,
    digest: rulesDigest(rules),
    replaces: replaces?.event.grant ?? null,
  };
}

interface AskedAlone extends NotAskable {
  readonly askable?: Askable;
}

/** Who asks, and what is known of their teams. */
export interface People extends Pick<ApprovalFacts, 'memberships'> {
  readonly repository: Pick<RepositoryFacts, 'owner'>;
  readonly pullRequest: { readonly author: Account };
}

function askedAlone(request: AskedRequest, people: People, context: AskedContext): AskedAlone {
  if (request.written.kind === 'invalid') return withProblems(...request.written.problems);
  const located = request.written.value;
  const { guardrails } = context;
  const judged = { located, guardrails, ...askerOf(people) };
  const judgement = judgeRequest(judged);
  const { username, unread } = judgement;
  const what = whatItAsks(request, located, context.held.get(request.path.text), judged.author);
  const problems = [...judgement.problems, ...(what.kind === 'refused' ? [what.problem] : [])];
  if (problems.length > 0 || username === undefined) return { problems, unread };
  const replaces = what.kind === 'goes on' ? what.replaces : undefined;
  const inCluster = askedOfTheCluster(judged, { ...judgement, username }, context);
  if (!isAskable(inCluster)) return { ...inCluster, unread: [...unread, ...inCluster.unread] };
  const over = overMeanwhile(replaces, located, inCluster.cluster.now);
  if (unread.length > 0 || over.length > 0) return { problems: over, unread };
  return {
    problems: [],
    unread: [],
    askable: { request, located, replaces, username, ...inCluster },
  };
}

function askerOf({ repository, pullRequest, memberships }: People): Asker {
  const { author } = pullRequest;
  return {
    author,
    organisation: repository.owner,
    isMember: (team) =>
      memberships.get(`${team} ${author.login}`.toLowerCase()) ?? {
        kind: 'unread',
        why: words.membershipUnread(author.login, team),
      },
  };
}

type Asker = Pick<JudgementInput, 'author' | 'organisation' | 'isMember'>;
type InCluster = Omit<Askable, 'request' | 'located' | 'replaces' | 'username'>;

function askedOfTheCluster(
  { guardrails: { policy }, ...input }: JudgementInput,
  judgement: Judgement & { readonly username: string },
  context: AskedContext,
): InCluster | NotAskable {
  const { located } = input;
  const answering = clusterAsked(located.path, context);
  if (!isAskable(answering)) return answering;
  const { cluster } = answering;
  const place = namespaceAsked(located.path, cluster, located.place('subject'));
  const listed = policy.clusters.get(located.path.cluster);
  const wanted =
    judgement.role === undefined
      ? actionsAsked({ ...input, policy, cluster: listed, username: judgement.username }, cluster)
      : roleAsked(located, judgement.role, cluster);
  if (!isAskable(wanted) || !isAskable(place)) return notAskable(wanted, place);
  if (wanted.clusterRole !== null) return { judgement, ...wanted, ...place, cluster };
  const { allowance, ...actions } = wanted;
  return { judgement: { ...judgement, allowance }, ...actions, ...place, cluster };
}

function notAskable(...outcomes: readonly object[]): NotAskable {
  const found = outcomes.filter((outcome): outcome is NotAskable => !isAskable(outcome));
  return {
    problems: found.flatMap(({ problems }) => problems),
    unread: found.flatMap(({ unread }) => unread),
  };
}

/** The Kubernetes username of a GitHub account, by the guardrails in force. */
export function usernames(guardrails: Guardrails): (account: Account) => string | undefined {
  return (account) => usernameOf(guardrails, account);
}
