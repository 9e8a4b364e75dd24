/** The page `docs/permissions.md`: what is dangerous, what is harmless, how a role accepts, from the very tables that decide. */
import { dangerOf, type DangerKind, type Reach } from '../permissions/dangers.ts';
import { HARMLESS_ADDRESSES, HARMLESS_WRITES } from '../permissions/harmless.ts';
import { nameOf, type Permission } from '../permissions/permission.ts';
import { MEANINGS } from './dangers.ts';
import { list } from './lists.ts';
import { PERMISSIONS } from './permission-table.ts';
import type { SaidPermission } from './said-permission.ts';

export function permissionsPage(): string {
  return [INTRODUCTION, harmless(), kinds(), table()].join('\n\n');
}

const INTRODUCTION = `# Permissions

Access that Daypass grants ends by itself. Some permissions undo that: they let their holder keep access after it ends, or
reach further than they say. These are **dangerous**, and refused, wherever they come from; a role of the policy accepts
one by naming it:

\`\`\`yaml
debugger: {clusterRole: daypass-debugger, maxDuration: 4h, requesters: ["@acme/engineers"], accepts: [pods/exec]}
\`\`\`

\`accepts\` takes \`resource[.group][/subresource]\`, exactly (\`pods/exec\`, \`nodes\`, \`deployments.apps/scale\`), and lets the
role hold it with whatever verbs its ClusterRole has. The check then tells every reviewer what is dangerous about the
request, and what it means. Daypass looks at the ClusterRole as it is in the live cluster, with what was aggregated into it,
at each check and again when it is granted; if the role gains a rule afterwards, its grants end.

Three things can never be accepted: a wildcard (\`*\`) anywhere in a rule, since it also allows what nobody has seen yet; an
address that is no resource, other than those below; and a role with more than 10,000 single permissions.

A name in a rule (\`resourceNames\`) makes nothing harmless. Kubernetes does not hold \`list\`, \`watch\`, \`create\` and
\`deletecollection\` to names at all.

This page is generated from the tables that decide: \`npx vitest run test/core/words/permissions-page.test.ts -u\` writes it anew.`;

function harmless(): string {
  const writes = HARMLESS_WRITES.flatMap(({ group, resources, verbs, within }) =>
    resources.map((resource) => {
      const where = within === 'cluster' ? 'everywhere' : 'in a namespace';
      return `- ${list(verbs)} \`${nameOf(group, resource)}\`, ${where}`;
    }),
  );
  return `## What is harmless

Reading (\`get\`, \`list\`, \`watch\`) any resource but secrets, and of the subresources \`pods/log\`, \`status\` and \`scale\`.
To "get" any other subresource is no reading: it may be a shell. Secrets are all whose name ends in \`secrets\`, \`tokens\` or
\`credentials\`, of whatever group.

These writes, which end with themselves:

${writes.join('\n')}

Where a role holds one of them for the whole cluster it is dangerous too, unless it says "everywhere": it then reaches the
namespace of Daypass itself, and every protected one.

To \`get\` these addresses: ${list(HARMLESS_ADDRESSES.map((url) => `\`${url}\``))}.

**Everything else is dangerous**, whether this page knows it or not.`;
}

function kinds(): string {
  const rows = Object.entries(MEANINGS).map(([kind, meaning]) => `| ${kind} | ${meaning} |`);
  return ['## What is dangerous, and why', '', '| kind | what it means |', '|---|---|', ...rows].join('\n');
}

function table(): string {
  const rows = PERMISSIONS.map(row);
  return [
    '## Permissions in words',
    '',
    'How the check says what its reader is likely to meet. What is not here is told by its verbs and its name, and dangerous',
    'unless it is reading.',
    '',
    '| permission | in words | in a namespace | in the whole cluster |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function row(said: SaidPermission): string {
  const { name, verbs, deed, object, means } = said;
  const [inNamespace, inCluster] = (['namespace', 'cluster'] as const).map((reach) => kindIn(said, reach));
  const where = [inNamespace, inCluster].map((kind) => (kind === undefined ? 'harmless' : `**${kind}**`));
  const meaning = means === undefined ? '' : `. ${means}`;
  return `| ${list(verbs)} \`${name}\` | ${deed} ${object}${meaning} | ${where.join(' | ')} |`;
}

/** NB: by the function that refuses, so that the page cannot say otherwise. */
function kindIn({ name, verbs }: SaidPermission, reach: Reach): DangerKind | undefined {
  const kinds = verbs.map((verb) => dangerOf(permissionOf(name, verb), reach));
  return kinds.find((kind) => kind !== undefined);
}

function permissionOf(name: string, verb: string): Permission {
  const [whole = '', ...subresource] = name.split('/');
  const [resource = '', ...group] = whole.split('.');
  return {
    kind: 'resource',
    group: group.join('.'),
    resource: [resource, ...subresource].join('/'),
    verb,
    name: undefined,
  };
}
