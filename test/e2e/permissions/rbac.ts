// RBAC objects of tests and the questions about them, over few connections: there are hundreds.
import { Agent, request } from 'node:https';
import { z } from 'zod';
import type { Rule } from '../../../src/core/permissions/rules.ts';
import type { ApiAnswer, Connection } from '../../sandbox/kubernetes/kubeconfig.ts';
import type { Thing } from './dangerous-things.ts';

const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const WIDTH = 12;

export interface Api {
  readonly call: (method: string, path: string, body?: unknown) => Promise<ApiAnswer>;
  readonly close: () => void;
}

/** With connections that are kept. */
export function openApi({ server, authority: ca, credentials }: Connection): Api {
  if (credentials.kind === 'token') throw new Error('only certificates');
  const { certificate: cert, key } = credentials;
  const agent = new Agent({ keepAlive: true, maxSockets: WIDTH, ca, cert, key });
  const headers = { 'content-type': 'application/json' };
  const call: Api['call'] = (method, path, body) =>
    new Promise((resolve, reject) => {
      const sent = request(new URL(path, server), { method, agent, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.once('end', () => resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) }));
      });
      sent.once('error', reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  return { call, close: () => agent.destroy() };
}

/** A few at a time. */
export async function all<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: WIDTH }, worker));
  return results;
}

export interface RoleWish {
  readonly name: string;
  readonly rules?: readonly Rule[];
  readonly labels?: Readonly<Record<string, string>>;
  /** Its rules are those of the roles that bear this label. */
  readonly aggregates?: Readonly<Record<string, string>>;
}

export async function makeRole({ call }: Api, { name, rules, labels, aggregates }: RoleWish): Promise<void> {
  const aggregationRule = aggregates && { clusterRoleSelectors: [{ matchLabels: aggregates }] };
  await made(call, `${RBAC}/clusterroles`, {
    kind: 'ClusterRole',
    metadata: { name, labels },
    rules,
    aggregationRule,
  });
}

/** `namespace` undefined: throughout the cluster. */
export async function bind({ call }: Api, user: string, role: string, namespace?: string): Promise<void> {
  const [kind, path] =
    namespace === undefined
      ? ['ClusterRoleBinding', `${RBAC}/clusterrolebindings`]
      : ['RoleBinding', `${RBAC}/namespaces/${namespace}/rolebindings`];
  await made(call, path, {
    kind,
    metadata: { name: `${user}-${role}` },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: user }],
  });
}

async function made(call: Api['call'], path: string, object: object): Promise<void> {
  const { status, body } = await call('POST', path, {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    ...object,
  });
  if (status !== 201) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
}

const answer = z.object({
  status: z.object({ allowed: z.boolean().optional(), reason: z.string().optional() }),
});

/** The API server's own word. Gives which binding allows it; undefined where nothing does. */
export async function whoAllows(
  { call }: Api,
  user: string,
  asked:
    | { readonly thing: Thing; readonly namespace: string; readonly name: string }
    | { readonly path: string; readonly verb: string },
): Promise<string | undefined> {
  const spec =
    'path' in asked
      ? { user, nonResourceAttributes: asked }
      : { user, resourceAttributes: { ...asked.thing, namespace: asked.namespace, name: asked.name } };
  const { body } = await call('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    spec,
  });
  const { status } = answer.parse(body);
  return status.allowed === true ? (status.reason ?? 'allowed') : undefined;
}
