/** Names that may be handed to git: whatever could be taken for an option, a pattern or a revision is turned away. */
import type { Oid } from '../../core/repository.ts';
import { Unavailable } from '../../ports.ts';

const OID = /^[0-9a-f]{40}$/;

export function isOid(text: string): text is Oid {
  return OID.test(text);
}

/** Throws where a text is no full object id: whoever named it so did not answer. */
export function assertOid(text: string): void {
  if (!isOid(text)) throw new Unavailable(`${JSON.stringify(text)} is no object id`);
}

// Mirrors git-check-ref-format(1).
const FORBIDDEN = /\.\.|@\{|\/\/|[\0-\x20\x7f~^:?*[\\]|^[-/.@]$|^-|^\/|\/$|\.$|(^|\/)\.|\.lock(\/|$)/;

export function assertBranchName(name: string): void {
  if (name === '' || name.length > 255 || FORBIDDEN.test(name)) {
    throw new Unavailable(`${JSON.stringify(name)} is no name of a branch`);
  }
}
