/** The sentences about one field of a file: missing, unknown, or not what it should be. */
import type { Problem } from '../problem.ts';
import { list } from './lists.ts';
import { quoted } from './quote.ts';

type Said = Omit<Problem, 'place'>;

/** What a field holds, said once for people: in problems and in an editor's hover. */
export interface Field {
  /** Completes "should be …". */
  readonly is: string;
  /** The rule, as a sentence. */
  readonly why: string;
  /** A value as one would type it. */
  readonly example: string;
}

export function hoverOf(field: Field): string {
  return `${field.is.charAt(0).toUpperCase()}${field.is.slice(1)}. ${field.why} For example: ${field.example}`;
}

/** `name` is the field's whole path with dots; empty for the file as a whole. */
export function fieldIsMissing(name: string, field: Field): Said {
  return { what: `${quoted(name)} is missing.`, why: field.why, mend: `Add \`${withKey(name, field)}\`.` };
}

/** `found` is what stands there, undefined where it is a map or a list. */
export function fieldIsWrong(name: string, found: string | undefined, field: Field): Said {
  const subject = name === '' ? 'The file' : quoted(name);
  return {
    what: `${subject} ${found === undefined ? '' : `is ${quoted(found)} and `}should be ${field.is}.`,
    why: field.why,
    mend: `Write it like \`${withKey(name, field)}\`.`,
  };
}

/** `duration: 2h`; the example alone for an entry of a list and for the file. */
function withKey(name: string, { example }: Field): string {
  const key = name.slice(name.lastIndexOf('.') + 1);
  return /^([0-9]+)?$/.test(key) ? example : `${key}: ${example}`;
}

export function keyIsWrong(name: string, found: string, field: Field): Said {
  return {
    what: `Below ${quoted(name)}, the name ${quoted(found)} should be ${field.is}.`,
    why: field.why,
    mend: `Write it like \`${field.example}\`.`,
  };
}

export function fieldIsUnknown(name: string, known: readonly string[], nearest: string | undefined): Said {
  const meant = nearest === undefined ? '' : `Did you mean \`${nearest}\`? `;
  const fields = known.map((field) => `\`${field}\``);
  return {
    what: `${quoted(name)} is no field that is known here.`,
    why: 'A field that nobody reads would promise what is not kept.',
    mend: `${meant}${fields.length === 0 ? 'Delete it.' : `Here may stand ${list(fields, 'or')}.`}`,
  };
}

export function moreProblems(count: number): Said {
  return {
    what: `The file has ${count} more problems.`,
    why: 'Only the first are told at once.',
    mend: 'Mend these first.',
  };
}
