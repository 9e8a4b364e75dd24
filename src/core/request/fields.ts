/** The kinds of single values that requests, policies and people files share, as schemas. */
import { z } from 'zod';
import { instantOf, parseDuration, parseInstant, type Duration } from '../time.ts';
import { hoverOf, type Field } from '../words/fields.ts';
import { LABEL } from './path.ts';

/** GitHub's logins, with the underscore of managed accounts. https://docs.github.com/en/enterprise-cloud@latest/admin/managing-iam/iam-configuration-reference/username-considerations-for-external-authentication */
export const LOGIN = /^[A-Za-z0-9][A-Za-z0-9_-]{0,38}$/;
const LOGIN_OR_TEAM = /^@[A-Za-z0-9][A-Za-z0-9_-]{0,38}(\/[A-Za-z0-9_.-]{1,100})?$/;
/** A namespace is a label, a service account's name a subdomain. https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
const SERVICE_ACCOUNT =
  /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\/[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const GLOB = /^[a-z0-9*]([-a-z0-9*]*[a-z0-9*])?$/;
/** The form of names that may hold dots. https://kubernetes.io/docs/reference/access-authn-authz/rbac/ (path segment names) */
const ROLE_NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.:]*[A-Za-z0-9])?$/;

/** Gives a schema its words for the reader's editor. */
export function described<Schema extends z.ZodType>(field: Field, schema: Schema): Schema {
  return schema.meta({ description: hoverOf(field) });
}

export function text(field: Field, form: RegExp, longest: number) {
  return described(field, z.string().max(longest).regex(form));
}

export function label(field: Field) {
  return text(field, LABEL, 63);
}

export function login(field: Field) {
  return text(field, LOGIN, 39);
}

export function loginOrTeam(field: Field) {
  return text(field, LOGIN_OR_TEAM, 141);
}

/** `namespace/name`. */
export function serviceAccount(field: Field) {
  return text(field, SERVICE_ACCOUNT, 317);
}

export function glob(field: Field) {
  return text(field, GLOB, 63);
}

export function clusterRoleName(field: Field) {
  return text(field, ROLE_NAME, 253).refine(
    (name) => name !== 'cluster-admin' && !name.startsWith('system:'),
  );
}

/** Read into a span. */
export function span(field: Field) {
  return text(field, /^[1-9][0-9]{0,4}[mhd]$/, 6).transform((written, context): Duration => {
    const read = parseDuration(written);
    if (read === undefined) context.addIssue({ code: 'custom' });
    return read ?? z.NEVER;
  });
}

/** Read into an instant. */
export function moment(field: Field) {
  return text(field, /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/, 20).transform((written, context) => {
    const read = parseInstant(written);
    if (read === undefined) context.addIssue({ code: 'custom' });
    return read ?? instantOf(0);
  });
}

export function version(field: Field) {
  return described(field, z.literal('daypass.dev/v1'));
}

export function kind<const Name extends string>(field: Field, name: Name) {
  return described(field, z.literal(name));
}
