/** What one action lets its holder do: exactly the permissions that kubectl needs for that one object. */
import type { Rule } from '../permissions/permission.ts';
import type { Action } from './action.ts';
import { fullName } from './api-resource.ts';
import type { ObjectFacts } from './object-facts.ts';
import { factsOfVerb, type Verb } from './verbs.ts';

/** The group of permissions that no API serves: the guard asks whether its holder has them. */
export const VIRTUAL_GROUP = 'actions.daypass.dev';

/**
 * Whether RBAC alone would allow more than the action says. NB: of an object that the controller cannot see nobody knows
 * whether it comes back.
 */
export function needsTheGuard({ verb, resource }: Action, object: ObjectFacts | undefined): boolean {
  const { guard } = factsOfVerb(verb);
  if (guard !== 'for what comes back') return guard === 'always';
  return fullName(resource) !== 'pods' || object === undefined || !isOneOfMany(object);
}

const MAKERS = new Set(['apps ReplicaSet', 'apps DaemonSet', 'batch Job']);

/** A pod that its controller replaces by another, of another name. A StatefulSet's comes back under its own. */
function isOneOfMany({ controller, nameIsGenerated }: ObjectFacts): boolean {
  return nameIsGenerated && controller !== undefined && MAKERS.has(`${controller.group} ${controller.kind}`);
}

/**
 * Each bound to one name. NB: RBAC would not hold a name with list, watch, create or deletecollection of the object itself.
 * Where the guard denies it asks for the permission of its own, whether RBAC would have been enough or not.
 */
export function rulesOfAction(
  action: Action,
  object: ObjectFacts | undefined,
  guardDenies: boolean,
): readonly Rule[] {
  const { resource, name, verb } = action;
  const { needs, guard } = factsOfVerb(verb);
  const real = needs.map(([part, verbs]) => rule(resource.group, resource.name + part, verbs, name));
  return guardDenies && guard !== 'never' ? [...real, virtualRule(action, object)] : real;
}

function virtualRule(action: Action, object: ObjectFacts | undefined): Rule {
  return rule(
    VIRTUAL_GROUP,
    fullName(action.resource),
    [VIRTUAL_VERBS[action.verb]],
    virtualName(action, object),
  );
}

const VIRTUAL_VERBS = {
  delete: 'delete',
  evict: 'evict',
  scale: 'scale',
  'rollout restart': 'restart',
  'set image': 'set-image',
  exec: 'exec',
  attach: 'attach',
  'port-forward': 'port-forward',
  logs: 'logs',
  get: 'get',
  cordon: 'cordon',
  uncordon: 'uncordon',
} as const satisfies Readonly<Record<Verb, string>>;

/** What was approved, to the letter: `api=5` for a scale, `api-7d9f@<uid>` for a delete, so that it works once. */
function virtualName({ verb, name, option }: Action, object: ObjectFacts | undefined): string {
  if (factsOfVerb(verb).guard === 'for what comes back') return `${name}@${object?.uid ?? ''}`;
  if (option === undefined) return name;
  return option.flag === 'replicas' ? `${name}=${option.value}` : `${name}/${option.flag}=${option.value}`;
}

function rule(group: string, resource: string, verbs: readonly string[], name: string): Rule {
  return { apiGroups: [group], resources: [resource], verbs, resourceNames: [name], nonResourceURLs: [] };
}
