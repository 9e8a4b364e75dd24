// The objects and calls by which the tests of deploy/ speak to an API server.
import { callApi, readKubeconfig, type ApiAnswer } from '../sandbox/kubernetes/kubeconfig.ts';

const group = 'rbac.authorization.k8s.io';
const rbac = `/apis/${group}/v1`;

export const paths = {
  roleBindings: (namespace: string) => `${rbac}/namespaces/${namespace}/rolebindings`,
  allRoleBindings: `${rbac}/rolebindings`,
  clusterRoleBindings: `${rbac}/clusterrolebindings`,
  roles: (namespace: string) => `${rbac}/namespaces/${namespace}/roles`,
  allRoles: `${rbac}/roles`,
  clusterRoles: `${rbac}/clusterroles`,
  namespaces: '/api/v1/namespaces',
  inNamespace: (namespace: string, resource: string) => `/api/v1/namespaces/${namespace}/${resource}`,
};

/** A name of the form that Daypass reserves. */
export const reserved = 'daypass-7f3a9c21d05be8140c62-1795284000';

export const aUser = (name: string) => ({ kind: 'User', apiGroup: group, name });
export const aGroup = (name: string) => ({ kind: 'Group', apiGroup: group, name });
export const aServiceAccount = (namespace: string, name: string) => ({
  kind: 'ServiceAccount',
  namespace,
  name,
});

interface BindingParts {
  readonly name?: string;
  readonly kind?: 'Role' | 'ClusterRole';
  readonly role?: string;
  readonly subjects?: readonly object[];
  readonly metadata?: object;
}

/** By default one that the controller may make. */
export function aBinding(parts: BindingParts = {}) {
  const {
    name = reserved,
    kind = 'ClusterRole',
    role = 'daypass-log-viewer',
    subjects = [aUser('alice@acme.com')],
    metadata,
  } = parts;
  const roleRef = { apiGroup: group, kind, name: role };
  return { apiVersion: `${group}/v1`, metadata: { name, ...metadata }, roleRef, subjects };
}

export const aRole = (
  kind: 'Role' | 'ClusterRole',
  name: string,
  rules: readonly object[] = [],
  metadata: object = {},
) => ({
  apiVersion: `${group}/v1`,
  kind,
  metadata: { name, ...metadata },
  rules,
});

export const aConfigMap = (name: string, data = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data,
});
export const aNamespace = (name: string) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
export const aTokenRequest = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} };

export const aPod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'mine' },
  spec: { serviceAccountName: 'daypass-controller', containers: [{ name: 'shell', image: 'busybox' }] },
};

/** Somebody who calls the API server; every call gives the bare answer. */
export type Caller = ReturnType<typeof callerWith>;

export function callerWith(kubeconfig: string) {
  const connection = readKubeconfig(kubeconfig);
  const call = (...request: readonly [method: string, path: string, body?: object, contentType?: string]) =>
    callApi(connection, ...request);
  return {
    get: (path: string) => call('GET', path),
    create: (path: string, object: object, query = '') => call('POST', path + query, withKind(path, object)),
    replace: (path: string, object: object) => call('PUT', path, object),
    /** As the controller writes: server-side apply with its field manager. */
    apply: (path: string, object: { readonly metadata: { readonly name: string } }) =>
      call(
        'PATCH',
        `${path}/${object.metadata.name}?fieldManager=daypass&force=true`,
        withKind(path, object),
        'application/apply-patch+yaml',
      ),
    annotate: (path: string) =>
      call('PATCH', path, { metadata: { annotations: { seen: 'yes' } } }, 'application/merge-patch+json'),
    remove: (path: string) => call('DELETE', path),
  };
}

const withKind = (path: string, object: object) => ({
  kind: path.endsWith('clusterrolebindings') ? 'ClusterRoleBinding' : 'RoleBinding',
  ...object,
});

export const statusOf = ({ status }: ApiAnswer) => status;

export function messageOf({ body }: ApiAnswer): string {
  return typeof body === 'object' && body !== null && 'message' in body ? String(body.message) : '';
}
