/** What the subject of a request may do there already, by other grants that are open, and until when. */
import { bindingName } from '../grant/binding.ts';
import { keyText, type ClusterFacts } from '../grant/cluster-facts.ts';
import { instantIn, type GrantedEvent } from '../ledger/event.ts';
import type { GrantState } from '../ledger/history.ts';
import { compareWithSeen, seenNow } from '../permissions/compare-seen.ts';
import { gained, type Rule } from '../permissions/rules.ts';
import type { Instant } from '../time.ts';

export interface Already {
  /** Of what is asked for, what is allowed already. */
  readonly rules: readonly Rule[];
  /** Of what is asked for, what is new. */
  readonly fresh: readonly Rule[];
  /** When the first of those grants ends: until then all of `rules` is allowed. */
  readonly until: Instant;
}

export interface AlreadyAsk {
  readonly path: string;
  readonly username: string;
  readonly rules: readonly Rule[];
  readonly cluster: ClusterFacts;
  /** Null for the whole cluster. */
  readonly namespace: { readonly uid: string } | null;
}

/** Undefined where nothing of it is. */
export function alreadyAllowed(
  ask: AlreadyAsk,
  held: Iterable<GrantState>,
  now: Instant,
): Already | undefined {
  const grants = [...held]
    .filter(({ event }) => reaches(event, ask) && isOpen(event, now) && isBound(event, ask.cluster))
    .map(({ event }) => ({ event, rules: rulesNow(event, ask.cluster) }))
    .filter(({ rules }) => gained(gained(rules, ask.rules), ask.rules).length > 0);
  const fresh = gained(
    grants.flatMap(({ rules }) => rules),
    ask.rules,
  );
  const rules = gained(fresh, ask.rules);
  if (rules.length === 0) return undefined;
  const ends = grants.map(({ event }) => instantIn(event.expiresAt));
  return { rules, fresh, until: ends.reduce((first, end) => (end < first ? end : first)) };
}

/** Whether a grant gives the same person access to all of the same place. */
function reaches(
  { path, subject, cluster, namespace }: GrantedEvent,
  { path: own, username, cluster: asked, namespace: within }: AlreadyAsk,
): boolean {
  const isTheirs = path !== own && subject.username === username;
  const isThere = cluster.name === asked.name && cluster.uid === asked.uid;
  return isTheirs && isThere && (namespace === null || namespace.uid === within?.uid);
}

function isOpen({ opensAt, expiresAt }: GrantedEvent, now: Instant): boolean {
  return instantIn(opensAt) <= now && now < instantIn(expiresAt);
}

function isBound({ grant, expiresAt, namespace }: GrantedEvent, { bindings }: ClusterFacts): boolean {
  const kind = namespace === null ? 'ClusterRoleBinding' : 'RoleBinding';
  const name = bindingName(grant, instantIn(expiresAt));
  return bindings.has(keyText({ kind, namespace: namespace?.name, name }));
}

/**
 * What a grant allows now. NB: nothing is taken for granted. A role that cannot be read, that lost rules or is about to end
 * its grants would make the request look smaller than it is.
 */
function rulesNow(event: GrantedEvent, { roles }: ClusterFacts): readonly Rule[] {
  if (event.clusterRole === null) return event.rules ?? [];
  const role = roles.get(event.clusterRole);
  if (role?.kind !== 'read' || role.value === undefined) return [];
  const { kind } = compareWithSeen(event, seenNow(role.value));
  return kind === 'same' || kind === 'lost' ? role.value : [];
}
