/** Reads one line of git's raw diff: which entry stood at a path before, and which stands there now. */
import type { Change, Entry } from '../../core/repository.ts';
import { isOid } from './names.ts';
import { oneText } from './one-text.ts';

const COLON = 0x3a;
const NEWLINE = 0x0a;

/** Whether a token begins a change; git sets the first one off from the message with a line break. */
export const isChange = (bytes: Buffer): boolean =>
  bytes[0] === COLON || (bytes[0] === NEWLINE && bytes[1] === COLON);

const ABSENT = '000000';

/**
 * `:mode mode blob blob M`, or for a merge as many colons, modes and blobs as it has parents, and one more of the last
 * two for the result. `before` is what the first parent held. `text` keeps equal ones once.
 */
export function changeFrom(raw: string, name: string, text = oneText()): Change {
  const line = raw.trimStart();
  const parents = line.lastIndexOf(':') + 1;
  const words = line.slice(parents).split(' ');
  const path = text(name);
  const before = entryFrom(words[0], words[parents + 1], text);
  const after = entryFrom(words[parents], words[2 * parents + 1], text);
  // Each form is written out: there are tens of thousands of them, and an object that is put together weighs more.
  if (before !== undefined && after !== undefined) return { path, before, after };
  if (before !== undefined) return { path, before };
  return after === undefined ? { path } : { path, after };
}

function entryFrom(
  mode: string | undefined,
  blob: string | undefined,
  text: (text: string) => string,
): Entry | undefined {
  if (mode === undefined || blob === undefined || !isOid(blob))
    throw new Error('git log gave a broken change');
  return mode === ABSENT ? undefined : { mode: text(mode), blob: text(blob) };
}
