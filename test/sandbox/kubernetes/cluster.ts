// Starts real Kubernetes control planes on this machine: etcd, kube-apiserver and kube-controller-manager.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assets } from './assets.ts';
import { makeAuthority, newSigningKey, type Authority } from './certificates.ts';
import { callApi, readKubeconfig, writeKubeconfig, type Connection } from './kubeconfig.ts';
import { accepts, freePort, startProcesses, type Processes } from './processes.ts';

export interface Cluster {
  /** Also the name of the context in every kubeconfig. */
  readonly name: string;
  /** Removed at the end. */
  readonly folder: string;
  /** `https://127.0.0.1:<port>` */
  readonly server: string;
  readonly port: number;
  /** The path of a kubeconfig of `system:masters`. */
  readonly adminKubeconfig: string;
  /** One JSON event a line: whatever people do, and every write of RBAC objects. */
  readonly auditLog: string;
  /** A kubeconfig with a client certificate: `kubeconfigFor('alice@acme.com', ['engineers'])`. */
  readonly kubeconfigFor: (user: string, groups?: readonly string[]) => string;
  /** A kubeconfig with a token of an existing service account: `daypass/daypass-controller`. Throws if there is none. */
  readonly kubeconfigForServiceAccount: (serviceAccount: string) => Promise<string>;
}

export interface Stoppable {
  /** Ends every process and removes the folder. May be called again. */
  readonly stop: () => Promise<void>;
}

/** Ready about 4 s later: `view` and `edit` have their rules, namespaces come and really go. */
export async function startCluster({ name }: { readonly name: string }): Promise<Cluster & Stoppable> {
  const { clusters, stop } = await startClusters([name]);
  const [cluster] = clusters;
  if (cluster === undefined) throw new Error('no cluster was started');
  return { ...cluster, stop };
}

/** Several clusters over one etcd, started together. They end together. */
export async function startClusters(
  names: readonly string[],
): Promise<{ readonly clusters: readonly Cluster[] } & Stoppable> {
  const binaries = assets();
  if (binaries === undefined) throw new Error('There is no API server: npm run kube:install');
  const processes = startProcesses();
  try {
    const etcd = await startEtcd(processes, binaries);
    const clusters = await Promise.all(
      names.map((name) => startControlPlane(processes, binaries, etcd, name)),
    );
    return { clusters, stop: processes.stop };
  } catch (error) {
    await processes.stop();
    throw error;
  }
}

async function startEtcd(processes: Processes, binaries: string): Promise<string> {
  const [port, peerPort] = [await freePort(), await freePort()];
  const [url, peerUrl] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${peerPort}`];
  const etcd = processes.start('etcd', join(binaries, 'etcd'), [
    `--data-dir=${join(processes.folder, 'etcd')}`,
    `--listen-client-urls=${url}`,
    `--advertise-client-urls=${url}`,
    `--listen-peer-urls=${peerUrl}`,
    `--initial-advertise-peer-urls=${peerUrl}`,
    `--initial-cluster=default=${peerUrl}`,
    '--unsafe-no-fsync',
  ]);
  await etcd.until('connection', () => accepts(port));
  return url;
}

async function startControlPlane(
  processes: Processes,
  binaries: string,
  etcd: string,
  name: string,
): Promise<Cluster> {
  const folder = join(processes.folder, name);
  mkdirSync(folder);
  const authority = makeAuthority(`${name} authority`);
  const cluster = describeCluster(name, folder, await freePort(), authority);
  const files = writeServerFiles(folder, authority);

  const apiServer = processes.start(`${name}-kube-apiserver`, join(binaries, 'kube-apiserver'), [
    ...apiServerFlags(cluster, files),
    `--etcd-servers=${etcd}`,
    `--etcd-prefix=/registry/${name}`,
  ]);
  const admin = readKubeconfig(cluster.adminKubeconfig);
  await apiServer.until('readiness', async () => (await callApi(admin, 'GET', '/readyz')).status === 200);

  const controllers = processes.start(
    `${name}-kube-controller-manager`,
    join(binaries, 'kube-controller-manager'),
    controllerFlags(cluster.kubeconfigFor('system:kube-controller-manager'), files),
  );
  await controllers.until('rules of view and edit', () => haveRules(admin, ['view', 'edit', 'admin']));
  return cluster;
}

function describeCluster(name: string, folder: string, port: number, authority: Authority): Cluster {
  const server = `https://127.0.0.1:${port}`;
  const basis = { cluster: name, server, authority: authority.certificate };
  const pathFor = (user: string) => join(folder, `${encodeURIComponent(user)}.kubeconfig`);
  const kubeconfigFor = (user: string, groups: readonly string[] = []) => {
    const credentials = { kind: 'certificate', ...authority.issueClient(user, groups) } as const;
    return writeKubeconfig(pathFor([user, ...groups].join(' ')), { ...basis, user, credentials });
  };
  const adminKubeconfig = kubeconfigFor('admin', ['system:masters']);
  return {
    name,
    folder,
    server,
    port,
    adminKubeconfig,
    auditLog: join(folder, 'audit.log'),
    kubeconfigFor,
    kubeconfigForServiceAccount: async (serviceAccount) => {
      const token = await requestToken(readKubeconfig(adminKubeconfig), serviceAccount);
      const connection = { ...basis, user: serviceAccount, credentials: { kind: 'token', token } } as const;
      return writeKubeconfig(pathFor(serviceAccount), connection);
    },
  };
}

