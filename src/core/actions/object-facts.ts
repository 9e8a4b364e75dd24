/** What is asked of a cluster about the objects that actions name, and what it said. */
import type { Fact } from '../problem.ts';
import type { Action } from './action.ts';
import { fullName, type Discovery } from './api-resource.ts';

/** One object, by its address. */
export interface ObjectRef {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  /** Undefined: it belongs to the whole cluster. */
  readonly namespace: string | undefined;
  readonly name: string;
}

export interface ObjectFacts {
  readonly uid: string;
  /** The owner that controls it, by kind; undefined: nothing does. */
  readonly controller: { readonly group: string; readonly kind: string } | undefined;
  /** Whether the API server made its name up, so that it is never made anew under it. */
  readonly nameIsGenerated: boolean;
}

/** `not allowed`: the controller may not read it, whether it is there or not; undefined: it is not there. */
export type ObjectAnswer = ObjectFacts | 'not allowed' | undefined;

/** What one cluster said for the actions that are asked for in it. */
export interface ActionFacts {
  readonly discovery: Fact<Discovery>;
  /** By `keyOfObject`. */
  readonly objects: ReadonlyMap<string, Fact<ObjectAnswer>>;
  /** Whether the guard denies there, by namespace; `''`: for what belongs to the whole cluster. */
  readonly guards: ReadonlyMap<string, Fact<boolean>>;
}

export function refOf({ resource, name }: Action, namespace: string | undefined): ObjectRef {
  return {
    group: resource.group,
    version: resource.versions[0] ?? 'v1',
    resource: resource.name,
    namespace,
    name,
  };
}

export function keyOfObject({ group, resource, namespace, name }: ObjectRef): string {
  return `${fullName({ group, name: resource })} ${namespace ?? ''} ${name}`;
}
