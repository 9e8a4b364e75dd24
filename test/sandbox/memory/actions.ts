// What a cluster in memory knows where actions are asked for: the resources of a plain cluster, single objects, the guard.
import type { ActionReader, Discovery, ObjectFacts, ObjectRef } from '../../../src/ports.ts';
import { keyOfObject } from '../../../src/core/actions/object-facts.ts';
import { someResources } from '../../core/actions/some-resources.ts';

/** What happens to it from outside. */
export interface ActionHands {
  /** A pod that a ReplicaSet made, unless the test says otherwise. Only what is told apart: group, resource, namespace, name. */
  readonly putObject: (ref: NamedObject, over?: Partial<ObjectFacts>) => void;
  readonly takeObjectAway: (ref: NamedObject) => void;
  /** The controller may no longer read such objects. */
  readonly forbidReading: (resource: string) => void;
  /** The guard denies in the namespace; undefined: for what belongs to the whole cluster. */
  readonly installGuard: (namespace: string | undefined) => void;
  readonly serve: (discovery: Discovery) => void;
}

export type NamedObject = Pick<ObjectRef, 'resource' | 'namespace' | 'name'> & { readonly group?: string };

type Answering = <T>(name: keyof ActionReader, object: string | undefined, answer: () => T) => Promise<T>;

export function memoryActions(answering: Answering): ActionReader & ActionHands {
  const objects = new Map<string, ObjectFacts>();
  const forbidden = new Set<string>();
  const guarded = new Set<string | undefined>();
  let discovery = someResources;
  let count = 0;
  const keyOf = ({ group = '', ...named }: NamedObject) => keyOfObject({ group, version: 'v1', ...named });
  return {
    discovery: () => answering('discovery', undefined, () => discovery),
    object: (ref) =>
      answering('object', ref.name, () =>
        forbidden.has(ref.resource) ? 'not allowed' : objects.get(keyOfObject(ref)),
      ),
    guardDenies: (namespace) => answering('guardDenies', namespace, () => guarded.has(namespace)),
    putObject: (named, over = {}) => {
      count += 1;
      const made = { controller: { group: 'apps', kind: 'ReplicaSet' }, nameIsGenerated: true };
      objects.set(keyOf(named), { uid: `uid-of-${named.name}-${count}`, ...made, ...over });
    },
    takeObjectAway: (named) => objects.delete(keyOf(named)),
    forbidReading: (resource) => forbidden.add(resource),
    installGuard: (namespace) => guarded.add(namespace),
    serve: (served) => (discovery = served),
  };
}
