/** Reads what the requests for actions need to be judged by, of the clusters that they are for. */
import { resolveAction } from '../../core/actions/action.ts';
import type { Discovery } from '../../core/actions/api-resource.ts';
import { keyOfObject, refOf, type ActionFacts, type ObjectRef } from '../../core/actions/object-facts.ts';
import type { AskedRequest } from '../../core/grant/askable.ts';
import type { ClusterFacts } from '../../core/grant/cluster-facts.ts';
import { read, type Fact } from '../../core/problem.ts';
import type { LocatedRequest } from '../../core/request/access-request.ts';
import { WHOLE_CLUSTER } from '../../core/request/path.ts';
import type { ActionReader, Cluster, ObjectAnswer } from '../../ports.ts';
import { asFact, factsOf } from './gather.ts';
import type { Places } from './read-places.ts';
import type { World } from '../world.ts';

/** The same places, those where actions are asked for with what was read for them. */
export async function withActionFacts(
  places: Places,
  requests: readonly AskedRequest[],
  { clusters }: Pick<World, 'clusters'>,
): Promise<Places> {
  const asked = requests.flatMap(({ written }) => (written.kind === 'valid' ? [written.value] : []));
  const each = await Promise.all(
    [...places].map(async ([name, place]) => {
      const here = asked.filter(
        ({ path, request }) => path.cluster === name && request.actions !== undefined,
      );
      const cluster = clusters.find((one) => one.name === name);
      return [name, await withFacts(place, here, cluster)] as const;
    }),
  );
  return new Map(each);
}

async function withFacts(
  place: ClusterFacts,
  requests: readonly LocatedRequest[],
  cluster: Cluster | undefined,
): Promise<ClusterFacts> {
  if (cluster === undefined || requests.length === 0) return place;
  return { ...place, actionFacts: await readActionFacts(cluster, requests) };
}

async function readActionFacts(
  cluster: Pick<ActionReader, 'discovery' | 'object' | 'guardDenies'> & { readonly name: string },
  requests: readonly LocatedRequest[],
): Promise<ActionFacts> {
  const discovery = await asFact(cluster.discovery());
  const refs = discovery.kind === 'read' ? refsOf(requests, discovery.value, cluster.name) : new Map();
  const [objects, guards] = await Promise.all([
    objectsOf(refs, cluster),
    factsOf(new Set(requests.map((one) => namespaceOf(one) ?? '')), (namespace) =>
      cluster.guardDenies(namespace === '' ? undefined : namespace),
    ),
  ]);
  return { discovery, objects, guards };
}

function namespaceOf({ path }: LocatedRequest): string | undefined {
  return path.namespace === WHOLE_CLUSTER ? undefined : path.namespace;
}

function refsOf(
  requests: readonly LocatedRequest[],
  discovery: Discovery,
  cluster: string,
): ReadonlyMap<string, ObjectRef> {
  const refs = requests.flatMap((request) => {
    const namespace = namespaceOf(request);
    return (request.request.actions ?? []).flatMap((written) => {
      const resolution = resolveAction(written, discovery, cluster, namespace);
      return resolution.kind === 'action' ? [refOf(resolution.action, namespace)] : [];
    });
  });
  return new Map(refs.map((ref) => [keyOfObject(ref), ref]));
}

/** NB: of secrets nothing is read, not even whether they are there, whatever the controller might be allowed. */
async function objectsOf(
  refs: ReadonlyMap<string, ObjectRef>,
  cluster: Pick<ActionReader, 'object'>,
): Promise<ReadonlyMap<string, Fact<ObjectAnswer>>> {
  const asked = [...refs].map(async ([key, ref]) => {
    const answer = isSecret(ref) ? read<ObjectAnswer>('not allowed') : await asFact(cluster.object(ref));
    return [key, answer] as const;
  });
  return new Map(await Promise.all(asked));
}

function isSecret({ group, resource }: ObjectRef): boolean {
  return group === '' && resource === 'secrets';
}
