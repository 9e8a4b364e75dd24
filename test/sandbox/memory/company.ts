// The company that stories are told of: who is there, who owns what, what the policy allows, what the clusters hold.
import type { Rule } from '../../../src/core/permissions/rules.ts';
import type { Files } from '../github/git.ts';
import type { MemoryGitHub } from './repository.ts';

/**
 * alice and erin may ask; bob and carol own payments, dave the guardrails and the whole cluster; mallory can write and owns
 * nothing; root is an administrator.
 */
export const PEOPLE = ['alice', 'erin', 'bob', 'carol', 'dave', 'mallory', 'root'] as const;
export type Login = (typeof PEOPLE)[number];

export function hirePeople(github: MemoryGitHub): void {
  PEOPLE.forEach((login, index) =>
    github.user(login, { id: 1001 + index, orgRole: login === 'root' ? 'admin' : 'member' }),
  );
  github.setTeam('engineers', { members: ['alice', 'erin', 'mallory', 'bob'], permission: 'write' });
  github.setTeam('payments', { members: ['bob', 'carol'], permission: 'write' });
  github.setTeam('platform', { members: ['dave', 'carol'], permission: 'write' });
}

export const CODEOWNERS = `/access-requests/prod-eu/payments/ @acme/payments
/access-requests/prod-eu/_cluster/ @acme/platform
/access-requests/staging/ @acme/payments
/access-requests/policy.yaml @acme/platform
/access-requests/people.yaml @acme/platform
/.github/CODEOWNERS @acme/platform
`;

export interface PolicyWish {
  /** Public halves, by id. */
  readonly keys: Readonly<Record<string, string>>;
  readonly debugger?: string;
  readonly more?: string;
}

export function policyText({ keys, more = '', ...roles }: PolicyWish): string {
  const sealKeys = Object.entries(keys).map(([id, key]) => `    - {id: ${id}, publicKey: ${key}}`);
  return `apiVersion: daypass.dev/v1
kind: AccessPolicy
spec:
  sealKeys:
${sealKeys.join('\n')}
  identities: {username: "{login}@acme.com"}
  clusters:
    prod-eu: {uid: uid-of-prod-eu}
    staging: {}
  roles:
    debugger: {clusterRole: daypass-debugger, maxDuration: ${roles.debugger ?? '4h'}, namespaces: [payments, web], requesters: ["@acme/engineers"], accepts: [pods/exec]}
    log-viewer: {clusterRole: daypass-log-viewer, maxDuration: 8h, requesters: ["@acme/engineers"]}
    node-drainer: {clusterRole: daypass-node-drainer, scope: cluster, maxDuration: 1h, requesters: ["@acme/engineers"], accepts: [nodes]}
  pendingTimeout: 3d
${more}`;
}

export function firstFiles(keys: PolicyWish['keys']): Files {
  return { '.github/CODEOWNERS': CODEOWNERS, 'access-requests/policy.yaml': policyText({ keys }) };
}

export interface RequestWish {
  readonly subject?: string;
  readonly duration?: string;
  readonly reason?: string;
  readonly startsAt?: string;
}

export function requestText({
  subject = 'alice',
  duration = '2h',
  reason = 'INC-4242, checkout latency, read the logs',
  startsAt,
}: RequestWish = {}): string {
  return `apiVersion: daypass.dev/v1
kind: AccessRequest
spec:
  subject: ${subject}
  duration: ${duration}
  reason: ${reason}
${startsAt === undefined ? '' : `  startsAt: ${startsAt}\n`}`;
}

export const REQUEST = 'access-requests/prod-eu/payments/debugger/alice.yaml';

export function recordOf(request: string): string {
  return request.replace('access-requests/', 'access-grants/');
}

const rule = (verbs: readonly string[], resources: readonly string[], apiGroups = ['']): Rule => {
  return { apiGroups, resources, verbs, resourceNames: [], nonResourceURLs: [] };
};

export const ROLES: Readonly<Record<string, readonly Rule[]>> = {
  'daypass-log-viewer': [rule(['get', 'list'], ['pods', 'pods/log'])],
  'daypass-debugger': [rule(['get', 'list'], ['pods', 'pods/log']), rule(['create'], ['pods/exec'])],
  'daypass-node-drainer': [rule(['get', 'patch'], ['nodes'])],
};
