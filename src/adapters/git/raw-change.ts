/** Reads one line of git's raw diff: which entry stood at a path before, and which stands there now. */
import type { Change, Entry } from '../../core/repository.ts';
import { isOid } from './names.ts';

const COLON = 0x3a;
const NEWLINE = 0x0a;

/** Whether a token begins a change; git sets the first one off from the message with a line break. */
export const isChange = (bytes: Buffer): boolean =>
  bytes[0] === COLON || (bytes[0] === NEWLINE && bytes[1] === COLON);

const ABSENT = '000000';

/**
 * `:mode mode blob blob M`, or for a merge as many colons, modes and blobs as it has parents, and one more of the last
 * two for the result. `before` is what the first parent held.
 */
export function changeFrom(raw: string, path: string): Change {
  const line = raw.trimStart();
  const parents = line.lastIndexOf(':') + 1;
  const words = line.slice(parents).split(' ');
  const before = entryFrom(words[0], words[parents + 1]);
  const after = entryFrom(words[parents], words[2 * parents + 1]);
  return {
    path,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  };
}

function entryFrom(mode: string | undefined, blob: string | undefined): Entry | undefined {
  if (mode === undefined || blob === undefined || !isOid(blob))
    throw new Error('git log gave a broken change');
  return mode === ABSENT ? undefined : { mode, blob };
}
