// The stage of a week: one access repository, three clusters, and two controllers that share one of the clusters.
import { policyText } from '../sandbox/memory/company.ts';
import { aController } from '../sandbox/memory/controller.ts';
import { memoryCluster, type MemoryCluster } from '../sandbox/memory/cluster.ts';
import { CODEOWNERS, ROLES } from '../sandbox/memory/company.ts';
import { memoryWorld } from '../sandbox/memory/world.ts';

export type ClusterName = 'prod-eu' | 'prod-us' | 'staging';

/** What the company's own policy has not: a third cluster, and a role for each kind of story. */
function policyOf(key: string): string {
  const more = `  remindAfter: 4h
  escalateAfter: 1d
  actions:
    - {allow: [logs pods, delete pods], maxDuration: 1h, requesters: ["@acme/engineers"]}
`;
  const roles = `    incident: {clusterRole: daypass-debugger, maxDuration: 1h, namespaces: ["*"], requesters: ["@acme/engineers"], review: after, accepts: [pods/exec]}
    reader: {clusterRole: daypass-log-viewer, maxDuration: 8h, namespaces: ["*"], requesters: ["@acme/engineers"], approvals: 0}
`;
  return policyText({ keys: { 'key-1': key }, more })
    .replace('    staging: {}\n', '    staging: {}\n    prod-us: {}\n')
    .replace('    node-drainer:', `${roles}    node-drainer:`);
}

export async function aStage() {
  const world = await memoryWorld({
    start: '2026-11-16T06:00:00Z',
    trusted: false,
    files: (key) => ({
      'access-requests/policy.yaml': policyOf(key),
      '.github/CODEOWNERS': `/access-requests/prod-us/ @acme/payments\n${CODEOWNERS}`,
    }),
  });
  const { clock, prodEu, staging } = world;
  const prodUs = memoryCluster({ name: 'prod-us', clock, roles: ROLES, namespaces: ['payments', 'web'] });
  const clusters: Readonly<Record<ClusterName, MemoryCluster>> = {
    'prod-eu': prodEu,
    'prod-us': prodUs,
    staging,
  };
  for (const cluster of Object.values(clusters))
    cluster.putObject({ resource: 'pods', namespace: 'payments', name: 'api-7d9f' });
  const controllers = [
    aController({ ...world.world, clusters: [prodEu, staging] }, clock),
    aController({ ...world.world, clusters: [staging, prodUs] }, clock),
  ];
  for (const controller of controllers) await controller.trusts();
  return { world, clock, clusters, controllers };
}

export type TimelineStage = Awaited<ReturnType<typeof aStage>>;
