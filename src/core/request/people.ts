/** GitHub account → Kubernetes username: `access-requests/people.yaml`, read strictly. */
import { z } from 'zod';
import { valid, type Parsed } from '../problem.ts';
import { peopleFields as words } from '../words/people-fields.ts';
import { idIsTaken, loginIsTaken, usernameIsTaken } from '../words/policy-problems.ts';
import { described, kind, LOGIN, version } from './fields.ts';
import { readAs, type Form } from './read-as.ts';
import { refuse } from './schema-problems.ts';

export interface PersonEntry {
  readonly id: number;
  readonly username: string;
}

/** By login in lower case. */
export type People = ReadonlyMap<string, PersonEntry>;

/** Guardrail files are at most so many bytes; a larger one is refused before it is read. */
export const MAX_GUARDRAIL_BYTES = 256 * 1024;

/** Reads any bytes, never throws, and tells every problem at once. */
export function parsePeople(file: string, bytes: Uint8Array): Parsed<People> {
  const read = readAs(form, file, bytes);
  if (read.kind === 'invalid') return read;
  const entries = Object.entries(read.value.value.spec.people);
  return valid(new Map(entries.map(([login, person]) => [login.toLowerCase(), person])));
}

/** Whether a text can be a user's name in Kubernetes and is none of the cluster's own. */
export function isUsername(text: string): boolean {
  return text.length <= 256 && USERNAME.test(text) && !text.toLowerCase().startsWith('system:');
}

const USERNAME = /^\S(.*\S)?$/;

const person = z.strictObject({
  id: described(words['spec.people.*.id'], z.int().min(1)),
  username: described(words['spec.people.*.username'], z.string().max(256).regex(USERNAME)).refine(
    isUsername,
  ),
});

/** A people file as people write it. */
export const writtenPeople = z.strictObject({
  apiVersion: version(words.apiVersion),
  kind: kind(words.kind, 'AccessPeople'),
  spec: described(
    words.spec,
    z.strictObject({
      people: described(
        words['spec.people'],
        z.record(z.string().max(39).regex(LOGIN), described(words['spec.people.*'], person)),
      ).superRefine(everyoneIsDistinct),
    }),
  ),
});

type WrittenPeople = z.output<typeof writtenPeople>;

const form: Form<WrittenPeople> = {
  schema: writtenPeople,
  fields: words,
  limits: { bytes: MAX_GUARDRAIL_BYTES, tokens: 100_000, depth: 16 },
  alsoWrong: () => [],
};

/** NB: two people with one username would hold each other's access, and could approve it. */
function everyoneIsDistinct(people: Readonly<Record<string, PersonEntry>>, context: z.RefinementCtx): void {
  const logins = new Map<string, string>();
  const ids = new Map<number, string>();
  const usernames = new Map<string, string>();
  for (const [login, { id, username }] of Object.entries(people)) {
    const sameLogin = taken(logins, login.toLowerCase(), login);
    const sameId = taken(ids, id, login);
    const sameName = taken(usernames, username.toLowerCase(), login);
    if (sameLogin !== undefined) context.addIssue(refuse(loginIsTaken(login, sameLogin), [login]));
    if (sameId !== undefined) context.addIssue(refuse(idIsTaken(id, sameId), [login, 'id']));
    if (sameName !== undefined)
      context.addIssue(refuse(usernameIsTaken(username, sameName), [login, 'username']));
  }
}

/** Who had the key before; notes the newcomer where nobody had. */
function taken<Key>(holders: Map<Key, string>, key: Key, login: string): string | undefined {
  const holder = holders.get(key);
  if (holder === undefined) holders.set(key, login);
  return holder;
}
