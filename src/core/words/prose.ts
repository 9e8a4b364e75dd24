/** Our own sentences as Markdown: the code spans in them stay code, and nothing else in them acts. */
import { code, oneLine } from './inert.ts';

export interface Piece {
  readonly kind: 'code' | 'text';
  readonly text: string;
}

/** Prose that may bear names from outside: what Markdown, HTML or GitHub would act on is disarmed. */
export function plainMarkdown(prose: string): string {
  return piecesOf(prose)
    .map(({ kind, text }) => (kind === 'code' ? code(text) : text))
    .join('');
}

/** On one line; whatever would act somewhere is code, and the rest is text. */
export function piecesOf(prose: string): readonly Piece[] {
  return joined(spansOf(oneLine(prose.replaceAll(/\s+/g, ' '))).flatMap(disarmed));
}

/**
 * Takes code spans as Markdown does: a run of backticks up to the next run of the same length. NB: what stands between
 * other runs is no span, and a run that opens none would pair with one further on and turn code inside out.
 * https://spec.commonmark.org/0.31.2/#code-spans
 */
function spansOf(prose: string): readonly Piece[] {
  const runs = prose.split(/(`+)/);
  const pieces: Piece[] = [];
  for (let at = 0; at < runs.length; at += 1) {
    const text = runs[at] ?? '';
    const isRun = at % 2 === 1;
    const end = isRun ? runs.findIndex((run, index) => index > at && index % 2 === 1 && run === text) : -1;
    if (end > at) {
      pieces.push({ kind: 'code', text: unpadded(runs.slice(at + 1, end).join('')) });
      at = end;
    } else if (text !== '') pieces.push({ kind: isRun ? 'code' : 'text', text });
  }
  return pieces;
}

function unpadded(text: string): string {
  return /^ .*[^ ].* $/.test(text) ? text.slice(1, -1) : text;
}

const WORD_THAT_ACTS = /([^\s@#<>[\]()!*_~|\\&]*[@#<>[\]!*_~|\\&]\S*)/;

function disarmed(piece: Piece): readonly Piece[] {
  if (piece.kind === 'code') return [piece];
  return piece.text
    .split(WORD_THAT_ACTS)
    .map((text, index): Piece => ({ kind: index % 2 === 1 ? 'code' : 'text', text }))
    .filter(({ text }) => text !== '');
}

/** NB: two spans side by side would be one, by the run of backticks between them. */
function joined(pieces: readonly Piece[]): readonly Piece[] {
  const all: Piece[] = [];
  for (const piece of pieces) {
    const last = all.at(-1);
    if (last?.kind === 'code' && piece.kind === 'code')
      all[all.length - 1] = { kind: 'code', text: last.text + piece.text };
    else all.push(piece);
  }
  return all;
}
