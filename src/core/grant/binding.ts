/** The objects that a grant is in a cluster, and the name that carries its end (§6). */
import type { Instant } from '../time.ts';
import type { GrantId } from '../ledger/event.ts';

export interface RoleRef {
  readonly kind: string;
  readonly name: string;
}

export interface BindingSubject {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

/** A binding as it should be. */
export interface Binding {
  readonly kind: 'RoleBinding' | 'ClusterRoleBinding';
  /** Undefined for a ClusterRoleBinding. */
  readonly namespace: string | undefined;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly roleRef: RoleRef;
  readonly subjects: readonly BindingSubject[];
}

/** A binding as it was read in a cluster. Only those whose name is of the reserved form are ever listed. */
export interface HeldBinding extends Binding {
  readonly uid: string;
}

/** What the reserved form of a name says. */
export interface BindingName {
  readonly grant: GrantId;
  readonly expiresAt: Instant;
}
