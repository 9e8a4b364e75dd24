/** Shows what somebody wrote inside one of our sentences: short, on one line, and inert in Markdown. */
import { code, shortened } from './inert.ts';

const SHOWN = 60;

/** The text as code; what cannot be seen is spelled out, and a long text is cut. */
export function quoted(text: string): string {
  return quotedUpTo(SHOWN, text);
}

/** The same, cut after so many characters. */
export function quotedUpTo(most: number, text: string): string {
  return code(shortened(text.slice(0, 2 * most), most).replaceAll(INVISIBLE, spelledOut));
}

/** Control, format, surrogate and private characters, every blank but the space, and all that is drawn as nothing. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/gu;

/** `U+200B`, as Unicode's charts write it. */
export function spelledOut(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  return `U+${point.toString(16).toUpperCase().padStart(4, '0')}`;
}
