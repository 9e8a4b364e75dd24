/** The guardrails that a platform team writes: `access-requests/policy.yaml`, read strictly, nothing optional inside. */
import type { Duration } from '../time.ts';

/** A seal key's public half: base64 of the DER (SPKI) form. */
export interface SealKey {
  readonly id: string;
  readonly publicKey: string;
}

export interface ClusterPolicy {
  /** UID of the namespace kube-system; undefined: any cluster by that name. */
  readonly uid: string | undefined;
  /** Names or globs, in addition to `kube-*` and `daypass`, which always are. */
  readonly protectedNamespaces: readonly string[];
}

export interface RolePolicy {
  readonly clusterRole: string;
  readonly scope: 'namespace' | 'cluster';
  readonly maxDuration: Duration;
  /** Undefined: all that the policy lists. */
  readonly clusters: readonly string[] | undefined;
  /** Names or globs; undefined: all that are not protected. */
  readonly namespaces: readonly string[] | undefined;
  /** `@login` or `@org/team`, as written. */
  readonly requesters: readonly string[];
  /** How many distinct owners must approve. */
  readonly approvals: number;
  /** Words of the policy that this version knows but does not carry out: a role that uses one grants nothing. */
  readonly unsupported: readonly string[];
}

export interface AccessPolicy {
  readonly sealKeys: readonly SealKey[];
  /** `{login}@acme.com`; undefined: people who are not in people.yaml are refused. */
  readonly usernameTemplate: string | undefined;
  readonly clusters: ReadonlyMap<string, ClusterPolicy>;
  readonly roles: ReadonlyMap<string, RolePolicy>;
  readonly pendingTimeout: Duration;
}
