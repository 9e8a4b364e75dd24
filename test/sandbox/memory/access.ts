// What RBAC lets a person do, by the bindings and roles at hand: the part of the authorizer that tests ask about.
import type { Binding, BindingSubject } from '../../../src/core/grant/binding.ts';
import type { Rule } from '../../../src/core/permissions/rules.ts';

export interface Question {
  readonly username: string;
  readonly verb: string;
  /** `pods`, `pods/exec`, `deployments.apps`. */
  readonly resource: string;
  /** Undefined: in the whole cluster. */
  readonly namespace: string | undefined;
  /** Undefined: of any object. */
  readonly name?: string;
}

export function isAllowed(
  question: Question,
  bindings: Iterable<Binding>,
  rulesOf: (binding: Binding) => readonly Rule[],
): boolean {
  for (const binding of bindings) {
    if (reaches(binding, question) && rulesOf(binding).some((rule) => allows(rule, question))) return true;
  }
  return false;
}

function reaches({ kind, namespace, subjects }: Binding, question: Question): boolean {
  const names = subjects.some((subject) => usernameOf(subject) === question.username);
  return names && (kind === 'ClusterRoleBinding' || namespace === question.namespace);
}

function usernameOf({ kind, namespace, name }: BindingSubject): string | undefined {
  if (kind === 'User') return name;
  return kind === 'ServiceAccount' ? `system:serviceaccount:${namespace}:${name}` : undefined;
}

function allows(
  { apiGroups, resources, verbs, resourceNames }: Rule,
  { verb, resource, name: object }: Question,
): boolean {
  const [whole = '', subresource] = resource.split('/');
  const [name, ...group] = whole.split('.');
  const wanted = subresource === undefined ? `${name}` : `${name}/${subresource}`;
  const isNamed = resourceNames.length === 0 || (object !== undefined && resourceNames.includes(object));
  return isNamed && holds(apiGroups, group.join('.')) && holds(resources, wanted) && holds(verbs, verb);
}

function holds(listed: readonly string[], wanted: string): boolean {
  return listed.includes(wanted) || listed.includes('*');
}
