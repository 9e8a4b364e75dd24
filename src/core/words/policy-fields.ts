/** What each field of the policy holds, in the words of its problems and of an editor's hover. */
import { allowanceFields, GLOB, LABEL, SPAN } from './allowance-fields.ts';
import type { Field } from './fields.ts';

const ROLE =
  '{clusterRole: daypass-log-viewer, maxDuration: 8h, namespaces: ["web-*"], requesters: ["@acme/engineers"]}';
const ACTION_RULE = '{allow: [delete pods], maxDuration: 1h, requesters: ["@acme/engineers"]}';

const file = {
  '': {
    is: 'an AccessPolicy: `apiVersion`, `kind` and `spec`',
    why: 'One file holds the guardrails.',
    example: 'kind: AccessPolicy',
  },
  apiVersion: {
    is: '`daypass.dev/v1`',
    why: 'It says by which rules the file is read.',
    example: 'daypass.dev/v1',
  },
  kind: { is: '`AccessPolicy`', why: 'It says what the file is.', example: 'AccessPolicy' },
  spec: {
    is: 'a map with `sealKeys`, `clusters` and `roles`',
    why: 'What the policy does not allow is refused.',
    example: '{sealKeys: [], clusters: {}, roles: {}}',
  },
  'spec.sealKeys': {
    is: 'a list of at least one public key',
    why: 'Only what is sealed by one of these keys exists in the history.',
    example: '[{id: "2026-11", publicKey: MCowBQYDK2VwAyEA…}]',
  },
  'spec.sealKeys.*': {
    is: 'a map with `id` and `publicKey`',
    why: '`daypass keygen` prints it.',
    example: '{id: "2026-11", publicKey: MCowBQYDK2VwAyEA…}',
  },
  'spec.sealKeys.*.id': {
    is: 'a short name for the key, in quotes where it looks like a number',
    why: 'Seals name their key by it: letters, digits, dots, hyphens and underscores, at most 64.',
    example: '"2026-11"',
  },
  'spec.sealKeys.*.publicKey': {
    is: 'an Ed25519 public key: base64 of its DER (SPKI) form',
    why: '`daypass keygen` prints it; the private half never leaves the controller.',
    example: 'MCowBQYDK2VwAyEA…',
  },
  'spec.identities': {
    is: 'a map with `username`',
    why: 'It gives a username to people who are not in the people file.',
    example: '{username: "{login}@acme.com"}',
  },
  'spec.identities.username': {
    is: 'a template that holds `{login}` once and does not begin with `system:`',
    why: '`{login}` becomes the GitHub login in lower case; each login must get a username of its own.',
    example: '"{login}@acme.com"',
  },
  'spec.pendingTimeout': {
    is: 'a span such as `3d`',
    why: `A request that nobody decided in this time is over. ${SPAN}`,
    example: '7d',
  },
  'spec.remindAfter': {
    is: 'a span such as `4h`',
    why: `Whoever can approve a request is reminded of it once, this long after it was opened. ${SPAN}`,
    example: '4h',
  },
  'spec.escalateAfter': {
    is: 'a span such as `1d`',
    why: `A request that still waits is told on the route \`escalation\`, once, this long after it was opened. ${SPAN}`,
    example: '1d',
  },
  'spec.ticket': {
    is: 'a map with `pattern` and `url`',
    why: 'It says what a ticket looks like and where it is found.',
    example: '{pattern: "INC-[0-9]+", url: "https://tickets.acme.com/{ticket}"}',
  },
  'spec.ticket.pattern': {
    is: 'a regular expression of at most 200 characters, in the syntax of RE2',
    why: 'A ticket must match it as a whole. It knows no look-around, no back-references and no long counts, so that none takes forever.',
    example: '"INC-[0-9]+"',
  },
  'spec.ticket.url': {
    is: 'an https address that holds `{ticket}` once, after the host',
    why: 'Reviewers follow it; the ticket stands in it percent-encoded.',
    example: '"https://tickets.acme.com/{ticket}"',
  },
  'spec.limits': {
    is: 'a map with `activePerSubject` or `openPerAuthor`',
    why: 'It bounds what one person holds or asks for at a time.',
    example: '{activePerSubject: 5, openPerAuthor: 20}',
  },
  'spec.limits.activePerSubject': {
    is: 'a whole number of at least 1',
    why: 'So many grants may one person hold at a time.',
    example: '5',
  },
  'spec.limits.openPerAuthor': {
    is: 'a whole number of at least 1',
    why: 'So many requests may one person have open at a time.',
    example: '20',
  },
} as const;

const DESTINATION = 'It is `slack`, or `pager` where the controller has the setting `NOTIFY_PAGER_URL`.';

