/** What the policy and a cluster say of a request for actions: each as it is understood there, and the rules that they come to. */
import { resolveAction, writeAction } from '../actions/action.ts';
import { rulesOfAction } from '../actions/action-rules.ts';
import type { Discovery } from '../actions/api-resource.ts';
import type { AskedAction } from '../actions/asked-action.ts';
import { judgeActions, type ActionsCase, type PlacedAction } from '../actions/judge-actions.ts';
import { objectAsked, type ObjectAsked } from '../actions/object-asked.ts';
import { canonicalRules, type Rule } from '../permissions/rules.ts';
import type { Problem } from '../problem.ts';
import type { Allowance } from '../request/access-policy.ts';
import type { LocatedRequest } from '../request/access-request.ts';
import { WHOLE_CLUSTER } from '../request/path.ts';
import * as words from '../words/action-problems.ts';
import { withUnread, type NotAskable } from './askable.ts';
import type { ClusterFacts } from './cluster-facts.ts';
import { rulesFit } from './granted-rules.ts';

export interface ActionsAsked {
  readonly clusterRole: null;
  readonly actions: readonly AskedAction[];
  readonly rules: readonly Rule[];
  /** The strictest of what the policy says of them. */
  readonly allowance: Allowance;
}

export function actionsAsked(
  judged: ActionsCase,
  { actionFacts: facts }: ClusterFacts,
): ActionsAsked | NotAskable {
  const { path } = judged.located;
  if (facts === undefined || facts.discovery.kind === 'unread')
    return withUnread(words.discoveryUnread(path.cluster));
  const discovery = facts.discovery.value;
  const { placed, ...unresolved } = resolved(judged.located, discovery);
  const { allowance, ...judgement } = judgeActions(placed, discovery, judged);
  const objects = placed.map((one) => objectAsked(one, path, facts));
  const rules = canonicalRules(objects.flatMap(rulesOf));
  const [first] = placed;
  const problems = [
    ...unresolved.problems,
    ...twice(placed),
    ...judgement.problems,
    ...objects.flatMap((one) => one.problems),
    ...(first === undefined || rulesFit(rules) ? [] : [{ ...words.actionsAreTooMuch(), place: first.place }]),
  ];
  const unread = [...unresolved.unread, ...judgement.unread, ...objects.flatMap((one) => one.unread)];
  if (problems.length > 0 || unread.length > 0 || allowance === undefined)
    return { problems, unread: [...new Set(unread)] };
  return { clusterRole: null, actions: objects.map(shown), rules, allowance };
}

function resolved(
  { path, place, request }: LocatedRequest,
  discovery: Discovery,
): NotAskable & { readonly placed: readonly PlacedAction[] } {
  const namespace = path.namespace === WHOLE_CLUSTER ? undefined : path.namespace;
  const each = (request.actions ?? []).map((written, index) => ({
    place: place('actions', index),
    resolution: resolveAction(written, discovery, path.cluster, namespace),
  }));
  return {
    placed: each.flatMap(({ place: at, resolution }) =>
      resolution.kind === 'action' ? [{ action: resolution.action, place: at }] : [],
    ),
    problems: each.flatMap(({ place: at, resolution }) =>
      resolution.kind === 'problem' ? [{ ...resolution.said, place: at }] : [],
    ),
    unread: each.flatMap(({ resolution }) => (resolution.kind === 'unread' ? [resolution.why] : [])),
  };
}

function twice(placed: readonly PlacedAction[]): readonly Problem[] {
  const texts = placed.map(({ action }) => writeAction(action));
  return placed.flatMap(({ place }, index) => {
    const text = texts[index] ?? '';
    return texts.indexOf(text) < index ? [{ ...words.actionStandsTwice(text), place }] : [];
  });
}

function rulesOf({ action, object, guardDenies }: ObjectAsked): readonly Rule[] {
  return rulesOfAction(action, object, guardDenies);
}

function shown({ action, object }: ObjectAsked): AskedAction {
  return { action, text: writeAction(action), seen: object !== undefined };
}
