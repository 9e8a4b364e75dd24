/** A value without quotes, read only where YAML 1.1, YAML 1.2 and a person agree on what it is. */
import type { Problem } from '../problem.ts';
import { numberIsInexact, scalarIsAmbiguous, valueIsMissing } from '../words/file-problems.ts';

/** Stands in place of what could not be read. NB: a symbol, because no schema takes one. */
export const UNREADABLE: unique symbol = Symbol('unreadable');

export type PlainScalar =
  | { readonly kind: 'plain'; readonly value: string | number | boolean }
  | { readonly kind: 'refused'; readonly said: Omit<Problem, 'place'> };

const INTEGER = /^(0|-?[1-9]\d*)$/;

/** What some parser takes for another type than text. https://yaml.org/type/ (1.1), https://yaml.org/spec/1.2.2/#103-core-schema */
const AMBIGUOUS = [
  /^(y|n|yes|no|on|off|true|false)$/i,
  /^[-+]?\.?\d[\d_.,:]*(e[-+]?\d*)?$/i,
  /^[-+]?0[xob][\da-f_]*$/i,
  /^[-+]?\.(inf|nan)$/i,
  /^\d{4}-\d\d?-\d\d?$/,
  /^(<<|=)$/,
];

const NOTHING = /^(null|~)?$/i;

export function readPlain(source: string): PlainScalar {
  if (NOTHING.test(source)) return { kind: 'refused', said: valueIsMissing() };
  if (source === 'true' || source === 'false') return { kind: 'plain', value: source === 'true' };
  if (INTEGER.test(source)) return readInteger(source);
  if (AMBIGUOUS.some((form) => form.test(source)))
    return { kind: 'refused', said: scalarIsAmbiguous(source) };
  return { kind: 'plain', value: source };
}

function readInteger(source: string): PlainScalar {
  const value = Number(source);
  if (!Number.isSafeInteger(value)) return { kind: 'refused', said: numberIsInexact(source) };
  return { kind: 'plain', value };
}
