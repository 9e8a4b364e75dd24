/** The policy as people write it: the schema of `access-requests/policy.yaml`, later words included. */
import { z } from 'zod';
import { readKind } from '../actions/action-kind.ts';
import { readPublicKey } from '../crypto.ts';
import { policyFields } from '../words/policy-fields.ts';
import type { Field } from '../words/fields.ts';
import {
  namespacesAreInVain,
  namespacesAreMissing,
  reviewIsNotOwed,
  reviewStandsAlone,
  sealKeyIsRepeated,
  wholeClusterIsTooMuch,
} from '../words/policy-problems.ts';
import {
  clusterRoleName,
  described,
  glob,
  kind,
  label,
  loginOrTeam,
  serviceAccount,
  span,
  text,
  version,
} from './fields.ts';
import { ACTIONS, EXAMPLES, LABEL } from './path.ts';
import { refuse } from './schema-problems.ts';
import { isUsername } from './people.ts';
import { isTicketPattern } from './ticket.ts';

const MOST = 1_000;
const MOST_ALSO = 5;

const sealKey = z.strictObject({
  id: text(words('spec.sealKeys.*.id'), /^[A-Za-z0-9._-]+$/, 64),
  publicKey: described(words('spec.sealKeys.*.publicKey'), z.string().max(200).refine(isPublicKey)),
});

const cluster = z.strictObject({
  uid: text(words('spec.clusters.*.uid'), /^[A-Za-z0-9][A-Za-z0-9-]*$/, 64).optional(),
  protectedNamespaces: list('spec.clusters.*.protectedNamespaces', glob).optional(),
});

/** What a role and a rule for actions have in common. */
function allowance(path: 'spec.roles.*' | 'spec.actions.*') {
  return {
    maxDuration: span(words(`${path}.maxDuration`)),
    clusters: list(`${path}.clusters`, label).optional(),
    namespaces: list(`${path}.namespaces`, glob).optional(),
    requesters: list(`${path}.requesters`, loginOrTeam),
    approvals: described(words(`${path}.approvals`), z.int().min(0).max(10)).optional(),
    alsoApprovedBy: list(`${path}.alsoApprovedBy`, loginOrTeam)
      .max(MOST_ALSO)
      .refine(entriesAreDistinct)
      .optional(),
    serviceAccounts: list(`${path}.serviceAccounts`, serviceAccount).optional(),
    review: described(words(`${path}.review`), z.literal('after')).optional(),
    reviewWithin: span(words(`${path}.reviewWithin`)).optional(),
    ticket: described(words(`${path}.ticket`), z.literal('required')).optional(),
  };
}

const accepted =
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-.a-z0-9]*[a-z0-9])?)?(\/[a-z0-9]([-a-z0-9]*[a-z0-9])?)?$/;

const role = z.strictObject({
  clusterRole: clusterRoleName(words('spec.roles.*.clusterRole')),
  scope: described(words('spec.roles.*.scope'), z.enum(['namespace', 'cluster'])).optional(),
  ...allowance('spec.roles.*'),
  accepts: list('spec.roles.*.accepts', (field) => text(field, accepted, 200)).optional(),
});

const actionRule = z.strictObject({
  allow: list('spec.actions.*.allow', (field) => described(field, z.string().max(300).refine(isKind))),
  ...allowance('spec.actions.*'),
});

const limit = (field: Field) => described(field, z.int().min(1)).optional();

const spec = z.strictObject({
  sealKeys: described(words('spec.sealKeys'), z.array(sealKey).min(1).max(MOST)).superRefine(
    sealKeysAreDistinct,
  ),
  identities: described(
    words('spec.identities'),
    z.strictObject({
      username: described(words('spec.identities.username'), z.string().max(200).refine(isTemplate)),
    }),
  ).optional(),
  clusters: described(
    words('spec.clusters'),
    z
      .record(
        z.string().max(63).regex(LABEL).refine(isNot(EXAMPLES)),
        described(words('spec.clusters.*'), cluster),
      )
      .refine((clusters) => Object.keys(clusters).length > 0),
  ),
  roles: described(
    words('spec.roles'),
    z.record(z.string().max(63).regex(LABEL).refine(isNot(ACTIONS)), described(words('spec.roles.*'), role)),
  ).superRefine(rolesSayWhere),
  actions: described(words('spec.actions'), z.array(actionRule).min(1).max(MOST))
    .superRefine(actionRulesSayWhere)
    .optional(),
  ticket: described(
    words('spec.ticket'),
    z.strictObject({
      pattern: described(words('spec.ticket.pattern'), z.string().min(1).max(200).refine(isTicketPattern)),
      url: text(words('spec.ticket.url'), /^https:\/\/[^\s/{}<>]+\/[^\s{}<>]*\{ticket\}[^\s{}<>]*$/, 500),
    }),
  ).optional(),
  limits: described(
    words('spec.limits'),
    z.strictObject({
      activePerSubject: limit(words('spec.limits.activePerSubject')),
      openPerAuthor: limit(words('spec.limits.openPerAuthor')),
    }),
  ).optional(),
  pendingTimeout: span(words('spec.pendingTimeout')).optional(),
  remindAfter: span(words('spec.remindAfter')).optional(),
  escalateAfter: span(words('spec.escalateAfter')).optional(),
  notify: described(
    words('spec.notify'),
    z.strictObject({
      default: list('spec.notify.default', label).optional(),
      incident: list('spec.notify.incident', label).optional(),
      escalation: list('spec.notify.escalation', label).optional(),
    }),
  ).optional(),
});

