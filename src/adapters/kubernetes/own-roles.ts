/** The role of its own that a grant has, as an object of the Kubernetes API, and back. */
import { z } from 'zod';
import type { HeldRole, OwnRole } from '../../core/grant/own-role.ts';
import type { Rule } from '../../core/permissions/rules.ts';
import { headOf, metadataSchema, roleSchema, understood } from './objects.ts';

/** What server-side apply takes. NB: it replaces `rules` whole, whoever wrote the others. */
export function roleObject({ rules, ...role }: OwnRole) {
  return { ...headOf(role), rules: rules.map(filledParts) };
}

/** An empty part is left out, as the API server gives it back. */
function filledParts(rule: Rule): Partial<Rule> {
  return Object.fromEntries(Object.entries(rule).filter(([, part]) => part.length > 0));
}

// NB: rules that cannot be read are not those of any grant, so such a role is put right like any other.
const heldRoleSchema = z.object({
  metadata: metadataSchema,
  rules: roleSchema.shape.rules.catch([]),
  aggregationRule: z.unknown().optional(),
});

export function heldRole(kind: HeldRole['kind'], body: unknown): HeldRole {
  const { metadata, rules, aggregationRule } = understood(heldRoleSchema, body);
  const { name, namespace, labels, annotations, uid } = metadata;
  const gathersRules = aggregationRule !== undefined && aggregationRule !== null;
  return { kind, namespace, name, labels, annotations, rules, uid, gathersRules };
}
