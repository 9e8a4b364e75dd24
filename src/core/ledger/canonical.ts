/** The one spelling of a value: canonical JSON, byte for byte what `jq -jcS .` prints. */

/** No event is nested nearly as deep; what is would only serve to exhaust the stack. */
const DEEPEST = 32;

/** Writes a value; throws on what has no canonical spelling: fractions, integers from 2^53, -0, lone surrogates. */
export function canonicalJson(value: unknown): string {
  return write(value, 0);
}

/** Reads a text, if it is canonical: duplicate keys, another order, spacing or escape, and it is undefined. */
export function parseCanonical(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return canonicalJson(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}

function write(value: unknown, depth: number): string {
  if (depth > DEEPEST) throw new TypeError('nested too deep to be canonical');
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return writeText(value);
  if (typeof value === 'number') return writeInteger(value);
  if (Array.isArray(value)) return `[${value.map((item) => write(item, depth + 1)).join(',')}]`;
  if (typeof value === 'object') return writeObject(value, depth);
  throw new TypeError(`no canonical form for ${typeof value}`);
}

function writeObject(value: object, depth: number): string {
  const members = Object.entries(value)
    .sort(([one], [other]) => byCodePoint(one, other))
    .map(([key, item]) => `${writeText(key)}:${write(item, depth + 1)}`);
  return `{${members.join(',')}}`;
}

function writeInteger(value: number): string {
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) throw new TypeError('not an integer below 2^53');
  return String(value);
}

function writeText(text: string): string {
  if (!text.isWellFormed()) throw new TypeError('a lone surrogate has no canonical form');
  const written = JSON.stringify(text);
  // jq escapes DEL, JavaScript does not.
  return written.includes('\u007f') ? written.replaceAll('\u007f', String.raw`\u007f`) : written;
}

/** jq sorts by code point, JavaScript by UTF-16 unit: they differ where a surrogate meets U+E000 and above. */
function byCodePoint(one: string, other: string): number {
  const shorter = Math.min(one.length, other.length);
  for (let index = 0; index < shorter; index += 1) {
    const difference = rank(one.charCodeAt(index)) - rank(other.charCodeAt(index));
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
}

function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x1_0000 : unit;
}
