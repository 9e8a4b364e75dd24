/** Cuts a text to what GitHub takes, and says so at its end. */

const SHORT_END = '…';
const LONG_END = '\n\n…\n\nThe rest was left out: GitHub shows no more in this place.';

/** At most `most` characters; what is cut ends in a sign or a sentence, and never in half a character. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = most > 1000 ? LONG_END : SHORT_END;
  return `${text.slice(0, most - end.length).replace(/[\uD800-\uDBFF]$/, '')}${end}`;
}
