/** The id of a grant: which file, merged when, in which repository. */
import { sha256 } from '../crypto.ts';
import type { Oid } from '../repository.ts';
import type { GrantId } from './event.ts';

/** The same on every replica, new with every merge. */
export function grantIdOf(repository: number, path: string, merge: Oid): GrantId {
  return sha256(`${repository}\n${path}\n${merge}\n`).slice(0, 20);
}
