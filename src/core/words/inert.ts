/** Text from outside, made inert: it can be read where it is shown, and does nothing there. */

/**
 * A Markdown code span. NB: inside a span neither `@org/all` mentions, nor `<img>` nor `</details>` acts, and the fence
 * is longer than any run of backticks in the text, so that the text cannot leave it. (`\@` still mentions.)
 */
export function code(text: string): string {
  const line = oneLine(text);
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const padding = line.startsWith('`') || line.endsWith('`') || line.trim() === '' ? ' ' : '';
  return `${fence}${padding}${line}${padding}${fence}`;
}

/** One line of printable text: line breaks, control, direction and zero-width characters become `�`. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '\uFFFD');
}

/**
 * Lines for a terminal or a log: what would move its cursor, change its colours or turn its letters around is spelled
 * out as JSON escapes it, so that JSON stays JSON. Only line ends and tabs are left.
 */
export function escaped(lines: string): string {
  return lines.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (character) =>
    character === '\n' || character === '\t' ? character : character.replaceAll(/[^]/g, jsonEscape),
  );
}

function jsonEscape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Shortened to so many characters, and says so. */
export function shortened(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}
