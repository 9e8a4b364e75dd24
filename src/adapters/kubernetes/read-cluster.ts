/** What a cluster holds, read through its API server. Not found is said only where the API server itself says so. */
import type { ObjectKey } from '../../core/grant/cluster-facts.ts';
import type { Instant } from '../../core/time.ts';
import {
  Unavailable,
  type Clock,
  type ClusterReader,
  type ClusterView,
  type BindingList,
} from '../../ports.ts';
import { messageIn, TOO_LARGE, type Answer, type Api } from './api.ts';
import {
  objectPath,
  CHECKPOINT_PATH,
  collectionPath,
  heldBinding,
  heldCheckpoint,
  namespaceFacts,
  pageOf,
  RBAC_PATH,
  rulesOf,
} from './objects.ts';
import { FREEZE_PATH, heldFreeze } from './freeze.ts';
import { heldRole } from './own-roles.ts';

export function clusterReader(name: string, api: Api, clock: Clock): ClusterReader {
  return {
    name,
    list: () => list(api, clock),
    view: () => view(api, clock),
    checkpoint: () => object(api, CHECKPOINT_PATH, heldCheckpoint),
    freeze: () => object(api, FREEZE_PATH, heldFreeze),
    clusterRole: (role) => object(api, `${RBAC_PATH}/clusterroles/${encodeURIComponent(role)}`, rulesOf),
    namespace: (namespace) => object(api, namespacePath(namespace), namespaceFacts),
    binding: (key) => object(api, objectPath(key), (body) => heldBinding(key.kind, body)),
  };
}

/** NB: the UID is read each time: what answers under a name may be another cluster by now. */
async function view(api: Api, clock: Clock): Promise<ClusterView> {
  const [system, listed, roles, clusterRoles] = await Promise.all([
    object(api, namespacePath('kube-system'), namespaceFacts),
    list(api, clock),
    listKind(api, 'Role', (item) => heldRole('Role', item)),
    listKind(api, 'ClusterRole', (item) => heldRole('ClusterRole', item)),
  ]);
  if (system === undefined) throw new Unavailable('the cluster has no namespace kube-system');
  return { uid: system.uid, ...listed, ownRoles: [...roles.objects, ...clusterRoles.objects] };
}

async function list(api: Api, clock: Clock): Promise<BindingList> {
  const [namespaced, clusterWide] = await Promise.all([
    listKind(api, 'RoleBinding', (item) => heldBinding('RoleBinding', item)).then((listed) => ({
      ...listed,
      readAt: clock.now(),
    })),
    listKind(api, 'ClusterRoleBinding', (item) => heldBinding('ClusterRoleBinding', item)),
  ]);
  const { date, readAt } = namespaced;
  return { date, readAt, bindings: [...namespaced.objects, ...clusterWide.objects] };
}

const PAGE_SIZE = 500;
const GONE = 410;

interface Listed<T> {
  readonly objects: readonly T[];
  /** Of the last page. */
  readonly date: Instant;
}

/** All pages are of one moment. Where the API server no longer has that moment, all is read anew, a few times. */
async function listKind<T>(
  api: Api,
  kind: ObjectKey['kind'],
  read: (item: unknown) => T,
  attempts = 3,
): Promise<Listed<T>> {
  const readPage = pagesOf(api, kind);
  let answer = await readPage('');
  let page = pageOf(successful(answer).body, read);
  const objects = [...page.objects];
  while (page.next !== '') {
    answer = await readPage(page.next);
    if (answer.status === GONE && attempts > 1) return listKind(api, kind, read, attempts - 1);
    page = pageOf(successful(answer).body, read);
    objects.push(...page.objects);
  }
  return { objects, date: answer.date };
}

/** Reads a page from where the last one ended; once one was too large to hold, with fewer objects to a page. */
function pagesOf(api: Api, kind: ObjectKey['kind']): (next: string) => Promise<Answer> {
  let limit = PAGE_SIZE;
  return async function readPage(next) {
    const query = { limit: String(limit), ...(next !== '' && { continue: next }) };
    const answer = await api({ method: 'GET', path: collectionPath(kind), query });
    if (answer.status !== TOO_LARGE || limit === 1) return answer;
    limit = Math.ceil(limit / 10);
    return readPage(next);
  };
}

async function object<T>(api: Api, path: string, read: (body: unknown) => T): Promise<T | undefined> {
  const answer = await api({ method: 'GET', path });
  return isNotFound(answer) ? undefined : read(successful(answer).body);
}

/** NB: a proxy on the way may answer 404, too; only the API server's own Status is an absence. */
export function isNotFound({ status, body }: Answer): boolean {
  const says = typeof body === 'object' && body !== null && 'reason' in body && 'details' in body;
  return status === 404 && says && body.reason === 'NotFound';
}

/** NB: a refused read is not an absence either. */
export function successful(answer: Answer): Answer {
  if (answer.status < 300) return answer;
  throw new Unavailable(`answered ${answer.status}: ${messageIn(answer.body) ?? 'without saying why'}`);
}

function namespacePath(name: string): string {
  return `/api/v1/namespaces/${encodeURIComponent(name)}`;
}
