/** What each field of a request file holds, in the words of its problems and of an editor's hover. */
import type { Field } from './fields.ts';

const TIME = 'Access is for a time, and the time is agreed on before.';

export const requestFields = {
  '': {
    is: 'an AccessRequest: `apiVersion`, `kind` and `spec`',
    why: 'One file asks for one thing.',
    example: 'kind: AccessRequest',
  },
  apiVersion: {
    is: '`daypass.dev/v1`',
    why: 'It says by which rules the file is read.',
    example: 'daypass.dev/v1',
  },
  kind: { is: '`AccessRequest`', why: 'It says what the file is.', example: 'AccessRequest' },
  spec: {
    is: 'a map with `subject`, `duration` and `reason`',
    why: 'It says who asks, for how long, and why.',
    example: '{subject: alice, duration: 2h, reason: "INC-4242, checkout latency"}',
  },
  'spec.subject': {
    is: "the GitHub login of the pull request's author",
    why: 'People ask for themselves; letters, digits and single marks, at most 39.',
    example: 'alice',
  },
  'spec.subject.serviceAccount': {
    is: 'a service account, as `namespace/name`',
    why: 'It is for programs, where the policy lists it by name.',
    example: 'ci/deployer',
  },
  'spec.duration': {
    is: 'a span such as `30m`, `2h` or `1d`',
    why: `${TIME} It is a whole number without leading zero, then m, h or d; it counts from the merge, or from \`startsAt\`.`,
    example: '2h',
  },
  'spec.reason': {
    is: 'one line of 10 to 500 characters, without blanks around it',
    why: 'Reviewers decide by it, and auditors read it years later.',
    example: 'INC-4242, checkout latency, read logs of api',
  },
  'spec.ticket': {
    is: 'the name of a ticket, without blanks',
    why: 'It links the access to the work.',
    example: 'INC-4242',
  },
  'spec.startsAt': {
    is: 'a moment in UTC, to the second, on a day that exists, at most 7 days after the merge',
    why: `${TIME} A time without \`Z\` is read differently in another place; the duration counts from it.`,
    example: '2026-11-21T08:00:00Z',
  },
  'spec.actions': {
    is: 'a list of 1 to 20 actions',
    why: 'Exactly these are allowed, and no others.',
    example: '["delete pods/api-7d9f"]',
  },
  'spec.actions.*': {
    is: 'an action on one object, spelled as one would type it to kubectl',
    why: 'Exactly what stands here is allowed: `<verb> <resource>/<name>`, and a flag where the verb needs one.',
    example: 'delete pods/api-7d9f',
  },
} as const satisfies Readonly<Record<string, Field>>;
