// Clusters in memory for a sandbox, where there is no API server: the same namespaces, and the catalogue of deploy/.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { connectClusters } from '../../src/adapters/kubernetes/connect-clusters.ts';
import { parseBindingName, type Binding } from '../../src/core/grant/binding.ts';
import { valid } from '../../src/core/problem.ts';
import type { Rule } from '../../src/core/permissions/rules.ts';
import { memoryCluster, type MemoryCluster } from './memory/cluster.ts';
import { NAMESPACES, type Question, type SandboxClusters } from './clusters.ts';
import type { StoryClock } from './story-clock.ts';

export function memoryClusters(names: readonly string[], clock: StoryClock): SandboxClusters {
  const roles = catalogue();
  const clusters = new Map(
    names.map((name) => [name, memoryCluster({ name, clock, roles, namespaces: NAMESPACES })]),
  );
  const found = (name: string): MemoryCluster => {
    const cluster = clusters.get(name);
    if (cluster === undefined) throw new Error(`the sandbox has no cluster ${name}`);
    return cluster;
  };
  const canI = (username: string, { cluster, ...question }: Question) =>
    found(cluster).canI({ username, ...question });
  return {
    names,
    places: { kind: 'kubeconfig', files: [] },
    connectIn: () => connectedTo([...clusters.values()]),
    allows: async (username, question) => canI(username, question),
    showCanI: async (username, question) => ({
      command: `can ${username} ${question.verb} ${question.resource} in ${question.namespace}?`,
      output: canI(username, question) ? 'yes' : 'no',
    }),
    showBindings: async (cluster, namespace) => ({
      command: `the bindings in ${cluster}/${namespace}`,
      output: found(cluster)
        .bindings()
        .filter((binding) => binding.namespace === namespace && parseBindingName(binding.name) !== undefined)
        .map(described)
        .join('\n\n'),
    }),
    kubeconfigFor: () => undefined,
    stop: async () => {},
  };
}

function connectedTo(clusters: readonly MemoryCluster[]): typeof connectClusters {
  return () =>
    valid(
      clusters.map((cluster) => ({
        name: cluster.name,
        recordLane: cluster,
        endLane: cluster,
        operators: cluster,
        close: async () => {},
      })),
    );
}

const writtenRole = z.object({
  kind: z.literal('ClusterRole'),
  metadata: z.object({ name: z.string() }),
  rules: z.array(
    z.object({
      apiGroups: z.array(z.string()).default([]),
      resources: z.array(z.string()).default([]),
      verbs: z.array(z.string()),
      resourceNames: z.array(z.string()).default([]),
      nonResourceURLs: z.array(z.string()).default([]),
    }),
  ),
});

/** The very roles that are deployed to real clusters. */
function catalogue(): Readonly<Record<string, readonly Rule[]>> {
  const folder = join(import.meta.dirname, '..', '..', 'deploy', 'cluster', 'catalogue');
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml') && name !== 'kustomization.yaml');
  const roles = files.map((name) => writtenRole.parse(parse(readFileSync(join(folder, name), 'utf8'))));
  return Object.fromEntries(roles.map(({ metadata, rules }) => [metadata.name, rules]));
}

/** As `kubectl describe` would have it. */
function described({ name, namespace, labels, annotations, roleRef, subjects }: Binding): string {
  const table = (title: string, entries: readonly (readonly [string, string])[], between: string) =>
    entries.map(([key, value], index) => `${(index === 0 ? title : '').padEnd(14)}${key}${between}${value}`);
  return [
    `Name:         ${name}`,
    `Namespace:    ${namespace ?? ''}`,
    ...table('Labels:', Object.entries(labels), '='),
    ...table('Annotations:', Object.entries(annotations), ': '),
    'Role:',
    `  Kind:  ${roleRef.kind}`,
    `  Name:  ${roleRef.name}`,
    'Subjects:',
    ...subjects.map((subject) => `  ${subject.kind}  ${subject.name}`),
  ].join('\n');
}
