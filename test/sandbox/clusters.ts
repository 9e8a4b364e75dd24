// What a sandbox asks of its clusters, real or in memory.
import type { Settings } from '../../src/controller/config.ts';
import type { connectClusters } from '../../src/adapters/kubernetes/connect-clusters.ts';
import { kubernetesVersion } from './kubernetes/assets.ts';
import type { StoryClock } from './story-clock.ts';

export interface Question {
  readonly cluster: string;
  readonly namespace: string;
  readonly verb: string;
  /** `pods`, `pods/log`, `deployments.apps`. */
  readonly resource: string;
}

export interface Shown {
  /** What a person would type or ask. */
  readonly command: string;
  readonly output: string;
}

export interface SandboxClusters {
  readonly names: readonly string[];
  /** `Settings.clusters` for the controller, with exactly the permissions of `deploy/cluster`. */
  readonly places: Settings['clusters'];
  /** Takes the place of `connectClusters`, so that these clusters live in the story's time. */
  readonly connectIn: (clock: StoryClock) => typeof connectClusters;
  readonly allows: (username: string, question: Question) => Promise<boolean>;
  /** The same, as the person would ask it. */
  readonly showCanI: (username: string, question: Question) => Promise<Shown>;
  /** Every binding of the reserved form in that namespace, as a person would look at it. */
  readonly showBindings: (cluster: string, namespace: string) => Promise<Shown>;
  /** The path of that person's kubeconfig; undefined where there is no API server to call. */
  readonly kubeconfigFor: (username: string, cluster: string) => string | undefined;
  readonly stop: () => Promise<void>;
}

export const NAMESPACES = ['payments', 'checkout', 'web-shop'];

export const REAL = `a real Kubernetes API server (kube-apiserver ${kubernetesVersion})`;
export const IN_MEMORY =
  'a cluster in memory, because this machine has no API server (npm run kube:install builds one)';
