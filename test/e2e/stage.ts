// The stage of the end-to-end stories of one file: its clusters stand throughout, everything else is new for each story.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { clusterStartTimeout } from '../sandbox/kubernetes/describe-on-cluster.ts';
import { startRealClusters, type RealClusters } from '../sandbox/real-clusters.ts';
import { NAMESPACES } from '../sandbox/clusters.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../sandbox/sandbox.ts';
import { tellingOf, type Telling } from './telling.ts';

export type Story = Sandbox & Telling & { readonly clusters: RealClusters };

export interface Stage {
  readonly clusters: () => RealClusters;
  /** A new company with a new controller, on these clusters. */
  readonly story: (options?: SandboxOptions) => Promise<Story>;
  /** Undone after the story. */
  readonly after: (undo: () => unknown) => void;
}

/** Call it in a `describeOnCluster`. */
export function aStage(names: readonly string[] = ['prod-eu']): Stage {
  let clusters: RealClusters;
  const undo: (() => unknown)[] = [];
  beforeAll(async () => {
    clusters = await startRealClusters(names);
  }, clusterStartTimeout);
  afterEach(async () => {
    for (const each of undo.splice(0).reverse()) await each();
    await Promise.all(names.map((name) => clear(clusters, name)));
  });
  afterAll(() => clusters?.stop(), clusterStartTimeout);
  return {
    clusters: () => clusters,
    after: (each) => void undo.push(each),
    story: async (options = {}) => {
      const sandbox = await startSandbox({ clusters, ...options });
      undo.push(sandbox.close);
      sandbox.github.user('root', { orgRole: 'admin' });
      return { ...sandbox, ...tellingOf(sandbox), clusters };
    },
  };
}

/** Another process, on another disk: nothing is remembered but what GitHub and the clusters hold. */
export async function restartElsewhere(story: Sandbox): Promise<void> {
  await story.stop();
  rmSync(join(story.folder, 'mirror'), { recursive: true, force: true });
  await story.start();
}

async function clear(clusters: RealClusters, name: string): Promise<void> {
  const rbac = '/apis/rbac.authorization.k8s.io/v1/namespaces';
  await Promise.all([
    ...NAMESPACES.flatMap((namespace) =>
      ['rolebindings', 'roles'].map((kind) => clusters.call(name, 'DELETE', `${rbac}/${namespace}/${kind}`)),
    ),
    ...['daypass-checkpoint', 'daypass-told', 'daypass-freeze'].map((own) =>
      clusters.call(name, 'DELETE', `/api/v1/namespaces/daypass/configmaps/${own}`),
    ),
  ]);
}
