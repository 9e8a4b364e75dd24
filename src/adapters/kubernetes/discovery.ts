/** What an API server serves, from its aggregated discovery, which every authenticated identity may read. */
import { z } from 'zod';
import type { ApiResource, Discovery } from '../../core/actions/api-resource.ts';
import type { Api } from './api.ts';
import { understood } from './objects.ts';
import { successful } from './answer.ts';

/** https://kubernetes.io/docs/concepts/overview/kubernetes-api/#aggregated-discovery */
const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

/** The core group first, then the others as the API server orders them: so kubectl looks, too. */
export async function readDiscovery(api: Api): Promise<Discovery> {
  const answers = await Promise.all(
    ['/api', '/apis'].map((path) => api({ method: 'GET', path, accept: AGGREGATED })),
  );
  const groups = answers.flatMap((answer) => understood(groupsSchema, successful(answer).body).items);
  return {
    resources: groups.flatMap(resourcesOf),
    silent: groups.filter(isSilent).map(({ metadata }) => metadata.name),
  };
}

const names = z
  .array(z.string())
  .nullish()
  .transform((list) => list ?? []);

const resourceSchema = z.object({
  resource: z.string(),
  scope: z.enum(['Namespaced', 'Cluster']),
  singularResource: z.string().default(''),
  verbs: names,
  shortNames: names,
  subresources: z.array(z.object({ subresource: z.string() })).default([]),
});

const groupSchema = z.object({
  metadata: z.object({ name: z.string().default('') }).default({ name: '' }),
  versions: z.array(
    z.object({
      version: z.string(),
      freshness: z.string().default('Current'),
      resources: z.array(resourceSchema).default([]),
    }),
  ),
});

const groupsSchema = z.object({ kind: z.literal('APIGroupDiscoveryList'), items: z.array(groupSchema) });

type Group = z.output<typeof groupSchema>;

/** NB: what an aggregated API that does not answer serves was not said, whatever still stands there. */
function isSilent({ versions }: Group): boolean {
  return versions.some(({ freshness }) => freshness !== 'Current');
}

/** Each resource once, as the first of its versions has it: the API server puts the preferred one first. */
function resourcesOf({ metadata, versions }: Group): readonly ApiResource[] {
  const found = new Map<string, ApiResource>();
  for (const { version, resources } of versions) {
    for (const { resource: name, scope, singularResource, subresources, ...rest } of resources) {
      const former = found.get(name);
      found.set(
        name,
        former === undefined
          ? {
              ...rest,
              group: metadata.name,
              versions: [version],
              name,
              singular: singularResource,
              namespaced: scope === 'Namespaced',
              subresources: subresources.map(({ subresource }) => subresource),
            }
          : { ...former, versions: [...former.versions, version] },
      );
    }
  }
  return [...found.values()];
}
