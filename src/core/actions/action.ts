/** An action as a cluster understands it: one verb, one object, written in full. */
import * as words from '../words/action-problems.ts';
import type { Said } from '../words/action-problems.ts';
import { findResource, fullName, type ApiResource, type Discovery } from './api-resource.ts';
import { factsOfVerb, type Verb } from './verbs.ts';
import type { WrittenAction } from './written-action.ts';

export interface Action {
  readonly verb: Verb;
  readonly resource: ApiResource;
  readonly name: string;
  readonly option: WrittenAction['option'];
}

export type Resolution =
  | { readonly kind: 'action'; readonly action: Action }
  | { readonly kind: 'problem'; readonly said: Said }
  | { readonly kind: 'unread'; readonly why: string };

/** `scale deployments.apps/api --replicas=5`: the check, the event and the record all write it so. */
export function writeAction({ verb, resource, name, option }: Action): string {
  const flag = option === undefined ? '' : ` --${option.flag}=${option.value}`;
  return `${verb} ${fullName(resource)}/${name}${flag}`;
}

/** What a written action is in a cluster; `namespace` undefined: it is asked for in the whole of it. */
export function resolveAction(
  written: WrittenAction,
  discovery: Discovery,
  cluster: string,
  namespace: string | undefined,
): Resolution {
  const found = findResource(written.resource, discovery);
  switch (found.kind) {
    case 'unknown':
      return problem(words.resourceIsUnknown(written.resource, cluster, found.nearest));
    case 'ambiguous':
      return problem(words.resourceIsAmbiguous(written.resource, found.names));
    case 'unread':
      return { kind: 'unread', why: words.resourcesUnread(written.resource, cluster, found.groups) };
    case 'found':
      return withResource(written, found.resource, namespace);
  }
}

function withResource(
  { verb, name, option }: WrittenAction,
  resource: ApiResource,
  namespace: string | undefined,
): Resolution {
  const { goesWith } = factsOfVerb(verb);
  const full = fullName(resource);
  if (goesWith !== undefined && !goesWith.includes(full))
    return problem(words.verbGoesWithOthers(verb, full, goesWith));
  if (!serves(verb, resource)) return problem(words.resourceLacksTheVerb(verb, full));
  if (resource.namespaced !== (namespace !== undefined))
    return problem(words.resourceIsElsewhere(resource.namespaced, full));
  return { kind: 'action', action: { verb, resource, name, option } };
}

/** Whether the cluster has all that the verb needs: an object that can be got, and its parts. */
function serves(verb: Verb, { verbs, subresources }: ApiResource): boolean {
  return factsOfVerb(verb).needs.every(([part, needed]) =>
    part === '' ? needed.every((one) => verbs.includes(one)) : subresources.includes(part.slice(1)),
  );
}

function problem(said: Said): Resolution {
  return { kind: 'problem', said };
}
