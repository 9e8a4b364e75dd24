// Where the binaries of a real Kubernetes are on this machine, if anywhere.
import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export const kubernetesVersion = 'v1.36.2';

/** In the order in which they are built: each with its Go package and its usual time on two cores, nothing cached. */
export const binaries = [
  { name: 'etcd', source: 'go.etcd.io/etcd/server/v3', usualSeconds: 115 },
  { name: 'kube-apiserver', source: 'k8s.io/kubernetes/cmd/kube-apiserver', usualSeconds: 350 },
  {
    name: 'kube-controller-manager',
    source: 'k8s.io/kubernetes/cmd/kube-controller-manager',
    usualSeconds: 112,
  },
  { name: 'kubectl', source: 'k8s.io/kubernetes/cmd/kubectl', usualSeconds: 41 },
] as const;

export type BinaryName = (typeof binaries)[number]['name'];

/** The folder that holds all four binaries: `KUBEBUILDER_ASSETS`, else our cache, else undefined. */
export function assets(): string | undefined {
  const given = process.env['KUBEBUILDER_ASSETS'];
  const places = given === undefined || given === '' ? [cacheFolder()] : [given, cacheFolder()];
  return places.find((folder) => missingFrom(folder).length === 0);
}

/** Our own cache, by version, so that a second installation costs nothing. */
export function cacheFolder(): string {
  const given = process.env['XDG_CACHE_HOME'];
  const caches = given === undefined || given === '' ? join(homedir(), '.cache') : given;
  return join(caches, 'daypass', `kube-${kubernetesVersion}`);
}

export function missingFrom(folder: string): readonly BinaryName[] {
  return binaries.map(({ name }) => name).filter((name) => !isExecutable(join(folder, name)));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
