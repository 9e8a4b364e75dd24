/** Our values as the objects of the Kubernetes API, and back; what is not ours to judge is read leniently. */
import { z } from 'zod';
import { type Binding, type HeldBinding, type ObjectMetadata } from '../../core/grant/binding.ts';
import type { ObjectKey } from '../../core/grant/cluster-facts.ts';
import { checkpointData, parseCheckpoint, type Checkpoint } from '../../core/grant/checkpoint.ts';
import type { Rule } from '../../core/permissions/rules.ts';
import { Unavailable, type HeldCheckpoint, type NamespaceFacts } from '../../ports.ts';

export const RBAC = 'rbac.authorization.k8s.io';
export const RBAC_PATH = `/apis/${RBAC}/v1`;
export const FIELD_MANAGER = 'daypass';

export type BindingKind = Binding['kind'];

const PLURALS = {
  RoleBinding: 'rolebindings',
  ClusterRoleBinding: 'clusterrolebindings',
  Role: 'roles',
  ClusterRole: 'clusterroles',
} as const;

export function collectionPath(kind: ObjectKey['kind']): string {
  return `${RBAC_PATH}/${PLURALS[kind]}`;
}

export function objectPath({ kind, namespace, name }: ObjectKey): string {
  const place = namespace === undefined ? '' : `/namespaces/${encodeURIComponent(namespace)}`;
  return `${RBAC_PATH}${place}/${PLURALS[kind]}/${encodeURIComponent(name)}`;
}

/** What server-side apply takes: exactly the fields that are ours. */
export function bindingObject({ roleRef, subjects, ...binding }: Binding) {
  return {
    ...headOf(binding),
    roleRef: { apiGroup: RBAC, ...roleRef },
    subjects: subjects.map((subject) => ({
      ...subject,
      ...(subject.kind !== 'ServiceAccount' && { apiGroup: RBAC }),
    })),
  };
}

/** What the objects of a grant have in common. */
export function headOf({ kind, namespace, name, labels, annotations }: ObjectMetadata & ObjectKey) {
  return {
    apiVersion: `${RBAC}/v1`,
    kind,
    metadata: { name, ...(namespace !== undefined && { namespace }), labels, annotations },
  };
}

const strings = z.record(z.string(), z.string());

export const metadataSchema = z.object({
  name: z.string(),
  uid: z.string(),
  namespace: z.string().optional(),
  labels: strings.catch({}),
  annotations: strings.catch({}),
});

const subjectSchema = z.object({ kind: z.string(), name: z.string(), namespace: z.string().exactOptional() });

// NB: only name, namespace and UID must be readable: an object that is odd in anything else still ends on time.
const bindingSchema = z.object({
  metadata: metadataSchema,
  roleRef: z.object({ kind: z.string(), name: z.string() }).catch({ kind: '', name: '' }),
  subjects: z.array(subjectSchema).catch([]),
});

export function heldBinding(kind: BindingKind, body: unknown): HeldBinding {
  const { metadata, roleRef, subjects } = understood(bindingSchema, body);
  const { name, namespace, labels, annotations, uid } = metadata;
  return { kind, namespace, name, labels, annotations, roleRef, subjects, uid };
}

export function uidOf(body: unknown): string {
  return understood(z.object({ metadata: metadataSchema }), body).metadata.uid;
}

const namesSchema = z
  .array(z.string())
  .nullish()
  .transform((names) => names ?? []);

export const roleSchema = z.object({
  rules: z
    .array(
      z.object({
        apiGroups: namesSchema,
        resources: namesSchema,
        verbs: namesSchema,
        resourceNames: namesSchema,
        nonResourceURLs: namesSchema,
      }),
    )
    .nullish()
    .transform((rules) => rules ?? []),
});

export function rulesOf(body: unknown): readonly Rule[] {
  return understood(roleSchema, body).rules;
}

const namespaceSchema = z.object({
  metadata: z.object({ uid: z.string(), deletionTimestamp: z.string().optional() }),
  status: z.object({ phase: z.string().optional() }).optional(),
});

export function namespaceFacts(body: unknown): NamespaceFacts {
  const { metadata, status } = understood(namespaceSchema, body);
  const terminating = metadata.deletionTimestamp !== undefined || status?.phase === 'Terminating';
  return { uid: metadata.uid, terminating };
}

const CHECKPOINT = { name: 'daypass-checkpoint', namespace: 'daypass' } as const;
/** The ConfigMaps of the controller's own namespace. */
export const CONFIG_MAPS_PATH = `/api/v1/namespaces/${CHECKPOINT.namespace}/configmaps`;
export const CHECKPOINT_PATH = `${CONFIG_MAPS_PATH}/${CHECKPOINT.name}`;

export function checkpointObject(checkpoint: Checkpoint, resourceVersion: string | undefined) {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      ...CHECKPOINT,
      labels: { 'app.kubernetes.io/managed-by': 'daypass' },
      ...(resourceVersion !== undefined && { resourceVersion }),
    },
    data: checkpointData(checkpoint),
  };
}

const configMapSchema = z.object({
  metadata: z.object({ resourceVersion: z.string() }),
  data: strings.catch({}),
});

export function heldCheckpoint(body: unknown): HeldCheckpoint {
  const { metadata, data } = understood(configMapSchema, body);
  return { checkpoint: parseCheckpoint(data), resourceVersion: metadata.resourceVersion };
}

/** An answer of another form is none: something between us and the API server may have given it. */
export function understood<T>(schema: z.ZodType<T>, body: unknown): T {
  const outcome = schema.safeParse(body);
  if (outcome.success) return outcome.data;
  throw new Unavailable(`an answer of an unknown form: ${z.prettifyError(outcome.error)}`);
}
