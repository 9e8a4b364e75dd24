/** What is written to a cluster: bindings of the reserved form and the checkpoint, every write idempotent or preconditioned. */
import { parseBindingName, type Binding, type HeldBinding } from '../../core/grant/binding.ts';
import type { Checkpoint } from '../../core/grant/checkpoint.ts';
import type { BindingKey, ClusterWriter, WriteAnswer } from '../../ports.ts';
import { messageIn, type Answer, type Api } from './api.ts';
import {
  bindingObject,
  bindingPath,
  CHECKPOINT_PATH,
  CHECKPOINTS_PATH,
  checkpointObject,
  FIELD_MANAGER,
  heldBinding,
} from './objects.ts';
import { isNotFound } from './read-cluster.ts';

export function clusterWriter(api: Api): ClusterWriter {
  return {
    dryRun: (binding) => apply(api, binding, { dryRun: 'All' }),
    apply: (binding) => apply(api, binding, {}),
    remove: (binding) => remove(api, binding),
    writeCheckpoint: (checkpoint, resourceVersion) => writeCheckpoint(api, checkpoint, resourceVersion),
  };
}

/** Server-side apply replaces `subjects` whole, and changes nothing where the object is already so. */
async function apply(
  api: Api,
  binding: Binding,
  more: Readonly<Record<string, string>>,
): Promise<WriteAnswer> {
  onlyReserved(binding);
  const answer = await api({
    method: 'PATCH',
    path: bindingPath(binding),
    query: { fieldManager: FIELD_MANAGER, force: 'true', ...more },
    body: bindingObject(binding),
    contentType: 'application/apply-patch+yaml',
  });
  return writeAnswer(answer);
}

const CONFLICT = 409;

/** `done` only where it is really gone: what a finalizer holds still allows what it allowed. */
async function remove(api: Api, binding: HeldBinding): Promise<WriteAnswer> {
  onlyReserved(binding);
  const answer = await api({
    method: 'DELETE',
    path: bindingPath(binding),
    body: { apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { uid: binding.uid } },
  });
  if (isNotFound(answer)) return { kind: 'done' };
  if (answer.status === CONFLICT) return afterConflict(api, binding, answer);
  if (answer.status < 300 && isHeld(answer.body)) return refused('a finalizer keeps the object from going');
  return writeAnswer(answer);
}

/** The API server answers a deletion with the object where that object stays, else with a Status. */
function isHeld(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'kind' in body && body.kind !== 'Status';
}

/** A conflict may mean that another object bears the name by now: then ours is gone. */
async function afterConflict(api: Api, binding: HeldBinding, conflict: Answer): Promise<WriteAnswer> {
  const answer = await api({ method: 'GET', path: bindingPath(binding) });
  if (isNotFound(answer)) return { kind: 'done' };
  if (answer.status >= 300) return writeAnswer(conflict);
  return heldBinding(binding.kind, answer.body).uid === binding.uid
    ? writeAnswer(conflict)
    : { kind: 'done' };
}

async function writeCheckpoint(
  api: Api,
  checkpoint: Checkpoint,
  resourceVersion: string | undefined,
): Promise<WriteAnswer> {
  const body = checkpointObject(checkpoint, resourceVersion);
  const isNew = resourceVersion === undefined;
  return writeAnswer(
    await api({ method: isNew ? 'POST' : 'PUT', path: isNew ? CHECKPOINTS_PATH : CHECKPOINT_PATH, body }),
  );
}

function writeAnswer({ status, body }: Answer): WriteAnswer {
  if (status < 300) return { kind: 'done' };
  return refused(messageIn(body) ?? `answered ${status} without saying why`);
}

function refused(message: string): WriteAnswer {
  return { kind: 'refused', message };
}

/** NB: the last door: whatever went wrong before it, an object under another name is never touched. */
function onlyReserved({ name }: BindingKey): void {
  if (parseBindingName(name) === undefined) throw new Error(`${name} is not a name of the reserved form`);
}