export const writtenPolicy = z.strictObject({
  apiVersion: version(words('apiVersion')),
  kind: kind(words('kind'), 'AccessPolicy'),
  spec: described(words('spec'), spec),
});

export type WrittenPolicy = z.output<typeof writtenPolicy>;
export type WrittenRole = z.output<typeof role>;
export type WrittenAllowance = Omit<z.output<typeof actionRule>, 'allow'>;

function words(path: string): Field {
  const field = policyFields[path];
  if (field === undefined) throw new Error(`the field ${path} has no words`);
  return field;
}

function list<Item extends z.ZodType>(path: string, item: (field: Field) => Item) {
  return described(
    words(path),
    z
      .array(item(words(`${path}.*`)))
      .min(1)
      .max(MOST),
  );
}

/** NB: an entry asks for one more person; who is meant by two of the same is for `approvals` to say. */
function entriesAreDistinct(entries: readonly string[]): boolean {
  return new Set(entries.map((entry) => entry.toLowerCase())).size === entries.length;
}

function isKind(text: string): boolean {
  return readKind(text) !== undefined;
}

function isNot(reserved: string): (text: string) => boolean {
  return (text) => text !== reserved;
}

/** NB: base64 decoding forgives; only the one spelling of a key counts, or one key could be listed as two. */
function isPublicKey(base64: string): boolean {
  const key = readPublicKey(base64);
  return key?.export({ type: 'spki', format: 'der' }).toString('base64') === base64;
}

function isTemplate(template: string): boolean {
  const parts = template.split('{login}');
  return parts.length === 2 && !/[{}]/.test(parts.join('')) && isUsername(parts.join('a'));
}

type SealKeys = readonly { readonly id: string; readonly publicKey: string }[];

function sealKeysAreDistinct(keys: SealKeys, context: z.RefinementCtx): void {
  keys.forEach(({ id, publicKey }, index) => {
    const before = keys.slice(0, index);
    if (before.some((key) => key.id === id))
      context.addIssue(refuse(sealKeyIsRepeated('id', id), [index, 'id']));
    if (before.some((key) => key.publicKey === publicKey)) {
      context.addIssue(refuse(sealKeyIsRepeated('public key', publicKey), [index, 'publicKey']));
    }
  });
}

function rolesSayWhere(roles: Readonly<Record<string, WrittenRole>>, context: z.RefinementCtx): void {
  for (const [name, written] of Object.entries(roles)) {
    saysWhoLooks(name, written, [name], context);
    if (written.scope === 'cluster') {
      if (written.namespaces) context.addIssue(refuse(namespacesAreInVain(name), [name, 'namespaces']));
      const early = grantsEarly(written);
      if (early.length > 0) context.addIssue(refuse(wholeClusterIsTooMuch(name, early), [name]));
    } else saysWhere(name, written, [name], context);
  }
}

function actionRulesSayWhere(rules: readonly WrittenAllowance[], context: z.RefinementCtx): void {
  rules.forEach((written, index) => {
    saysWhoLooks(ACTIONS, written, [index], context);
    saysWhere(ACTIONS, written, [index], context);
  });
}

function saysWhere(
  name: string,
  written: WrittenAllowance,
  path: (string | number)[],
  context: z.RefinementCtx,
): void {
  const early = grantsEarly(written);
  if (written.namespaces === undefined && early.length > 0)
    context.addIssue(refuse(namespacesAreMissing(name, early), path));
}

/** NB: who must approve first, and that nobody must, cannot both be meant. */
function saysWhoLooks(
  name: string,
  { review, reviewWithin, approvals, alsoApprovedBy }: WrittenAllowance,
  path: (string | number)[],
  context: z.RefinementCtx,
): void {
  if (review === undefined && reviewWithin !== undefined)
    context.addIssue(refuse(reviewIsNotOwed(name), [...path, 'reviewWithin']));
  if (review === undefined) return;
  for (const [word, value] of Object.entries({ approvals, alsoApprovedBy }))
    if (value !== undefined) context.addIssue(refuse(reviewStandsAlone(name, word), [...path, word]));
}

/** NB: what is granted before anybody looked at the request must say exactly where. */
function grantsEarly({ approvals, review }: WrittenAllowance): readonly string[] {
  return [...(approvals === 0 ? ['approvals: 0'] : []), ...(review ? ['review: after'] : [])];
}
