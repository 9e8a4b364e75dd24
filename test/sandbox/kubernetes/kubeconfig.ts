// Kubeconfigs of sandbox clusters: written, copied to another address, and called with directly.
import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { z } from 'zod';
import type { Identity } from './certificates.ts';

type Credentials =
  | (Identity & { readonly kind: 'certificate' })
  | { readonly kind: 'token'; readonly token: string };

export interface Connection {
  /** The name of the cluster and of the context. */
  readonly cluster: string;
  readonly server: string;
  /** PEM. */
  readonly authority: string;
  readonly user: string;
  readonly credentials: Credentials;
}

const base64 = (text: string) => Buffer.from(text).toString('base64');
const fromBase64 = (text: string) => Buffer.from(text, 'base64').toString();

/** As JSON, which is YAML too. User names bear the cluster, so that several files can be joined. */
export function writeKubeconfig(path: string, connection: Connection): string {
  writeFileSync(path, JSON.stringify(rendered(connection), undefined, 2), { mode: 0o600 });
  return path;
}

function rendered({ cluster, server, authority, user, credentials }: Connection) {
  const userName = `${user}@${cluster}`;
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: cluster, cluster: { server, 'certificate-authority-data': base64(authority) } }],
    users: [{ name: userName, user: renderedCredentials(credentials) }],
    contexts: [{ name: cluster, context: { cluster, user: userName } }],
    'current-context': cluster,
  };
}

const renderedCredentialsSchema = z.union([
  z.strictObject({ token: z.string() }),
  z.strictObject({ 'client-certificate-data': z.string(), 'client-key-data': z.string() }),
]);
type RenderedCredentials = z.infer<typeof renderedCredentialsSchema>;

function renderedCredentials(credentials: Credentials): RenderedCredentials {
  return credentials.kind === 'token'
    ? { token: credentials.token }
    : {
        'client-certificate-data': base64(credentials.certificate),
        'client-key-data': base64(credentials.key),
      };
}

const writtenKubeconfig = z.object({
  clusters: z.tuple([
    z.object({
      name: z.string(),
      cluster: z.object({ server: z.string(), 'certificate-authority-data': z.string() }),
    }),
  ]),
  users: z.tuple([z.object({ name: z.string(), user: renderedCredentialsSchema })]),
});

/** Only of a file that `writeKubeconfig` wrote. */
export function readKubeconfig(path: string): Connection {
  const { clusters, users } = writtenKubeconfig.parse(JSON.parse(readFileSync(path, 'utf8')));
  const [[cluster], [user]] = [clusters, users];
  return {
    cluster: cluster.name,
    server: cluster.cluster.server,
    authority: fromBase64(cluster.cluster['certificate-authority-data']),
    user: user.name.slice(0, -(cluster.name.length + 1)),
    credentials: readCredentials(user.user),
  };
}

function readCredentials(user: RenderedCredentials): Credentials {
  return 'token' in user
    ? { kind: 'token', token: user.token }
    : {
        kind: 'certificate',
        certificate: fromBase64(user['client-certificate-data']),
        key: fromBase64(user['client-key-data']),
      };
}

/** The same access by another address, for example a fault proxy's; gives the path of the copy. */
export function kubeconfigThrough(kubeconfig: string, server: string): string {
  const port = new URL(server).port;
  return writeKubeconfig(`${kubeconfig}-through-${port}`, { ...readKubeconfig(kubeconfig), server });
}

/** Several clusters' kubeconfigs as the contexts of one file. */
export function joinKubeconfigs(path: string, kubeconfigs: readonly string[]): string {
  const all = kubeconfigs.map((kubeconfig) => rendered(readKubeconfig(kubeconfig)));
  const joined = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: all.flatMap(({ clusters }) => clusters),
    users: all.flatMap(({ users }) => users),
    contexts: all.flatMap(({ contexts }) => contexts),
    'current-context': all[0]?.['current-context'] ?? '',
  };
  writeFileSync(path, JSON.stringify(joined, undefined, 2), { mode: 0o600 });
  return path;
}

export interface ApiAnswer {
  readonly status: number;
  /** Parsed JSON, or the text where it is none. */
  readonly body: unknown;
}

/** One bare call, without any library, so that tests can see exactly what the API server answers. */
export function callApi(
  connection: Connection,
  method: string,
  path: string,
  body?: unknown,
  contentType = 'application/json',
): Promise<ApiAnswer> {
  const { authority: ca, credentials } = connection;
  const login =
    credentials.kind === 'token'
      ? { headers: { authorization: `Bearer ${credentials.token}`, 'content-type': contentType } }
      : { cert: credentials.certificate, key: credentials.key, headers: { 'content-type': contentType } };
  return new Promise((resolve, reject) => {
    const call = request(new URL(path, connection.server), {
      method,
      ca,
      agent: false,
      timeout: 30_000,
      ...login,
    });
    call.once('timeout', () => call.destroy(new Error(`no answer to ${method} ${path}`)));
    call.once('error', reject);
    call.once('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.once('error', reject);
      response.once('end', () => resolve({ status: response.statusCode ?? 0, body: parsed(text) }));
    });
    call.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
