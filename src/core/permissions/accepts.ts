/** What a role of the policy accepts by name: `resource[.group][/subresource]`, exactly, with whatever verbs. */
import type { Danger, DangerKind } from './dangers.ts';
import { nameOf } from './permission.ts';

const NEVER: ReadonlySet<DangerKind> = new Set(['wildcard', 'address']);

/** Whether a policy could accept it at all. */
export function isAcceptable({ kind }: Danger): boolean {
  return !NEVER.has(kind);
}

/**
 * NB: compared part by part, so that `deployments.apps` is that resource of that group and never a resource whose own name
 * holds a dot.
 */
export function isAccepted(danger: Danger, accepts: readonly string[]): boolean {
  const { group, resource } = danger;
  const isOneName = !resource.includes('.') && !group.includes('/');
  return isAcceptable(danger) && isOneName && accepts.includes(nameOf(group, resource));
}
