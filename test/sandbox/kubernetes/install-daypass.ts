// Installs deploy/cluster in a sandbox cluster, so that Daypass runs there with exactly its real permissions.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from './cluster.ts';
import { callApi, readKubeconfig, type Connection } from './kubeconfig.ts';
import { kubectl } from './kubectl.ts';

export interface InstalledDaypass {
  /** Paths of kubeconfigs with the token of the service account. */
  readonly controllerKubeconfig: string;
  readonly sweepKubeconfig: string;
}

const manifests = join(import.meta.dirname, '..', '..', '..', 'deploy', 'cluster');

/** With `actions` or without. Comes back when the confinement is enforced, about a second after it was created. */
export async function installDaypass(
  cluster: Cluster,
  { actions }: { readonly actions: boolean } = { actions: true },
): Promise<InstalledDaypass> {
  for (const folder of actions ? [manifests, join(manifests, 'actions')] : [manifests]) {
    const applied = await kubectl(['apply', '--server-side', '-k', folder], cluster.adminKubeconfig);
    if (applied.code !== 0) throw new Error(`${folder} could not be applied:\n${applied.stderr}`);
  }
  const installed = {
    controllerKubeconfig: await cluster.kubeconfigForServiceAccount('daypass/daypass-controller'),
    sweepKubeconfig: await cluster.kubeconfigForServiceAccount('daypass/daypass-sweep'),
  };
  await untilConfined(readKubeconfig(installed.controllerKubeconfig));
  return installed;
}

/** RBAC lets the controller make this binding (it is a dry run): only the confinement refuses it, for its name. */
async function untilConfined(controller: Connection): Promise<void> {
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'daypass-log-viewer' };
  const probe = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'probe' },
    roleRef,
  };
  const path = '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings?dryRun=All';
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const { status } = await callApi(controller, 'POST', path, probe);
    if (status === 403) return;
    await sleep(100);
  }
  throw new Error('the confinement was not enforced after 30 s');
}
