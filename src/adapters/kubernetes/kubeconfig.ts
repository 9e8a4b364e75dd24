/** The contexts of kubeconfig files, joined as kubectl joins them: of two entries with one name the first counts. */
import { KubeConfig, type Cluster } from '@kubernetes/client-node';
import { invalid, valid, type Parsed, type Problem } from '../../core/problem.ts';

export interface KubeContext {
  readonly name: string;
  /** Loads this context, and nothing else, into a configuration. */
  readonly load: (config: KubeConfig) => void;
}

/** Every context, or those that are named, in the order of the files; or every problem of theirs. */
export function readKubeconfigs(
  files: readonly string[],
  only?: readonly string[],
): Parsed<readonly KubeContext[]> {
  const problems: Problem[] = [];
  const read = files.flatMap((file) => {
    const config = new KubeConfig();
    try {
      config.loadFromFile(file);
      return [config];
    } catch (error) {
      problems.push(unreadable(file, error));
      return [];
    }
  });
  const contexts = firstOfEach(read.flatMap((config) => config.contexts));
  const missing = only?.filter((name) => !contexts.some((context) => context.name === name)) ?? [];
  problems.push(...missing.map(noContext));
  if (problems.length > 0) return invalid(problems);
  return contextsOf({
    clusters: firstOfEach(read.flatMap(({ clusters }) => clusters)),
    users: firstOfEach(read.flatMap(({ users }) => users)),
    contexts: contexts.filter(({ name }) => only === undefined || only.includes(name)),
  });
}

/** The cluster of the pod that this runs in. */
export function ownCluster(name: string): Parsed<readonly KubeContext[]> {
  if (process.env['KUBERNETES_SERVICE_HOST'] === undefined) return invalid([noPod]);
  return valid([{ name, load: (config) => config.loadFromCluster() }]);
}

type Entries = Pick<KubeConfig, 'clusters' | 'users' | 'contexts'>;

function contextsOf({ clusters, users, contexts }: Entries): Parsed<readonly KubeContext[]> {
  const problems: Problem[] = contexts.length === 0 ? [empty] : [];
  const read = contexts.map((context) => {
    const cluster = clusters.find(({ name }) => name === context.cluster);
    const user = users.find(({ name }) => name === context.user);
    if (cluster === undefined) problems.push(dangling(context.name, 'cluster', context.cluster));
    else if (!isVerified(cluster)) problems.push(unverified(context.name));
    if (user === undefined) problems.push(dangling(context.name, 'user', context.user));
    const entries = { clusters: [cluster], users: [user], contexts: [context], currentContext: context.name };
    return { name: context.name, load: (config: KubeConfig) => config.loadFromOptions(entries) };
  });
  return problems.length > 0 ? invalid(problems) : valid(read);
}

function firstOfEach<T extends { readonly name: string }>(entries: readonly T[]): T[] {
  return [...new Map(entries.toReversed().map((entry) => [entry.name, entry])).values()].toReversed();
}

/** NB: over an unverified connection anybody on the way could take the controller's credentials and grant with them. */
function isVerified({ server, skipTLSVerify }: Cluster): boolean {
  return server.startsWith('https:') && !skipTLSVerify;
}

function noContext(name: string): Problem {
  return {
    what: `The kubeconfig has no context ${JSON.stringify(name)}.`,
    why: 'A cluster is reached by the context of its name.',
    mend: 'Correct the name (`kubectl config get-contexts`), or KUBECONFIG.',
  };
}

function unreadable(file: string, error: unknown): Problem {
  return {
    what: `The kubeconfig ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
    why: 'Its contexts are the clusters.',
    mend: 'Correct the file or KUBECONFIG.',
  };
}

const empty: Problem = {
  what: 'The kubeconfig has no context.',
  why: 'Its contexts are the clusters.',
  mend: 'Add a context for each cluster, under the name that the policy lists.',
};

const noPod: Problem = {
  what: 'DAYPASS_CLUSTER is set, and this is no pod of a cluster.',
  why: "It names the pod's own cluster.",
  mend: 'Set KUBECONFIG instead.',
};

function dangling(context: string, kind: 'cluster' | 'user', name: string): Problem {
  return {
    what: `The context ${context} names the ${kind} ${name}, which no kubeconfig has.`,
    why: 'Its cluster could not be reached.',
    mend: `Add the ${kind}, or take the context out.`,
  };
}

function unverified(context: string): Problem {
  return {
    what: `The context ${context} would not verify who answers (insecure-skip-tls-verify, or plain http).`,
    why: 'Whoever is on the way could take the credentials and grant with them.',
    mend: 'Use https and give the certificate authority of the cluster.',
  };
}
