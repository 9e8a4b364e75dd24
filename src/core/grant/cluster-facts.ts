/** What one cluster says of itself, as data: all that a plan needs to know of it. */
import type { ActionFacts } from '../actions/object-facts.ts';
import type { Fact } from '../problem.ts';
import type { Rule } from '../permissions/rules.ts';
import type { Instant } from '../time.ts';
import type { Binding, HeldBinding } from './binding.ts';
import type { ClusterStanding } from './cluster-standing.ts';
import type { FreezeFact } from './freeze.ts';
import type { HeldRole, OwnRole } from './own-role.ts';

/** Which binding, by name alone. */
export type BindingKey = Pick<Binding, 'kind' | 'namespace' | 'name'>;

/** Which object of a grant, by name alone. */
export type ObjectKey = BindingKey | Pick<OwnRole, 'kind' | 'namespace' | 'name'>;

/** Which binding that a cluster holds, and no more of it. */
export type HeldBindingKey = BindingKey & Pick<HeldBinding, 'uid'>;

/** An object of the reserved form that a cluster holds. */
export type HeldObject = ObjectKey & { readonly uid: string };

export function keyText({ kind, namespace, name }: ObjectKey): string {
  return `${kind} ${namespace ?? ''} ${name}`;
}

export interface NamespaceFacts {
  readonly uid: string;
  readonly terminating: boolean;
}

/** What the API server said to a write that it understood. `refused`: it will say so again; `message` is its own. */
export type WriteAnswer = { readonly kind: 'done' } | { readonly kind: 'refused'; readonly message: string };

export interface ClusterFacts {
  readonly name: string;
  /** UID of the namespace kube-system. */
  readonly uid: string;
  /** The later of our clock and the API server's. */
  readonly now: Instant;
  readonly standing: ClusterStanding;
  readonly freeze: FreezeFact;
  /** Undefined where the cluster holds none. */
  readonly checkpointVersion: string | undefined;
  /** Every binding of the reserved form, by `keyText`. */
  readonly bindings: ReadonlyMap<string, HeldBinding>;
  /** Every Role and ClusterRole of the reserved form, by `keyText`. */
  readonly ownRoles: ReadonlyMap<string, HeldRole>;
  /** By name, as they are now with their aggregation; `undefined` inside a read fact: there is none. */
  readonly roles: ReadonlyMap<string, Fact<readonly Rule[] | undefined>>;
  readonly namespaces: ReadonlyMap<string, Fact<NamespaceFacts | undefined>>;
  /** Only where actions are asked for. */
  readonly actionFacts?: ActionFacts;
}
