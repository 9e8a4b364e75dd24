/** The objects that a grant is in a cluster, and the name that carries its end (§6). */
import type { Oid } from '../repository.ts';
import { instantIn, type GrantId, type Unplaced } from '../ledger/event.ts';
import { serviceAccountOf } from '../request/service-account.ts';
import { approversOf } from '../words/agreed.ts';
import { epochSeconds, fromEpochSeconds, type Instant } from '../time.ts';

export interface RoleRef {
  readonly kind: string;
  readonly name: string;
}

export interface BindingSubject {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

/** What the objects of a grant have in common. */
export interface ObjectMetadata {
  /** Undefined for the whole cluster. */
  readonly namespace: string | undefined;
  /** Of the reserved form. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** A binding as it should be. */
export interface Binding extends ObjectMetadata {
  readonly kind: 'RoleBinding' | 'ClusterRoleBinding';
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

const NAME = /^daypass-([0-9a-f]{20})-(\d{10})$/;

/** `daypass-<grant>-<expiry epoch seconds>`: 39 characters, immutable once the object is made. */
export function bindingName(grant: GrantId, expiresAt: Instant): string {
  return `daypass-${grant}-${String(epochSeconds(expiresAt)).padStart(10, '0')}`;
}

/** Undefined where the name is not of the reserved form; nothing but the name makes an object ours. */
export function parseBindingName(name: string): BindingName | undefined {
  const [, grant, expiry] = NAME.exec(name) ?? [];
  if (grant === undefined || expiry === undefined) return undefined;
  return { grant, expiresAt: fromEpochSeconds(Number(expiry)) };
}

/** Which binding a grant is, and no more of it. */
export function bindingKeyOf(granted: Unplaced<'granted'>): Pick<Binding, 'kind' | 'namespace' | 'name'> {
  const { grant, namespace, expiresAt } = granted;
  return {
    kind: kindOf(granted),
    namespace: namespace?.name,
    name: bindingName(grant, instantIn(expiresAt)),
  };
}

function kindOf({ namespace }: Unplaced<'granted'>): Binding['kind'] {
  return namespace === null ? 'ClusterRoleBinding' : 'RoleBinding';
}

/**
 * The binding that a grant is. `commit` is the one that recorded it (before there is one: the merge); `repository` is
 * the access repository's numeric id.
 */
export function bindingOf(granted: Unplaced<'granted'>, commit: Oid, repository: number): Binding {
  const metadata = metadataOf(granted, commit, repository);
  return {
    kind: kindOf(granted),
    ...metadata,
    roleRef: roleRefOf(granted, metadata.name),
    subjects: [subjectOf(granted.subject.username)],
  };
}

/** What each object of a grant bears: the one name, and whose it is. */
export function metadataOf(granted: Unplaced<'granted'>, commit: Oid, repository: number): ObjectMetadata {
  return {
    namespace: granted.namespace?.name,
    name: bindingName(granted.grant, instantIn(granted.expiresAt)),
    labels: {
      'app.kubernetes.io/managed-by': 'daypass',
      'daypass.dev/repository': String(repository),
      'daypass.dev/grant': granted.grant,
    },
    annotations: annotationsOf(granted, commit),
  };
}

/** A role of its own bears the name of its binding. */
function roleRefOf({ clusterRole, namespace }: Unplaced<'granted'>, name: string): RoleRef {
  if (clusterRole !== null) return { kind: 'ClusterRole', name: clusterRole };
  return { kind: namespace === null ? 'ClusterRole' : 'Role', name };
}

/** For people: `kubectl describe` shows them. Unlike labels they may be of any length; nothing is decided by them. */
function annotationsOf(granted: Unplaced<'granted'>, commit: Oid): Readonly<Record<string, string>> {
  const { subject } = granted;
  return {
    'daypass.dev/request': granted.path,
    'daypass.dev/pull-request': `#${granted.pr.number}`,
    'daypass.dev/commit': commit,
    'daypass.dev/requested-by': `${subject.login} (${subject.id})`,
    'daypass.dev/approved-by': approversOf(granted).join(', '),
    ...(granted.review === undefined ? {} : { 'daypass.dev/review-due-by': granted.review.by }),
    ...(granted.actions === undefined ? {} : { 'daypass.dev/actions': granted.actions.join('; ') }),
    'daypass.dev/reason': granted.reason,
    ...(granted.ticket === undefined ? {} : { 'daypass.dev/ticket': granted.ticket }),
    'daypass.dev/opens-at': granted.opensAt,
    'daypass.dev/expires-at': granted.expiresAt,
  };
}

/** NB: a service account is bound as one; bound as a user of that name it would have the access all the same. */
function subjectOf(username: string): BindingSubject {
  const account = serviceAccountOf(username);
  return account === undefined ? { kind: 'User', name: username } : { kind: 'ServiceAccount', ...account };
}

export type BindingComparison =
  | 'same'
  | 'subjects differ'
  | 'labels or annotations differ'
  /** The role of a binding is immutable: such an object is deleted, never adopted. */
  | 'another role';

/** What `held` differs in, the gravest first. Labels and annotations that others added to it are theirs, and no difference. */
export function compareBinding(desired: Binding, held: Binding): BindingComparison {
  const [role, heldRole] = [desired.roleRef, held.roleRef];
  if (role.kind !== heldRole.kind || role.name !== heldRole.name) return 'another role';
  if (subjectsOf(desired) !== subjectsOf(held)) return 'subjects differ';
  return keepsOurs(desired, held) ? 'same' : 'labels or annotations differ';
}

/** As one text, in one order, whatever order they were read in. */
function subjectsOf({ subjects }: Binding): string {
  const texts = subjects.map(({ kind, namespace, name }) => JSON.stringify([kind, namespace ?? '', name]));
  return texts.toSorted().join();
}

/** Whether our labels and annotations are all there as they should be. */
export function keepsOurs(desired: ObjectMetadata, held: ObjectMetadata): boolean {
  return holdsAll(desired.labels, held.labels) && holdsAll(desired.annotations, held.annotations);
}

function holdsAll(ours: Readonly<Record<string, string>>, held: Readonly<Record<string, string>>): boolean {
  return Object.entries(ours).every(([key, value]) => held[key] === value);
}
