/** What the policy says of the actions of one request: which of its rules allows each, and what they ask for together. */
import type { Problem } from '../problem.ts';
import type { ActionsPolicy, Allowance } from '../request/access-policy.ts';
import { allowanceRules } from '../request/allowance-rules.ts';
import type { Case } from '../request/case.ts';
import type { Duration } from '../time.ts';
import { actionIsNotAllowed } from '../words/action-problems.ts';
import { actionCalled } from '../words/request-problems.ts';
import type { Action } from './action.ts';
import { readKind } from './action-kind.ts';
import { findResource, fullName, type Discovery } from './api-resource.ts';

export interface ActionsJudgement {
  readonly problems: readonly Problem[];
  readonly unread: readonly string[];
  /** The strictest of the rules that are needed; undefined where there is a problem or something unread. */
  readonly allowance: Allowance | undefined;
}

/** An action, and the place where it stands. */
export interface PlacedAction {
  readonly action: Action;
  readonly place: NonNullable<Problem['place']>;
}

/** The request, and all that it is judged by, but for one rule. */
export type ActionsCase = Omit<Case, 'called' | 'allowance' | 'role'>;

export function judgeActions(
  actions: readonly PlacedAction[],
  discovery: Discovery,
  judged: ActionsCase,
): ActionsJudgement {
  const each = actions.map((action) => judgeAction(action, discovery, judged));
  const problems = distinct(
    each.flatMap((one) => one.problems),
    ({ what }) => what,
  );
  const unread = [...new Set(each.flatMap((one) => one.unread))];
  const used = each.flatMap((one) => (one.rule === undefined ? [] : [one.rule]));
  return { problems, unread, allowance: used.length === actions.length ? strictest(used) : undefined };
}

interface Judged {
  readonly problems: readonly Problem[];
  readonly unread: readonly string[];
  readonly rule?: ActionsPolicy;
}

/**
 * The first rule of the policy that fits, in its order. NB: one before it of which a membership could not be read is waited
 * for; else an outage would choose another rule, with fewer approvals.
 */
function judgeAction({ action, place }: PlacedAction, discovery: Discovery, judged: ActionsCase): Judged {
  const { actions } = judged.policy;
  const kind = `${action.verb} ${fullName(action.resource)}`;
  const tried = actions
    .filter((rule) => names(rule, action, discovery))
    .map((rule) => tryRule(rule, kind, judged));
  const first = tried.find(({ problems }) => problems.length === 0);
  if (first !== undefined) return first;
  const [nearest] = tried.toSorted((one, other) => one.problems.length - other.problems.length);
  if (nearest !== undefined) return nearest;
  return {
    problems: [
      {
        ...actionIsNotAllowed(
          kind,
          actions.flatMap(({ allow }) => allow),
        ),
        place,
      },
    ],
    unread: [],
  };
}

function tryRule(rule: ActionsPolicy, kind: string, judged: ActionsCase): Judged {
  const called = actionCalled(kind);
  const findings = allowanceRules.flatMap((one) =>
    one({ ...judged, role: undefined, allowance: rule, called }),
  );
  const problems = findings.flatMap((finding) => (finding.kind === 'problem' ? [finding.problem] : []));
  const unread = findings.flatMap((finding) => (finding.kind === 'unread' ? [finding.why] : []));
  return problems.length === 0 && unread.length === 0 ? { problems, unread, rule } : { problems, unread };
}

/** NB: both are looked up in the cluster, so that `scale deploy` and `scale deployments.apps` are one, and nothing else is. */
function names({ allow }: ActionsPolicy, { verb, resource }: Action, discovery: Discovery): boolean {
  return allow.some((text) => {
    const kind = readKind(text);
    if (kind?.verb !== verb) return false;
    const found = findResource(kind.resource, discovery);
    return found.kind === 'found' && fullName(found.resource) === fullName(resource);
  });
}

/** What holds for the request as a whole: whatever any of the rules demands. */
function strictest(rules: readonly ActionsPolicy[]): Allowance | undefined {
  const [first, ...others] = rules;
  if (first === undefined) return undefined;
  return others.reduce<Allowance>(
    (one, other) => ({
      maxDuration: one.maxDuration < other.maxDuration ? one.maxDuration : other.maxDuration,
      clusters: inBoth(one.clusters, other.clusters),
      namespaces: inBoth(one.namespaces, other.namespaces),
      requesters: inBoth(one.requesters, other.requesters) ?? [],
      approvals: Math.max(one.approvals, other.approvals),
      reviewWithin: afterwards(one, other),
      alsoApprovedBy: [...new Set([...one.alsoApprovedBy, ...other.alsoApprovedBy])],
      serviceAccounts: inBoth(one.serviceAccounts, other.serviceAccounts) ?? [],
      needsATicket: one.needsATicket || other.needsATicket,
    }),
    first,
  );
}

/** What an owner approves first is not owed a review. */
function afterwards(one: Allowance, other: Allowance): Duration | undefined {
  if (one.approvals > 0 || other.approvals > 0) return undefined;
  const spans = [one.reviewWithin, other.reviewWithin].filter((span) => span !== undefined);
  return spans.toSorted((first, second) => first - second)[0];
}

function inBoth(
  one: readonly string[] | undefined,
  other: readonly string[] | undefined,
): readonly string[] | undefined {
  return one === undefined || other === undefined
    ? (one ?? other)
    : one.filter((text) => other.includes(text));
}

function distinct<T>(items: readonly T[], key: (item: T) => string): readonly T[] {
  return [...new Map(items.map((item) => [key(item), item])).values()];
}
