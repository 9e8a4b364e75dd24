/** Which lines of a commit message claim to be events, and which of them stand where Git reads trailers. */

export const TRAILER = 'Access-Event';

export interface Claims {
  /** What follows `Access-Event: ` in the trailers of the last paragraph, in order. */
  readonly lines: readonly string[];
  /** Whole lines that claim to be an event and are no such trailer. */
  readonly stray: readonly string[];
}

const NONE: Claims = { lines: [], stray: [] };
const CLAIM = /^[ \t]*access-event[ \t]*:/i;
const ANY_TRAILER = /^[A-Za-z0-9-]+[ \t]*:/;
const BLANK = /^[ \t\r\f\v]*$/;

/**
 * NB: stricter than Git, never laxer: the last paragraph counts only where it is not the title and every line of it is
 * a trailer of one line. What this counts, `git log --format='%(trailers:…)'` prints.
 * https://git-scm.com/docs/git-interpret-trailers
 */
export function claimsOf(message: string): Claims {
  // Nearly every message of people is done with here.
  if (!/access-event/i.test(message)) return NONE;
  const lines = message.split('\n');
  const last = lastParagraph(lines);
  const claims = (line: string): boolean => CLAIM.test(line);
  if (!last.every((line) => ANY_TRAILER.test(line))) return { lines: [], stray: lines.filter(claims) };
  const counts = (line: string): boolean => line.startsWith(`${TRAILER}: `);
  const before = lines.slice(0, lines.length - last.length - trailingBlanks(lines));
  return {
    lines: last.filter(counts).map((line) => line.slice(TRAILER.length + 2)),
    stray: [...before.filter(claims), ...last.filter((line) => claims(line) && !counts(line))],
  };
}

/** Empty where the message has only one paragraph: a title is no trailer block. */
function lastParagraph(lines: readonly string[]): readonly string[] {
  const end = lines.length - trailingBlanks(lines);
  const start = lines.slice(0, end).findLastIndex((line) => BLANK.test(line)) + 1;
  const hasTitle = lines.slice(0, start).some((line) => !BLANK.test(line));
  return hasTitle ? lines.slice(start, end) : [];
}

function trailingBlanks(lines: readonly string[]): number {
  return lines.length - 1 - lines.findLastIndex((line) => !BLANK.test(line));
}