function route(name: string, what: string) {
  return {
    [`spec.notify.${name}`]: { is: 'a list of at least one destination', why: what, example: '[slack]' },
    [`spec.notify.${name}.*`]: { is: 'the name of a destination', why: DESTINATION, example: 'slack' },
  };
}

const notify = {
  'spec.notify': {
    is: 'a map with `default`, `incident` or `escalation`',
    why: 'It says who is told what happens. Without it everything is told to `slack`, where that has an address.',
    example: '{default: [slack], incident: [slack, pager]}',
  },
  ...route('default', 'What happens day by day is told there, and all that has no route of its own.'),
  ...route(
    'incident',
    'What somebody must look at soon is told there: access without approval, access that does not end.',
  ),
  ...route('escalation', 'A request that waited for too long is told there.'),
};

const clusters = {
  'spec.clusters': {
    is: 'a map of at least one cluster',
    why: 'Access is granted only in the clusters listed.',
    example: '{prod-eu: {uid: 1c1f0f6e-5f8e-4d0e-9d0c-0a4f6b1f2c3d}}',
  },
  'spec.clusters.(name)': {
    is: 'the name of a cluster, and not `examples`',
    why: `${LABEL} \`examples\` is the folder of the samples.`,
    example: 'prod-eu',
  },
  'spec.clusters.*': {
    is: 'a map, which may hold `uid` and `protectedNamespaces`',
    why: 'An empty one is written `{}`.',
    example: '{}',
  },
  'spec.clusters.*.uid': {
    is: 'the UID of its namespace kube-system',
    why: 'It tells this cluster from another that answers at its address.',
    example: '1c1f0f6e-5f8e-4d0e-9d0c-0a4f6b1f2c3d',
  },
  'spec.clusters.*.protectedNamespaces': {
    is: 'a list of namespaces',
    why: 'Nothing is granted in them, nor ever in `kube-*` and `daypass`.',
    example: '[vault, "istio-*"]',
  },
  'spec.clusters.*.protectedNamespaces.*': {
    is: 'a namespace or a pattern of them',
    why: GLOB,
    example: '"istio-*"',
  },
} as const;

const roles = {
  'spec.roles': {
    is: 'a map of roles',
    why: 'What no role allows cannot be asked for.',
    example: `{log-viewer: ${ROLE}}`,
  },
  'spec.roles.(name)': {
    is: 'the name of a role, and not `actions`',
    why: `${LABEL} \`actions\` is reserved.`,
    example: 'log-viewer',
  },
  'spec.roles.*': {
    is: 'a map with `clusterRole`, `maxDuration` and `requesters`',
    why: 'It says what is allowed, for how long at most, and who may ask for it.',
    example: ROLE,
  },
  'spec.roles.*.clusterRole': {
    is: 'the name of a ClusterRole, neither `cluster-admin` nor one that begins with `system:`',
    why: 'Those reach everything, or belong to the cluster itself.',
    example: 'daypass-log-viewer',
  },
  'spec.roles.*.scope': {
    is: '`namespace` or `cluster`',
    why: 'A role serves either single namespaces, or the whole cluster below `_cluster`.',
    example: 'cluster',
  },
  ...below('spec.roles.*'),
  'spec.roles.*.accepts': {
    is: 'a list of dangerous permissions that the role may hold',
    why: 'A dangerous permission is refused unless it is named.',
    example: '[pods/exec]',
  },
  'spec.roles.*.accepts.*': {
    is: 'a permission named exactly, as `resource[.group][/subresource]`',
    why: 'A wildcard would accept what nobody has seen yet.',
    example: 'pods/exec',
  },
} as const;

const actions = {
  'spec.actions': {
    is: 'a list of rules for actions',
    why: 'An action that no rule allows cannot be asked for.',
    example: `[${ACTION_RULE}]`,
  },
  'spec.actions.*': {
    is: 'a map with `allow`, `maxDuration` and `requesters`',
    why: 'It says what is allowed, for how long at most, and who may ask for it.',
    example: ACTION_RULE,
  },
  'spec.actions.*.allow': {
    is: 'a list of kinds of actions',
    why: 'Only these may be asked for.',
    example: '[delete pods, scale deployments]',
  },
  'spec.actions.*.allow.*': {
    is: 'a verb and a resource, as one would type them to kubectl',
    why: 'It names a kind of action, without any object; an action that nobody can ask for would only look like a rule.',
    example: 'scale deployments',
  },
  ...below('spec.actions.*'),
} as const;

export const policyFields: Readonly<Record<string, Field>> = {
  ...file,
  ...notify,
  ...clusters,
  ...roles,
  ...actions,
};

function below(path: string): Readonly<Record<string, Field>> {
  return Object.fromEntries(
    Object.entries(allowanceFields).map(([name, field]) => [`${path}.${name}`, field]),
  );
}
