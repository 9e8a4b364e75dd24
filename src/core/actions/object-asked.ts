/** What a cluster says of the one object that an action names: that it is there, and that nothing more than the action is given. */
import type { Problem } from '../problem.ts';
import { WHOLE_CLUSTER, type RequestPath } from '../request/path.ts';
import * as words from '../words/action-problems.ts';
import { writeAction, type Action } from './action.ts';
import { needsTheGuard } from './action-rules.ts';
import { fullName } from './api-resource.ts';
import type { PlacedAction } from './judge-actions.ts';
import { keyOfObject, refOf, type ActionFacts, type ObjectFacts } from './object-facts.ts';
import { factsOfVerb } from './verbs.ts';

export interface ObjectAsked {
  readonly action: Action;
  readonly problems: readonly Problem[];
  readonly unread: readonly string[];
  /** Undefined where it could not be seen. */
  readonly object: ObjectFacts | undefined;
  readonly guardDenies: boolean;
}

export function objectAsked(
  { action, place }: PlacedAction,
  { cluster, namespace }: RequestPath,
  facts: ActionFacts,
): ObjectAsked {
  const inside = namespace === WHOLE_CLUSTER ? undefined : namespace;
  const where = inside === undefined ? `the cluster ${cluster}` : `${cluster}/${inside}`;
  const { object, ...seen } = objectSeen(action, inside, where, facts);
  const guard = guardAsked(action, inside, where, facts);
  const isSeen = seen.problems.length === 0 && seen.unread.length === 0 && guard.unread.length === 0;
  const said =
    isSeen && needsTheGuard(action, object) && !guard.denies
      ? [words.guardIsMissing(writeAction(action), action.verb, calledOf(action), where)]
      : seen.problems;
  return {
    action,
    object,
    guardDenies: guard.denies,
    problems: said.map((one) => Object.assign(one, { place })),
    unread: [...seen.unread, ...guard.unread],
  };
}

interface Seen {
  readonly problems: readonly words.Said[];
  readonly unread: readonly string[];
  readonly object: ObjectFacts | undefined;
}

/**
 * NB: what the controller may not read it cannot vouch for. Of a secret to be read that is no matter: its name alone is
 * allowed, whether it is there or not; anything that acts on an object needs it to be seen.
 */
function objectSeen(
  action: Action,
  namespace: string | undefined,
  where: string,
  { objects }: ActionFacts,
): Seen {
  const called = calledOf(action);
  const fact = objects.get(keyOfObject(refOf(action, namespace)));
  if (fact === undefined || fact.kind === 'unread')
    return { problems: [], unread: [words.objectUnread(called, where)], object: undefined };
  if (fact.value === undefined)
    return { problems: [words.objectIsNotThere(called, where)], unread: [], object: undefined };
  if (fact.value !== 'not allowed') return { problems: [], unread: [], object: fact.value };
  const problems = action.verb === 'get' ? [] : [words.objectMayNotBeSeen(called, where)];
  return { problems, unread: [], object: undefined };
}

function guardAsked(
  { verb }: Action,
  namespace: string | undefined,
  where: string,
  { guards }: ActionFacts,
): { readonly denies: boolean; readonly unread: readonly string[] } {
  if (factsOfVerb(verb).guard === 'never') return { denies: false, unread: [] };
  const fact = guards.get(namespace ?? '');
  if (fact === undefined || fact.kind === 'unread')
    return { denies: false, unread: [words.guardUnread(where)] };
  return { denies: fact.value, unread: [] };
}

/** `pods/api-7d9f`. */
function calledOf({ resource, name }: Action): string {
  return `${fullName(resource)}/${name}`;
}
