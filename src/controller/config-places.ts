/** The settings that say where things are: the repository, GitHub, the clusters, our own address. */
import { valid, type Parsed } from '../core/problem.ts';
import {
  further,
  reasonOf,
  refused,
  required,
  together,
  variable,
  type Environment,
} from './config-reading.ts';
import { isProtected } from './config-secrets.ts';

export interface RepositoryName {
  readonly owner: string;
  readonly name: string;
}

/** Base URLs without a slash at the end. */
export interface GitHubAddress {
  readonly api: string;
  readonly server: string;
}

export type ClusterSource =
  /** Every context of these files is a cluster. */
  | { readonly kind: 'kubeconfig'; readonly files: readonly string[] }
  /** The cluster in which this pod runs, by the name that the policy gives it. */
  | { readonly kind: 'in pod'; readonly name: string };

export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

export function readRepository(environment: Environment): Parsed<RepositoryName> {
  const text = required(environment, 'DAYPASS_REPOSITORY', 'the access repository, as owner/name');
  return further(text, (written) => {
    const [, owner, name] = /^([a-z0-9][a-z0-9-]*)\/(?!\.{1,2}$)([\w.-]+)$/i.exec(written) ?? [];
    if (owner !== undefined && name !== undefined) return valid({ owner, name });
    return refused(
      `DAYPASS_REPOSITORY is ${JSON.stringify(written)}.`,
      'A repository is named by owner and name.',
      'Write it as in acme/access, without a host.',
    );
  });
}

export function readGitHub(environment: Environment): Parsed<GitHubAddress> {
  const given = ['GITHUB_API_URL', 'GITHUB_SERVER_URL'].filter(
    (name) => variable(environment, name) !== undefined,
  );
  if (given.length === 1) {
    return refused(
      `${given[0]} is set alone.`,
      'The API and the server belong to one GitHub.',
      'Set GITHUB_API_URL and GITHUB_SERVER_URL, or neither for github.com.',
    );
  }
  return together<GitHubAddress>({
    api: readUrl(environment, 'GITHUB_API_URL', 'https://api.github.com'),
    server: readUrl(environment, 'GITHUB_SERVER_URL', 'https://github.com'),
  });
}

/** What `daypass sweep` needs, too. */
export function readClusters(environment: Environment): Parsed<ClusterSource> {
  const kubeconfig = variable(environment, 'KUBECONFIG');
  const name = variable(environment, 'DAYPASS_CLUSTER');
  if ((kubeconfig === undefined) === (name === undefined)) {
    const what =
      name === undefined
        ? 'Neither KUBECONFIG nor DAYPASS_CLUSTER is set.'
        : 'KUBECONFIG and DAYPASS_CLUSTER are both set.';
    return refused(
      what,
      "The clusters are the contexts of a kubeconfig or, in a pod, the pod's own.",
      "Set KUBECONFIG to a file, or DAYPASS_CLUSTER to the name of the pod's cluster.",
    );
  }
  return name === undefined ? readKubeconfig(environment, kubeconfig ?? '') : readClusterName(name);
}

/** A port on which to listen; all interfaces by default, as a pod needs it. */
export function readListenAddress(environment: Environment): Parsed<ListenAddress> {
  const text = variable(environment, 'PORT') ?? '3000';
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return valid({ host: variable(environment, 'HOST') ?? '0.0.0.0', port });
  return refused(
    `PORT is ${JSON.stringify(text)}.`,
    'A port is a number from 0 to 65535.',
    'Set PORT to such a number, or unset it for 3000.',
  );
}

function readUrl(environment: Environment, name: string, usual: string): Parsed<string> {
  const text = variable(environment, name);
  if (text === undefined) return valid(usual);
  const url = URL.parse(text);
  const isBare =
    url !== null && url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  if (isBare && isProtected(url)) return valid(url.href.replace(/\/+$/, ''));
  return refused(
    `${name} is not an https URL without credentials or query.`,
    'A token would travel unprotected; plain http is taken only to this machine itself.',
    `Write it as in ${usual}.`,
  );
}

function readKubeconfig(environment: Environment, list: string): Parsed<ClusterSource> {
  const files = list.split(':').filter((file) => file !== '');
  const unreadable = files.flatMap((file) => {
    try {
      environment.readFile(file);
      return [];
    } catch (error) {
      return [`${file}: ${reasonOf(error)}`];
    }
  });
  if (unreadable.length === 0) return valid({ kind: 'kubeconfig', files });
  return refused(
    `KUBECONFIG names what cannot be read: ${unreadable.join('; ')}.`,
    'Its contexts are the clusters.',
    'Correct the path.',
  );
}

function readClusterName(name: string): Parsed<ClusterSource> {
  if (/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name)) return valid({ kind: 'in pod', name });
  return refused(
    `DAYPASS_CLUSTER is ${JSON.stringify(name)}.`,
    'A cluster is a folder of the access repository: lower-case letters, digits and hyphens.',
    'Give the name that the policy lists under clusters.',
  );
}
