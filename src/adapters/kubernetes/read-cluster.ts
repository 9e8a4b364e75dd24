/** What a cluster holds, read through its API server. Not found is said only where the API server itself says so. */
import type { HeldBinding } from '../../core/grant/binding.ts';
import type { HeldRole } from '../../core/grant/own-role.ts';
import {
  Unavailable,
  type Clock,
  type ClusterReader,
  type ClusterView,
  type BindingList,
} from '../../ports.ts';
import { isNotFound, successful } from './answer.ts';
import type { Api } from './api.ts';
import {
  objectPath,
  CHECKPOINT_PATH,
  heldBinding,
  heldCheckpoint,
  namespaceFacts,
  RBAC_PATH,
  rulesOf,
} from './objects.ts';
import { keptPages, pagedList, type Kept } from './list-pages.ts';
import { FREEZE_PATH, heldFreeze } from './freeze.ts';
import { heldRole } from './own-roles.ts';

/** The bindings of a cluster as they were last listed: many, so that its readers keep them together. */
export interface KeptBindings {
  readonly namespaced: Kept<HeldBinding>;
  readonly clusterWide: Kept<HeldBinding>;
}

export function keptBindings(): KeptBindings {
  return {
    namespaced: keptPages('RoleBinding', (item) => heldBinding('RoleBinding', item)),
    clusterWide: keptPages('ClusterRoleBinding', (item) => heldBinding('ClusterRoleBinding', item)),
  };
}

export function clusterReader(
  name: string,
  api: Api,
  clock: Clock,
  kept: KeptBindings = keptBindings(),
): ClusterReader {
  const list = bindingList(api, clock, kept);
  return {
    name,
    list,
    view: clusterView(api, list),
    checkpoint: () => object(api, CHECKPOINT_PATH, heldCheckpoint),
    freeze: () => object(api, FREEZE_PATH, heldFreeze),
    clusterRole: (role) => object(api, `${RBAC_PATH}/clusterroles/${encodeURIComponent(role)}`, rulesOf),
    namespace: (namespace) => object(api, namespacePath(namespace), namespaceFacts),
    binding: (key) => object(api, objectPath(key), (body) => heldBinding(key.kind, body)),
  };
}

/** NB: the UID is read each time: what answers under a name may be another cluster by now. */
function clusterView(api: Api, list: () => Promise<BindingList>): () => Promise<ClusterView> {
  const keptRoles = (kind: HeldRole['kind']) => keptPages(kind, (item) => heldRole(kind, item));
  const roles = pagedList(api, keptRoles('Role'));
  const clusterRoles = pagedList(api, keptRoles('ClusterRole'));
  return async () => {
    const [system, listed, ...own] = await Promise.all([
      object(api, namespacePath('kube-system'), namespaceFacts),
      list(),
      roles(),
      clusterRoles(),
    ]);
    if (system === undefined) throw new Unavailable('the cluster has no namespace kube-system');
    return { uid: system.uid, ...listed, ownRoles: own.flatMap(({ objects }) => objects) };
  };
}

function bindingList(api: Api, clock: Clock, kept: KeptBindings): () => Promise<BindingList> {
  const namespaced = pagedList(api, kept.namespaced);
  const clusterWide = pagedList(api, kept.clusterWide);
  return async () => {
    const [{ objects, date, readAt }, others] = await Promise.all([
      namespaced().then((listed) => ({ ...listed, readAt: clock.now() })),
      clusterWide(),
    ]);
    return { date, readAt, bindings: [...objects, ...others.objects] };
  };
}

async function object<T>(api: Api, path: string, read: (body: unknown) => T): Promise<T | undefined> {
  const answer = await api({ method: 'GET', path });
  return isNotFound(answer) ? undefined : read(successful(answer).body);
}

function namespacePath(name: string): string {
  return `/api/v1/namespaces/${encodeURIComponent(name)}`;
}
