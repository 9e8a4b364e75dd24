/** What is read of a cluster for actions: what it serves, the metadata of single objects, and whether the guard stands. */
import { z } from 'zod';
import type { ActionReader, ObjectAnswer, ObjectFacts, ObjectRef } from '../../ports.ts';
import type { Api } from './api.ts';
import { readDiscovery } from './discovery.ts';
import { understood } from './objects.ts';
import { isNotFound, successful, type Answer } from './answer.ts';

export function actionReader(api: Api): ActionReader {
  return {
    discovery: () => readDiscovery(api),
    object: (ref) => readObject(api, pathOf(ref), objectFacts),
    guardDenies: (namespace) => guardDenies(api, namespace),
  };
}

/** NB: what is in an object is not even asked for. An API of somebody else's that cannot leave it out may send it all. */
const METADATA = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json';

async function readObject<T>(
  api: Api,
  path: string,
  read: (body: unknown) => T,
  accept = METADATA,
): Promise<T | 'not allowed' | undefined> {
  const answer = await api({ method: 'GET', path, accept });
  if (isNotFound(answer)) return undefined;
  return isForbidden(answer) ? 'not allowed' : read(successful(answer).body);
}

/** NB: only the API server's own refusal; a proxy on the way may answer 403, too. */
function isForbidden({ status, body }: Answer): boolean {
  return status === 403 && forbiddenSchema.safeParse(body).success;
}

const forbiddenSchema = z.object({ kind: z.literal('Status'), reason: z.literal('Forbidden') });

function pathOf({ group, version, resource, namespace, name }: ObjectRef): string {
  const root = group === '' ? `/api/${version}` : `/apis/${encodeURIComponent(group)}/${version}`;
  const place = namespace === undefined ? '' : `/namespaces/${encodeURIComponent(namespace)}`;
  return `${root}${place}/${resource}/${encodeURIComponent(name)}`;
}

const objectSchema = z.object({
  metadata: z.object({
    name: z.string(),
    generateName: z.string().default(''),
    uid: z.string(),
    ownerReferences: z
      .array(z.object({ apiVersion: z.string(), kind: z.string(), controller: z.boolean().default(false) }))
      .default([]),
  }),
});

function objectFacts(body: unknown): ObjectAnswer & ObjectFacts {
  const { uid, name, generateName, ownerReferences } = understood(objectSchema, body).metadata;
  const owner = ownerReferences.find(({ controller }) => controller);
  const [group = ''] = owner?.apiVersion.includes('/') === true ? owner.apiVersion.split('/') : [];
  return {
    uid,
    controller: owner && { group, kind: owner.kind },
    nameIsGenerated: generateName !== '' && name.startsWith(generateName),
  };
}

const GUARD = 'daypass-guard';
const GUARD_PATH = `/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings/${GUARD}`;
const GUARD_LABEL = 'daypass.dev/guard';

/** NB: a guard that may not be looked at is taken for none: what only it could bound is refused. */
async function guardDenies(api: Api, namespace: string | undefined): Promise<boolean> {
  const binding = await readObject(api, GUARD_PATH, validationActions, 'application/json');
  if (binding === undefined || binding === 'not allowed' || !binding.includes('Deny')) return false;
  if (namespace === undefined) return true;
  const labels = await readObject(api, `/api/v1/namespaces/${encodeURIComponent(namespace)}`, labelsOf);
  return labels !== undefined && labels !== 'not allowed' && labels[GUARD_LABEL] === 'on';
}

function validationActions(body: unknown): readonly string[] {
  return understood(z.object({ spec: z.object({ validationActions: z.array(z.string()) }) }), body).spec
    .validationActions;
}

function labelsOf(body: unknown): Readonly<Record<string, string>> {
  const schema = z.object({ metadata: z.object({ labels: z.record(z.string(), z.string()).default({}) }) });
  return understood(schema, body).metadata.labels;
}
