/** What an operator reads where an end did not happen: what still allows access, why, and what to do by hand. */
import type { BindingKey } from '../grant/cluster-facts.ts';
import type { Instant } from '../time.ts';
import { minute } from './moment.ts';

export function stillThere(
  cluster: string,
  { kind, namespace, name }: BindingKey,
  dueAt: Instant,
  why: string,
  frozenFor?: string,
): string {
  const place = namespace === undefined ? cluster : `${cluster}/${namespace}`;
  const inNamespace = namespace === undefined ? '' : ` --namespace ${namespace}`;
  const command = `kubectl --context ${cluster}${inNamespace} delete ${kind.toLowerCase()} ${name}`;
  const since = `${frozenFor === undefined ? 'ended at' : 'has been frozen since'} ${minute(dueAt)}`;
  return `The ${kind} ${name} in ${place} ${since} and still allows access: ${why}. Daypass keeps trying; by hand: ${command}`;
}

export function endsCannotBeSeen(cluster: string, since: Instant, why: string): string {
  return `The bindings of ${cluster} could not be listed since ${minute(since)}: ${why}. What was made there meanwhile may outlive its end. Daypass keeps trying; look at the API server and at the controller's credentials.`;
}

/** For the log. */
export function wasDeleted(frozenFor: string | undefined): string {
  return frozenFor === undefined
    ? 'A binding was deleted at its end.'
    : 'A binding was deleted, since its cluster is frozen.';
}

/** For the log. */
export function couldNotBeDeleted(frozenFor: string | undefined): string {
  return frozenFor === undefined
    ? 'A binding could not be deleted at its end.'
    : 'A binding could not be deleted, though its cluster is frozen.';
}