interface ServerFiles {
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
  readonly tokenKey: string;
  readonly auditPolicy: string;
}

function writeServerFiles(folder: string, authority: Authority): ServerFiles {
  const { certificate, key } = authority.issueServer('127.0.0.1', ['localhost']);
  const write = (file: string, content: string) => {
    writeFileSync(join(folder, file), content, { mode: 0o600 });
    return join(folder, file);
  };
  return {
    authority: write('ca.crt', authority.certificate),
    certificate: write('server.crt', certificate),
    key: write('server.key', key),
    tokenKey: write('tokens.key', newSigningKey()),
    auditPolicy: write('audit-policy.json', JSON.stringify(auditPolicy)),
  };
}

/** The first rule that matches decides. What the cluster does for itself is told only where it writes RBAC objects. */
const auditPolicy = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  rules: [
    { level: 'None', users: ['system:apiserver', 'system:anonymous'] },
    {
      level: 'Metadata',
      verbs: ['create', 'update', 'patch', 'delete', 'deletecollection'],
      resources: [{ group: 'rbac.authorization.k8s.io' }],
    },
    { level: 'None', users: ['system:kube-controller-manager'] },
    { level: 'None', userGroups: ['system:masters', 'system:serviceaccounts', 'system:nodes'] },
    { level: 'Metadata' },
  ],
};

function apiServerFlags(cluster: Cluster, files: ServerFiles): readonly string[] {
  return [
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--secure-port=${cluster.port}`,
    `--cert-dir=${cluster.folder}`,
    `--tls-cert-file=${files.certificate}`,
    `--tls-private-key-file=${files.key}`,
    `--client-ca-file=${files.authority}`,
    '--authorization-mode=RBAC',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${files.tokenKey}`,
    `--service-account-signing-key-file=${files.tokenKey}`,
    '--service-cluster-ip-range=10.0.0.0/24',
    '--disable-admission-plugins=ServiceAccount',
    '--endpoint-reconciler-type=none',
    `--audit-policy-file=${files.auditPolicy}`,
    `--audit-log-path=${cluster.auditLog}`,
  ];
}

/** Each controller as its own service account, as real clusters run them. */
function controllerFlags(kubeconfig: string, files: ServerFiles): readonly string[] {
  const controllers = [
    'clusterrole-aggregation-controller',
    'garbage-collector-controller',
    'namespace-controller',
    'root-ca-certificate-publisher-controller',
    'serviceaccount-controller',
  ];
  return [
    `--kubeconfig=${kubeconfig}`,
    `--controllers=${controllers.join(',')}`,
    '--use-service-account-credentials',
    `--root-ca-file=${files.authority}`,
    '--secure-port=0',
    '--leader-elect=false',
  ];
}

async function haveRules(admin: Connection, roles: readonly string[]): Promise<boolean> {
  const path = '/apis/rbac.authorization.k8s.io/v1/clusterroles/';
  const answers = await Promise.all(roles.map((role) => callApi(admin, 'GET', path + role)));
  return answers.every(
    ({ body }) => isObject(body) && Array.isArray(body['rules']) && body['rules'].length > 0,
  );
}

async function requestToken(admin: Connection, serviceAccount: string): Promise<string> {
  const [namespace, name] = serviceAccount.split('/');
  const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`;
  const body = {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: { expirationSeconds: 86_400 },
  };
  const answer = await callApi(admin, 'POST', path, body);
  const status = isObject(answer.body) && isObject(answer.body['status']) ? answer.body['status'] : {};
  if (typeof status['token'] !== 'string') {
    throw new Error(`no token for ${serviceAccount}: ${JSON.stringify(answer.body)}`);
  }
  return status['token'];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
