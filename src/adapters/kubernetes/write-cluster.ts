/** What is written to a cluster: objects of the reserved form and the checkpoint, every write idempotent or preconditioned. */
import { z } from 'zod';
import { parseBindingName, type Binding } from '../../core/grant/binding.ts';
import type { Checkpoint } from '../../core/grant/checkpoint.ts';
import type { ObjectKey } from '../../core/grant/cluster-facts.ts';
import type { OwnRole } from '../../core/grant/own-role.ts';
import type { ClusterWriter, HeldObject, WriteAnswer } from '../../ports.ts';
import type { Api } from './api.ts';
import {
  bindingObject,
  objectPath,
  CHECKPOINT_PATH,
  CONFIG_MAPS_PATH,
  checkpointObject,
  FIELD_MANAGER,
  RBAC,
  uidOf,
} from './objects.ts';
import { roleObject } from './own-roles.ts';
import { isConflict, isNotFound, messageIn, type Answer } from './answer.ts';

export function clusterWriter(api: Api): ClusterWriter {
  return {
    dryRun: (wanted) => dryRun(api, wanted),
    apply: async (wanted, over) => writeAnswer(await apply(api, wanted, { over })),
    remove: (held) => remove(api, held),
    writeCheckpoint: (checkpoint, resourceVersion) => writeCheckpoint(api, checkpoint, resourceVersion),
  };
}

type WantedObject = Binding | OwnRole;

/**
 * Server-side apply replaces subjects and rules whole, and changes nothing where the object is already so. With a UID it is
 * refused where no object bears that.
 */
async function apply(
  api: Api,
  wanted: WantedObject,
  { over, ...more }: { readonly over?: string | undefined; readonly dryRun?: 'All' },
): Promise<Answer> {
  onlyReserved(wanted);
  const object = 'rules' in wanted ? roleObject(wanted) : bindingObject(wanted);
  return api({
    method: 'PATCH',
    path: objectPath(wanted),
    query: { fieldManager: FIELD_MANAGER, force: 'true', ...more },
    body: over === undefined ? object : { ...object, metadata: { ...object.metadata, uid: over } },
    contentType: 'application/apply-patch+yaml',
  });
}

async function dryRun(api: Api, wanted: WantedObject): Promise<WriteAnswer> {
  const answer = await apply(api, wanted, { dryRun: 'All' });
  return lacksOnlyItsRole(answer, wanted) ? { kind: 'done' } : writeAnswer(answer);
}

/**
 * A role of its own is made after the record, so at a dry run its binding cannot find it; the API server says so under the
 * one name that both bear. Nothing is lost: whether the controller may hand these rules out, the dry run of the role says.
 */
function lacksOnlyItsRole(answer: Answer, wanted: WantedObject): boolean {
  if ('rules' in wanted || wanted.roleRef.name !== wanted.name || !isNotFound(answer)) return false;
  const missing = missingSchema.safeParse(answer.body).data?.details;
  return missing?.group === RBAC && missing.name === wanted.name;
}

const missingSchema = z.object({ details: z.object({ group: z.string(), name: z.string() }) });

/**
 * NB: at once, whatever belongs to it. Somebody may have deleted it in the foreground, with something beside it that never
 * goes: it would wait for that, and allow until then what it allowed.
 */
const AT_ONCE = { apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: 'Background' };

/** `done` only where it is really gone: what a finalizer holds still allows what it allowed. */
async function remove(api: Api, held: HeldObject): Promise<WriteAnswer> {
  onlyReserved(held);
  const answer = await api({
    method: 'DELETE',
    path: objectPath(held),
    body: { ...AT_ONCE, preconditions: { uid: held.uid } },
  });
  if (isNotFound(answer)) return { kind: 'done' };
  if (isConflict(answer)) return afterConflict(api, held, answer);
  if (answer.status < 300 && isHeld(answer.body)) return refused('a finalizer keeps the object from going');
  return writeAnswer(answer);
}

/** The API server answers a deletion with the object where that object stays, else with a Status. */
function isHeld(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'kind' in body && body.kind !== 'Status';
}

/** A conflict may mean that another object bears the name by now: then ours is gone. */
async function afterConflict(api: Api, held: HeldObject, conflict: Answer): Promise<WriteAnswer> {
  const answer = await api({ method: 'GET', path: objectPath(held) });
  if (isNotFound(answer)) return { kind: 'done' };
  if (answer.status >= 300) return writeAnswer(conflict);
  return uidOf(answer.body) === held.uid ? writeAnswer(conflict) : { kind: 'done' };
}

async function writeCheckpoint(
  api: Api,
  checkpoint: Checkpoint,
  resourceVersion: string | undefined,
): Promise<WriteAnswer> {
  const body = checkpointObject(checkpoint, resourceVersion);
  const isNew = resourceVersion === undefined;
  return writeAnswer(
    await api({ method: isNew ? 'POST' : 'PUT', path: isNew ? CONFIG_MAPS_PATH : CHECKPOINT_PATH, body }),
  );
}

export function writeAnswer({ status, body }: Answer): WriteAnswer {
  if (status < 300) return { kind: 'done' };
  return refused(messageIn(body) ?? `answered ${status} without saying why`);
}

function refused(message: string): WriteAnswer {
  return { kind: 'refused', message };
}

/** NB: the last door: whatever went wrong before it, an object under another name is never touched. */
function onlyReserved({ name }: ObjectKey): void {
  if (parseBindingName(name) === undefined) throw new Error(`${name} is not a name of the reserved form`);
}
