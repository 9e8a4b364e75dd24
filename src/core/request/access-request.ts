/** What a person asks for: one request file, read strictly. */
import { z } from 'zod';
import { readAction, type WrittenAction } from '../actions/written-action.ts';
import { valid, type Parsed, type Place, type Problem } from '../problem.ts';
import type { Duration, Instant } from '../time.ts';
import { requestFields as words } from '../words/request-fields.ts';
import { described, kind, login, moment, serviceAccount, span, text, version } from './fields.ts';
import type { RequestPath } from './path.ts';
import { entry, readAs, type Form } from './read-as.ts';
import type { YamlFile } from './yaml.ts';

export type Subject =
  | { readonly kind: 'person'; readonly login: string }
  | { readonly kind: 'service account'; readonly namespace: string; readonly name: string };

export interface AccessRequest {
  readonly subject: Subject;
  readonly duration: Duration;
  readonly reason: string;
  readonly ticket: string | undefined;
  readonly startsAt: Instant | undefined;
  /** Undefined where the request names a role. */
  readonly actions: readonly WrittenAction[] | undefined;
}

/** A request where it stands: its scope, what it says, and on which line. */
export interface LocatedRequest {
  readonly path: RequestPath;
  readonly request: AccessRequest;
  /** Where a field's value stands, or one entry of it; the place of `spec` where it is absent. */
  readonly place: (field: keyof AccessRequest, entry?: number) => Place;
}

/** What one person can read and approve at once. */
const MOST_ACTIONS = 20;

/** A request file is at most so many bytes; a larger one is refused before it is read. */
export const MAX_REQUEST_BYTES = 16 * 1024;

/** Reads any bytes, never throws, and tells every problem at once. */
export function parseAccessRequest(path: RequestPath, bytes: Uint8Array): Parsed<LocatedRequest> {
  const read = readAs(form, path.text, bytes);
  if (read.kind === 'invalid') return read;
  const { value, yaml } = read.value;
  const place: LocatedRequest['place'] = (field, of) =>
    yaml.place(of === undefined ? ['spec', field] : ['spec', field, of]);
  return valid({ path, request: requestOf(value), place });
}

const subject = described(
  words['spec.subject'],
  z.union([
    login(words['spec.subject']),
    z.strictObject({
      serviceAccount: serviceAccount(words['spec.subject.serviceAccount']),
    }),
  ]),
);

/** A request as people write it. */
export const writtenRequest = z.strictObject({
  apiVersion: version(words.apiVersion),
  kind: kind(words.kind, 'AccessRequest'),
  spec: described(
    words.spec,
    z.strictObject({
      subject,
      duration: span(words['spec.duration']),
      reason: described(
        words['spec.reason'],
        z
          .string()
          .min(10)
          .max(500)
          .regex(/^\S.*\S$/),
      ),
      ticket: text(words['spec.ticket'], /^\S+$/, 100).optional(),
      startsAt: moment(words['spec.startsAt']).optional(),
      actions: described(
        words['spec.actions'],
        z.array(described(words['spec.actions.*'], z.string())).min(1).max(MOST_ACTIONS),
      ).optional(),
    }),
  ),
});

type WrittenRequest = z.output<typeof writtenRequest>;

const form: Form<WrittenRequest> = {
  schema: writtenRequest,
  fields: words,
  limits: { bytes: MAX_REQUEST_BYTES, tokens: 2_000, depth: 16 },
  alsoWrong: actionsWithoutMeaning,
};

function requestOf({ spec }: WrittenRequest): AccessRequest {
  return {
    subject: subjectOf(spec.subject),
    duration: spec.duration,
    reason: spec.reason,
    ticket: spec.ticket,
    startsAt: spec.startsAt,
    actions: spec.actions?.flatMap(understood),
  };
}

function understood(text: string): readonly WrittenAction[] {
  const reading = readAction(text);
  return reading.kind === 'action' ? [reading.action] : [];
}

function subjectOf(written: WrittenRequest['spec']['subject']): Subject {
  if (typeof written === 'string') return { kind: 'person', login: written };
  const [namespace = '', name = ''] = written.serviceAccount.split('/');
  return { kind: 'service account', namespace, name };
}

/** Everything that is wrong with each action, told where it stands. */
function actionsWithoutMeaning(file: YamlFile): readonly Problem[] {
  const actions = entry(file.value, 'spec', 'actions');
  if (!Array.isArray(actions)) return [];
  return actions.slice(0, MOST_ACTIONS).flatMap((text: unknown, index) => {
    const reading = typeof text === 'string' ? readAction(text) : undefined;
    const place = file.place(['spec', 'actions', index]);
    return reading?.kind === 'none' ? reading.problems.map((said) => ({ ...said, place })) : [];
  });
}
