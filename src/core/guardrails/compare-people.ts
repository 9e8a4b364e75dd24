/** Who has another name in the clusters, or none, under another version of the guardrails. */
import { usernameOf, type Guardrails } from '../request/guardrails.ts';
import type { PersonEntry } from '../request/people.ts';
import * as say from '../words/people-differences.ts';
import { changes, loosens, tightens, type Difference, type Versions } from './difference.ts';

export function comparePeople(guardrails: Versions<Guardrails>): readonly Difference[] {
  const { before, after } = guardrails;
  const logins = new Set([...before.people.keys(), ...after.people.keys()]);
  return [...logins].flatMap((login) => {
    const [old, fresh] = [before.people.get(login), after.people.get(login)];
    if (old?.id === fresh?.id && old?.username === fresh?.username) return [];
    const entry = fresh ?? old;
    return entry === undefined ? [] : comparePerson(login, entry, { before: old, after: fresh }, guardrails);
  });
}

/** NB: who is not in the file may have a name by the policy's template, so that an entry may give nothing, or take nothing. */
function comparePerson(
  login: string,
  { id }: PersonEntry,
  { before, after }: Versions<PersonEntry | undefined>,
  guardrails: Versions<Guardrails>,
): readonly Difference[] {
  if (before !== undefined && after !== undefined && before.id !== after.id)
    return [changes(say.loginIsAnotherAccount(login, before, after))];
  const was = usernameOf(guardrails.before, { login, id });
  const is = usernameOf(guardrails.after, { login, id });
  if (was === is) return [];
  if (was === undefined) return [loosens(say.personHasAUsername(login, id, is ?? ''))];
  return [
    is === undefined
      ? tightens(say.personHasNone(login, id))
      : changes(say.personIsCalled(login, id, was, is)),
  ];
}
