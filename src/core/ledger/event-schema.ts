/** What an event must look like to be one: the types of event.ts, checked where a line of history comes in. */
import { z } from 'zod';
import { CODEOWNERS_PATHS } from '../approval/codeowners.ts';
import { PEOPLE_PATH, POLICY_PATH, parseRequestPath } from '../request/path.ts';
import { parseInstant } from '../time.ts';
import type {
  AccessEvent,
  DeclinedEvent,
  DriftEvent,
  EndedEvent,
  GrantedEvent,
  GuardrailsEvent,
  RefusedEvent,
  ReviewedEvent,
} from './event.ts';
import { grantIdOf } from './grant-id.ts';

/** The event, or the name of the first field that is not as it must be. What later versions add is left alone. */
export function readEvent(
  value: unknown,
):
  | { readonly kind: 'event'; readonly event: AccessEvent }
  | { readonly kind: 'not'; readonly field: string } {
  const result = accessEvent.safeParse(value);
  if (result.success) return { kind: 'event', event: result.data };
  return { kind: 'not', field: result.error.issues[0]?.path.join('.') || 'type' };
}

const text = z.string();
const count = z.int().nonnegative();
const oid = text.regex(/^[0-9a-f]{40}$/);
const digest = text.regex(/^[0-9a-f]{64}$/);
const time = text.refine((value) => parseInstant(value) !== undefined);
const grantId = text.regex(/^[0-9a-f]{20}$/);
const requestPath = text.refine((value) => parseRequestPath(value) !== undefined);

const common = { at: time, repository: count, parent: oid, key: text.min(1) };
const ofAGrant = { ...common, grant: grantId, path: requestPath };
const account = z.object({ login: text, id: count });

const mergedPullRequest = z.object({
  number: count,
  head: oid,
  base: oid,
  merge: oid,
  method: z.enum(['merge', 'squash', 'rebase']),
});

const approval = z.object({
  review: count,
  at: time,
  commit: oid,
  by: account,
  for: text,
  permission: text,
  membership: text.nullable(),
});

const guardrailPath = z.enum([POLICY_PATH, PEOPLE_PATH, ...CODEOWNERS_PATHS]);

const guardrails = z
  .looseObject({
    ...common,
    type: z.literal('guardrails'),
    files: z.partialRecord(guardrailPath, oid).pipe(z.record(text, oid)),
    pr: mergedPullRequest.exactOptional(),
    by: z.literal('operator').exactOptional(),
    approvals: z.array(approval).exactOptional(),
    reason: text,
  })
  .refine(({ files }) => files[POLICY_PATH] !== undefined, { path: ['files'] })
  .refine(({ pr, by }) => (pr === undefined) !== (by === undefined), {
    path: ['pr'],
  }) satisfies z.ZodType<GuardrailsEvent>;

const byPolicy = z.union([
  z.object({ pr: count, approvals: z.array(approval) }),
  z.object({ by: z.literal('operator') }),
]);

const rule = z.object({
  apiGroups: z.array(text),
  resources: z.array(text),
  verbs: z.array(text),
  resourceNames: z.array(text),
  nonResourceURLs: z.array(text),
});

const named = z.object({ name: text, uid: text });

const granted = z
  .looseObject({
    ...ofAGrant,
    type: z.literal('granted'),
    pr: mergedPullRequest,
    request: z.object({ blob: oid, sha256: digest }),
    guardrails: oid,
    codeowners: z.object({ path: text, line: count }),
    author: account,
    subject: account.extend({ username: text }),
    approvals: z.array(approval),
    byPolicy: byPolicy.exactOptional(),
    review: z.object({ by: time }).exactOptional(),
    role: text,
    clusterRole: text.nullable(),
    actions: z.array(text).exactOptional(),
    reason: text,
    ticket: text.exactOptional(),
    rules: z.array(rule).exactOptional(),
    digest,
    cluster: named,
    namespace: named.nullable(),
    grantedAt: time,
    opensAt: time,
    expiresAt: time,
    replaces: grantId.nullable(),
  })
  .refine((event) => event.grant === grantIdOf(event.repository, event.path, event.pr.merge), {
    path: ['grant'],
  })
  // NB: a role of its own without rules would be whatever the cluster holds under that name.
  .refine(({ clusterRole, rules }) => clusterRole !== null || rules !== undefined, {
    path: ['rules'],
  }) satisfies z.ZodType<GrantedEvent>;

const refused = z.looseObject({
  ...ofAGrant,
  type: z.literal('refused'),
  pr: count.exactOptional(),
  why: z.array(text),
}) satisfies z.ZodType<RefusedEvent>;

const by = z.object({
  kind: z.enum(['time', 'subject', 'owner', 'operator', 'cluster', 'policy', 'git']),
  login: text.exactOptional(),
  id: count.exactOptional(),
  pr: count.exactOptional(),
  comment: count.exactOptional(),
});

const ended = z.looseObject({
  ...ofAGrant,
  type: z.enum(['expired', 'released', 'revoked', 'replaced']),
  by,
  bound: z.boolean(),
  goneBy: time.nullable(),
  why: text.exactOptional(),
}) satisfies z.ZodType<EndedEvent>;

const reviewed = z.looseObject({
  ...ofAGrant,
  type: z.literal('reviewed'),
  approvals: z.array(approval).min(1),
}) satisfies z.ZodType<ReviewedEvent>;

const declined = z.looseObject({
  ...common,
  type: z.literal('declined'),
  pr: z.object({ number: count, head: oid }),
  paths: z.array(requestPath),
  author: account,
  why: z.enum(['denied', 'withdrawn', 'timed out']),
  by,
}) satisfies z.ZodType<DeclinedEvent>;

const drift = z.looseObject({
  ...common,
  type: z.literal('drift'),
  grant: grantId.exactOptional(),
  path: text.exactOptional(),
  why: text,
  object: z.object({
    cluster: text,
    kind: text,
    namespace: text.nullable(),
    name: text,
    uid: text,
  }),
}) satisfies z.ZodType<DriftEvent>;

const accessEvent = z.discriminatedUnion('type', [
  guardrails,
  granted,
  refused,
  ended,
  reviewed,
  declined,
  drift,
]);
