// Real clusters for a sandbox: control planes on this machine, with deploy/cluster installed in each.
import { connectClusters } from '../../src/adapters/kubernetes/connect-clusters.ts';
import { valid } from '../../src/core/problem.ts';
import { startClusters, type Cluster } from './kubernetes/cluster.ts';
import { installDaypass, type InstalledDaypass } from './kubernetes/install-daypass.ts';
import { callApi, readKubeconfig, type ApiAnswer } from './kubernetes/kubeconfig.ts';
import { kubectl, type KubectlResult } from './kubernetes/kubectl.ts';
import { NAMESPACES, type Question, type SandboxClusters, type Shown } from './clusters.ts';
import type { StoryClock } from './story-clock.ts';

export interface RealClusters extends SandboxClusters {
  /** As an administrator, with `system:masters`. */
  readonly kubectl: (cluster: string, ...args: readonly string[]) => Promise<KubectlResult>;
  readonly call: (cluster: string, method: string, path: string, body?: unknown) => Promise<ApiAnswer>;
  readonly installed: (cluster: string) => InstalledDaypass & Cluster;
}

type Installed = ReadonlyMap<string, InstalledDaypass & Cluster>;

/** About 7 s for the first; together they take little longer. */
export async function startRealClusters(names: readonly string[]): Promise<RealClusters> {
  const { clusters, stop } = await startClusters(names);
  try {
    const installed: Installed = new Map(
      await Promise.all(
        clusters.map(async (cluster) => [cluster.name, { ...cluster, ...(await install(cluster)) }] as const),
      ),
    );
    return { ...handsOn(installed), ...eyesOn(installed), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function install(cluster: Cluster): Promise<InstalledDaypass> {
  const made = NAMESPACES.map((name) =>
    JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }),
  );
  const [installed] = await Promise.all([
    installDaypass(cluster),
    kubectl(['create', '-f', '-'], cluster.adminKubeconfig, made.join('\n')),
  ]);
  return installed;
}

function handsOn(installed: Installed) {
  const found = (name: string) => {
    const cluster = installed.get(name);
    if (cluster === undefined) throw new Error(`the sandbox has no cluster ${name}`);
    return cluster;
  };
  const files = [...installed.values()].map(({ controllerKubeconfig }) => controllerKubeconfig);
  return {
    names: [...installed.keys()],
    places: { kind: 'kubeconfig', files } as const,
    connectIn: connectInTheStory,
    installed: found,
    kubectl: (name: string, ...args: readonly string[]) => kubectl(args, found(name).adminKubeconfig),
    call: (name: string, method: string, path: string, body?: unknown) =>
      callApi(readKubeconfig(found(name).adminKubeconfig), method, path, body),
  };
}

/** The API server's clock is the machine's; it is shown as late as the story is. */
export function connectInTheStory(clock: StoryClock): typeof connectClusters {
  return (places, options) => {
    const connected = connectClusters(places, options);
    if (connected.kind === 'invalid') return connected;
    return valid(
      connected.value.map((connection) => ({
        ...connection,
        recordLane: {
          ...connection.recordLane,
          view: async () => clock.inTheStory(await connection.recordLane.view()),
        },
        endLane: {
          ...connection.endLane,
          list: async () => clock.inTheStory(await connection.endLane.list()),
        },
      })),
    );
  };
}

function eyesOn(installed: Installed) {
  const known = new Map<string, string>();
  const kubeconfigFor = (username: string, name: string): string => {
    const cluster = installed.get(name);
    if (cluster === undefined) throw new Error(`the sandbox has no cluster ${name}`);
    const key = `${name} ${username}`;
    const path = known.get(key) ?? cluster.kubeconfigFor(username);
    known.set(key, path);
    return path;
  };
  const show = async (kubeconfig: string, args: readonly string[]): Promise<Shown> => {
    const { stdout, stderr } = await kubectl(args, kubeconfig);
    return { command: `$ kubectl ${args.join(' ')}`, output: (stdout + stderr).trim() };
  };
  return {
    kubeconfigFor,
    allows: async (username: string, question: Question) => {
      const person = readKubeconfig(kubeconfigFor(username, question.cluster));
      const { body } = await callApi(
        person,
        'POST',
        '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
        accessReview(question),
      );
      return (body as { readonly status: { readonly allowed: boolean } }).status.allowed;
    },
    showCanI: async (username: string, { cluster, namespace, verb, resource }: Question) => {
      const [whole = '', subresource] = resource.split('/');
      const sub = subresource === undefined ? [] : [`--subresource=${subresource}`];
      return show(kubeconfigFor(username, cluster), ['auth', 'can-i', verb, whole, ...sub, '-n', namespace]);
    },
    showBindings: async (cluster: string, namespace: string) =>
      show(installed.get(cluster)?.adminKubeconfig ?? '', ['describe', 'rolebinding', '-n', namespace]),
  };
}

function accessReview({ namespace, verb, resource: asked }: Question) {
  const [whole = '', subresource] = asked.split('/');
  const [resource, ...group] = whole.split('.');
  return {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: { namespace, verb, resource, group: group.join('.'), subresource } },
  };
}
