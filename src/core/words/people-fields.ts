/** What each field of the people file holds, in the words of its problems and of an editor's hover. */
import type { Field } from './fields.ts';

export const peopleFields = {
  '': {
    is: 'an AccessPeople: `apiVersion`, `kind` and `spec`',
    why: 'One file says who is who.',
    example: 'kind: AccessPeople',
  },
  apiVersion: {
    is: '`daypass.dev/v1`',
    why: 'It says by which rules the file is read.',
    example: 'daypass.dev/v1',
  },
  kind: { is: '`AccessPeople`', why: 'It says what the file is.', example: 'AccessPeople' },
  spec: { is: 'a map with `people`', why: 'Nothing else stands in this file.', example: '{people: {}}' },
  'spec.people': {
    is: 'a map from GitHub logins to people',
    why: 'Who is not in it gets a username by the policy, or none.',
    example: '{alice: {id: 1001, username: alice.doe@acme.com}}',
  },
  'spec.people.(name)': {
    is: 'a GitHub login',
    why: 'Letters, digits and single marks, at most 39.',
    example: 'alice',
  },
  'spec.people.*': {
    is: 'a map with `id` and `username`',
    why: 'A login counts only with its id: it can be given up and taken by somebody else.',
    example: '{id: 1001, username: alice.doe@acme.com}',
  },
  'spec.people.*.id': {
    is: 'the numeric id of the GitHub account',
    why: 'A login can be given up and taken by somebody else; the id cannot. `gh api users/<login> --jq .id` prints it.',
    example: '1001',
  },
  'spec.people.*.username': {
    is: 'a Kubernetes username that does not begin with `system:`, at most 256 characters',
    why: '`system:` names belong to the cluster itself.',
    example: 'alice.doe@acme.com',
  },
} as const satisfies Readonly<Record<string, Field>>;
