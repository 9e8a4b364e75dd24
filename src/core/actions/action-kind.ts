/** A kind of action, as a policy allows it: a verb and a resource as one types them to kubectl, `scale deployments`. */
import { isSubdomain } from './names.ts';
import { verbFirst, type Verb } from './verbs.ts';

export interface ActionKind {
  readonly verb: Verb;
  /** As written; which one it is, only a cluster can tell. */
  readonly resource: string;
}

/** Undefined where it is none: a kind that nobody can ask for would only look like a rule. */
export function readKind(text: string): ActionKind | undefined {
  const first = verbFirst(text.split(' '));
  const [resource, ...more] = first?.rest ?? [];
  if (first === undefined || resource === undefined || more.length > 0 || !isSubdomain(resource))
    return undefined;
  return { verb: first.verb, resource };
}
