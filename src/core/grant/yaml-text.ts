/** A text as a YAML scalar on one line: plain where no reader can take it for anything else, else quoted. */

/** Letters that begin no indicator, and nothing inside that ends a scalar, be it in a list between brackets. */
const PLAIN = /^[A-Za-z0-9.](?:[\w ()@./+-]*[\w)./+-])?$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** What YAML 1.1 or 1.2 reads as a number, a truth, nothing or a date. https://yaml.org/type/ */
const OTHER_TYPES = [
  /^(y|n|yes|no|on|off|true|false|null)$/i,
  /^[-+]?[.\d][\d_.]*(e[-+]?\d*)?$/i,
  /^0[xob][\da-f_]*$/i,
  /^\.(inf|nan)$/i,
  /^\d{4}-\d/,
];

/** What JSON leaves as it is, and YAML, an editor or an eye might not. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}]/gu;

export function yamlText(text: string): string {
  if (TIME.test(text)) return text;
  if (PLAIN.test(text) && !OTHER_TYPES.some((form) => form.test(text))) return text;
  // Double quotes in YAML take every escape of JSON.
  return JSON.stringify(text.toWellFormed()).replaceAll(UNSEEN, escaped);
}

function escaped(character: string): string {
  const point = (character.codePointAt(0) ?? 0).toString(16);
  return point.length > 4 ? `\\U${point.padStart(8, '0')}` : `\\u${point.padStart(4, '0')}`;
}
