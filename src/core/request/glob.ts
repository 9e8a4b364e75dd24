/** Patterns in which `*` stands for any number of characters, and nothing else is special. */

/**
 * NB: no regular expression is made from a pattern: it comes from outside, and could be made to take forever. After a
 * star only the last one is ever tried again, so that the time is at most the product of both lengths.
 */
export function globMatches(pattern: string, text: string): boolean {
  let at = 0;
  let matched = 0;
  let star = -1;
  let resume = 0;
  while (matched < text.length) {
    if (pattern[at] === '*') {
      star = at;
      at += 1;
      resume = matched;
    } else if (pattern[at] === text[matched]) {
      at += 1;
      matched += 1;
    } else if (star >= 0) {
      at = star + 1;
      resume += 1;
      matched = resume;
    } else return false;
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}
