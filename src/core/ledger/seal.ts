/** The seal: a signature over an event's canonical text, so that a line of history cannot be forged, altered or moved. */
import { signText, textIsSignedBy, type readPublicKey, type SealingKey } from '../crypto.ts';
import * as words from '../words/findings.ts';
import { canonicalJson, parseCanonical } from './canonical.ts';
import type { AccessEvent } from './event.ts';
import { readEvent } from './event-schema.ts';

/** The public half of a seal key, ready to verify with. */
export type PublicKey = NonNullable<ReturnType<typeof readPublicKey>>;

/** By the id under which the policy lists them. */
export type SealKeys = ReadonlyMap<string, PublicKey>;

interface NoEvent {
  readonly kind: 'finding';
  /** Why the line is no event, as one sentence. */
  readonly why: string;
}

/** Which key a line must be sealed with, or why none could count. */
export type KeyForEvent = (event: AccessEvent) => { readonly kind: 'key'; readonly key: PublicKey } | NoEvent;

/** In UTF-16 units. Far above what is ever composed. */
const LONGEST_LINE = 262_144;

const SEALED = /^(\{.+),"seal":"([A-Za-z0-9+/]{86}==)"\}$/s;

/** The event as one line: its canonical text, with the seal in place of the last `}`. */
export function sealEvent(event: AccessEvent, key: SealingKey): string {
  const text = canonicalJson(event);
  return `${text.slice(0, -1)},"seal":"${signText(text, key.privateKey)}"}`;
}

/** Reads a line that claims to be an event. `keyFor` is asked before the signature is checked, which costs most. */
export function readSealedLine(
  line: string,
  keyFor: KeyForEvent,
): { readonly kind: 'sealed'; readonly event: AccessEvent } | NoEvent {
  if (line.length > LONGEST_LINE) return noEvent(words.lineIsTooLong());
  const [, opening, seal] = SEALED.exec(line) ?? [];
  if (opening === undefined || seal === undefined) return noEvent(words.lineBearsNoSeal());
  const text = `${opening}}`;
  const value = parseCanonical(text);
  if (value === undefined || Object.hasOwn(Object(value), 'seal')) {
    return noEvent(words.lineIsNotCanonical());
  }
  const read = readEvent(value);
  if (read.kind === 'not') return noEvent(words.fieldIsNotOfAnEvent(read.field));
  const wanted = keyFor(read.event);
  if (wanted.kind === 'finding') return wanted;
  if (!textIsSignedBy(text, seal, wanted.key)) return noEvent(words.sealDoesNotHold(read.event.key));
  return { kind: 'sealed', event: read.event };
}

export function noEvent(why: string): NoEvent {
  return { kind: 'finding', why };
}
