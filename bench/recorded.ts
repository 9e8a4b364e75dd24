// Grants that the bench's engineers asked for, recorded in history and not applied yet.
import { rulesOf } from '../src/adapters/kubernetes/objects.ts';
import { hours, instantOf, plus, type Instant } from '../src/core/time.ts';
import { recordWritten, type GrantedEvent, type Place } from '../test/sandbox/recorded-grants.ts';
import { done, type Kube } from './kube.ts';
import { requestPath, requestText } from './requests.ts';
import { CLUSTER, engineer, NAMESPACE, usernameOf, type Setting } from './setting.ts';

const ROLE = 'log-viewer';

export interface When {
  /** Absent: now. */
  readonly grantedAt?: Instant;
  /** When each ends; absent: in two hours. */
  readonly endOf?: (index: number) => Instant;
}

/** Gives the events. */
export async function recordGrants(
  setting: Setting,
  count: number,
  { grantedAt = instantOf(Date.now()), endOf }: When = {},
): Promise<readonly GrantedEvent[]> {
  const { github, sealKey, admin } = setting;
  const grants = Array.from({ length: count }, (_, index) => {
    const login = engineer(index);
    return {
      path: requestPath(login, index),
      text: requestText(login, index),
      author: { login, id: 20_000 + index },
      username: usernameOf(login),
      role: ROLE,
      expiresAt: endOf?.(index) ?? plus(instantOf(Date.now()), hours(2)),
    };
  });
  return recordWritten(github, grants, {
    ...(await placeOf(admin)),
    repository: github.state.repository.id,
    key: { id: '2026-11', privateKey: sealKey },
    grantedAt: instantOf(Math.floor(grantedAt / 1000) * 1000),
  });
}

async function placeOf(admin: Kube): Promise<Pick<Place, 'cluster' | 'namespace' | 'clusterRole' | 'rules'>> {
  const clusterRole = `daypass-${ROLE}`;
  const read = async (path: string): Promise<unknown> =>
    JSON.parse(done(await admin.call({ method: 'GET', path })).body);
  const uidOf = async (namespace: string) =>
    ((await read(`/api/v1/namespaces/${namespace}`)) as { metadata: { uid: string } }).metadata.uid;
  return {
    cluster: { name: CLUSTER, uid: await uidOf('kube-system') },
    namespace: { name: NAMESPACE, uid: await uidOf(NAMESPACE) },
    clusterRole,
    rules: rulesOf(await read(`/apis/rbac.authorization.k8s.io/v1/clusterroles/${clusterRole}`)),
  };
}
