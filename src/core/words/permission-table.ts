/** Permissions as people talk about them: for each what its holder may do, and what it means where that is special. */
import type { Danger } from '../permissions/dangers.ts';
import { nameOf } from '../permissions/permission.ts';
import { DANGEROUS } from './permissions-dangerous.ts';
import { HARMLESS } from './permissions-harmless.ts';
import type { SaidPermission } from './said-permission.ts';

/** Everything that has words of its own; what is not here is told by its verbs and its name. */
export const PERMISSIONS: readonly SaidPermission[] = [...HARMLESS, ...DANGEROUS];

const byNameAndVerb = new Map(
  PERMISSIONS.flatMap((said) => said.verbs.map((verb) => [`${said.name} ${verb}`, said] as const)),
);

/** `name` is `resource[.group][/subresource]`. */
export function saidOf(name: string, verb: string): SaidPermission | undefined {
  return byNameAndVerb.get(`${name} ${verb}`);
}

/** What a permission with words of its own means, where its kind does not say all. */
export function meansOf({
  group,
  resource,
  verbs,
}: Pick<Danger, 'group' | 'resource' | 'verbs'>): string | undefined {
  const said = verbs.map((verb) => saidOf(nameOf(group, resource), verb)?.means);
  const [first] = said;
  return said.every((means) => means === first) ? first : undefined;
}
