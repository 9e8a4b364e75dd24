/** What a new version of the people file does otherwise. */
import { quoted } from './quote.ts';

interface Entry {
  readonly id: number;
  readonly username: string;
}

export function loginIsAnotherAccount(login: string, before: Entry, after: Entry): string {
  return `${quoted(login)} is the account ${after.id} instead of ${before.id}, as ${quoted(after.username)} in the clusters.`;
}

export function personHasAUsername(login: string, id: number, username: string): string {
  return `${quoted(login)} (${id}) may have access, as ${quoted(username)}; before, they had no username.`;
}

export function personHasNone(login: string, id: number): string {
  return `${quoted(login)} (${id}) has no username any more, and can get no access.`;
}

export function personIsCalled(login: string, id: number, before: string, after: string): string {
  return `${quoted(login)} (${id}) is ${quoted(after)} in the clusters instead of ${quoted(before)}.`;
}
