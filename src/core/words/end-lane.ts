/** What an operator reads where an end did not happen: what still allows access, why, and what to do by hand. */
import type { BindingKey } from '../grant/cluster-facts.ts';
import { formatInstant, type Instant } from '../time.ts';

export function stillThere(
  cluster: string,
  { kind, namespace, name }: BindingKey,
  expiresAt: Instant,
  why: string,
): string {
  const place = namespace === undefined ? cluster : `${cluster}/${namespace}`;
  const inNamespace = namespace === undefined ? '' : ` --namespace ${namespace}`;
  const command = `kubectl --context ${cluster}${inNamespace} delete ${kind.toLowerCase()} ${name}`;
  return `The ${kind} ${name} in ${place} ended at ${formatInstant(expiresAt)} and still allows access: ${why}. Daypass keeps trying; by hand: ${command}`;
}

export function endsCannotBeSeen(cluster: string, since: Instant, why: string): string {
  return `The bindings of ${cluster} cannot be listed since ${formatInstant(since)}: ${why}. What was made there meanwhile may outlive its end. Daypass keeps trying; look at the API server and at the controller's credentials.`;
}
