/** What a cluster holds, read through its API server. Not found is said only where the API server itself says so. */
import type { HeldBinding } from '../../core/grant/binding.ts';
import type { Instant } from '../../core/time.ts';
import { Unavailable, type Clock, type ClusterReader, type ClusterView } from '../../ports.ts';
import { messageIn, type Answer, type Api } from './api.ts';
import {
  bindingPath,
  CHECKPOINT_PATH,
  collectionPath,
  heldBinding,
  heldCheckpoint,
  namespaceFacts,
  pageOf,
  RBAC_PATH,
  rulesOf,
  type BindingKind,
} from './objects.ts';

export function clusterReader(name: string, api: Api, clock: Clock): ClusterReader {
  return {
    name,
    view: () => view(api, clock),
    checkpoint: () => object(api, CHECKPOINT_PATH, heldCheckpoint),
    clusterRole: (role) => object(api, `${RBAC_PATH}/clusterroles/${encodeURIComponent(role)}`, rulesOf),
    namespace: (namespace) => object(api, namespacePath(namespace), namespaceFacts),
    binding: (key) => object(api, bindingPath(key), (body) => heldBinding(key.kind, body)),
  };
}

/** NB: the UID is read each time: what answers under a name may be another cluster by now. */
async function view(api: Api, clock: Clock): Promise<ClusterView> {
  const [system, namespaced, clusterWide] = await Promise.all([
    object(api, namespacePath('kube-system'), namespaceFacts),
    list(api, clock, 'RoleBinding'),
    list(api, clock, 'ClusterRoleBinding'),
  ]);
  if (system === undefined) throw new Unavailable('the cluster has no namespace kube-system');
  const { date, readAt } = namespaced;
  return { uid: system.uid, date, readAt, bindings: [...namespaced.bindings, ...clusterWide.bindings] };
}

interface Listed {
  readonly bindings: readonly HeldBinding[];
  readonly date: Instant;
  readonly readAt: Instant;
}

const PAGE_SIZE = '500';
const GONE = 410;

/** All pages are of one moment. Where the API server no longer has that moment, all is read anew, a few times. */
async function list(api: Api, clock: Clock, kind: BindingKind, attempts = 3): Promise<Listed> {
  const readPage = (next: string) =>
    api({
      method: 'GET',
      path: collectionPath(kind),
      query: { limit: PAGE_SIZE, ...(next !== '' && { continue: next }) },
    });
  let answer = await readPage('');
  let page = pageOf(kind, successful(answer).body);
  const bindings = [...page.bindings];
  while (page.next !== '') {
    answer = await readPage(page.next);
    if (answer.status === GONE && attempts > 1) return list(api, clock, kind, attempts - 1);
    page = pageOf(kind, successful(answer).body);
    bindings.push(...page.bindings);
  }
  return { bindings, date: answer.date, readAt: clock.now() };
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
function successful(answer: Answer): Answer {
  if (answer.status < 300) return answer;
  throw new Unavailable(`answered ${answer.status}: ${messageIn(answer.body) ?? 'without saying why'}`);
}

function namespacePath(name: string): string {
  return `/api/v1/namespaces/${encodeURIComponent(name)}`;
}
