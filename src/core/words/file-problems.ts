/** What is wrong with how a file is written, before anybody asks what it means. */
import type { Problem } from '../problem.ts';
import { quoted, spelledOut } from './quote.ts';

type Said = Omit<Problem, 'place'>;

const TWO_READINGS = 'A person and a program must read the same thing, whichever program it is.';

export function fileIsTooLarge(bytes: number, limit: number): Said {
  return {
    what: `The file has ${bytes} bytes.`,
    why: `At most ${limit} bytes are read.`,
    mend: 'Shorten it.',
  };
}

export function fileIsNotUtf8(): Said {
  return {
    what: 'The file is not valid UTF-8.',
    why: TWO_READINGS,
    mend: 'Save it as UTF-8 text, without a byte order mark.',
  };
}

export function fileIsEmpty(): Said {
  return {
    what: 'The file says nothing.',
    why: 'An empty file is no answer to any question.',
    mend: 'Copy a sample of `access-requests/` and fill it in.',
  };
}

export function fileHasNoLastNewline(): Said {
  return {
    what: 'The last line does not end in a newline.',
    why: 'A file that was cut short looks like this.',
    mend: 'End the file with a newline.',
  };
}

export function characterIsInvisible(character: string): Said {
  const name =
    { '\t': 'a tab', '\r': 'a carriage return' }[character] ?? `the character ${spelledOut(character)}`;
  return {
    what: `Here stands ${name}, which cannot be seen.`,
    why: 'What a reviewer cannot see must not be there.',
    mend: character === '\r' ? 'Save the file with Unix line ends.' : 'Delete it, or write a plain space.',
  };
}

export function charactersAreStacked(): Said {
  return {
    what: 'Here many accents are stacked on one letter.',
    why: 'Nobody can read that.',
    mend: 'Delete them.',
  };
}

export function textIsNotComposed(): Said {
  return {
    what: 'An accented letter here is written as a letter and a separate accent.',
    why: 'Two texts that look the same must be the same bytes (Unicode NFC).',
    mend: 'Type the letter again, or save the file in NFC.',
  };
}

export function fileIsTooDeep(limit: number): Said {
  return {
    what: 'Lists and maps are nested too deeply here.',
    why: `At most ${limit} levels are read.`,
    mend: 'Write it flat, like the samples.',
  };
}

export function fileHasTooManyParts(limit: number): Said {
  return {
    what: 'The file has too many parts.',
    why: `At most ${limit} are read: words, signs, blanks and line ends together.`,
    mend: 'Shorten it.',
  };
}

/** `message` is the parser's own. */
export function yamlIsBroken(message: string): Said {
  return {
    what: `This is no valid YAML: ${message.split('\n')[0]?.replace(/[.:]?\s*$/, '') ?? ''}.`,
    why: 'The file is read as YAML 1.2, and only if all of it can be read.',
    mend: 'Compare it with the samples of `access-requests/`.',
  };
}

const FORBIDDEN = {
  anchor: [
    'An anchor (`&`) stands here.',
    'Write the value itself at each place; a text that begins so needs quotes.',
  ],
  alias: ['An alias (`*`) stands here.', 'Write the value itself; a text that begins so needs quotes.'],
  tag: ['A tag (`!`) stands here.', 'Delete the tag; a text that begins so needs quotes.'],
  'directive-line': ['A directive (`%`) stands here.', 'Delete the line.'],
  'doc-end': ['An end of document (`...`) stands here.', 'Delete the line.'],
  'explicit-key-ind': ['A key is marked by `?` here.', 'Write `key: value`.'],
  'block-scalar-header': ['A text of several lines begins here.', 'Write the text on one line.'],
} as const;

/** By the names that the parser of YAML gives to such signs. */
export type ForbiddenYaml = keyof typeof FORBIDDEN;

export function isForbiddenYaml(sign: string): sign is ForbiddenYaml {
  return Object.hasOwn(FORBIDDEN, sign);
}

export function yamlIsForbidden(kind: ForbiddenYaml): Said {
  const [what, mend] = FORBIDDEN[kind];
  return { what, why: TWO_READINGS, mend };
}

export function yamlHasSeveralDocuments(): Said {
  return {
    what: 'A second document begins here.',
    why: 'A file says one thing.',
    mend: 'Put it into a file of its own.',
  };
}

export function textHasSeveralLines(): Said {
  return { what: 'This text goes over several lines.', why: TWO_READINGS, mend: 'Write it on one line.' };
}

export function colonIsOnALaterLine(): Said {
  return {
    what: 'A colon stands on another line than its key.',
    why: TWO_READINGS,
    mend: 'Write `key: value` on one line.',
  };
}

export function scalarIsAmbiguous(text: string): Said {
  return {
    what: `${quoted(text)} is read differently by different programs: as a number, a date, a yes or no, or a text.`,
    why: TWO_READINGS,
    mend: `If you mean the text, write it in quotes: ${quoted(`"${text}"`)}.`,
  };
}

export function numberIsInexact(text: string): Said {
  return {
    what: `The number ${quoted(text)} is too large to be read exactly.`,
    why: TWO_READINGS,
    mend: 'Write a smaller number, or put it in quotes if it is a name.',
  };
}

export function valueIsMissing(): Said {
  return {
    what: 'No value stands here.',
    why: 'Nothing is assumed from an empty place.',
    mend: 'Write the value, or delete the line. An empty map is `{}`.',
  };
}

export function keyIsNoText(): Said {
  return {
    what: 'This key is not a plain text.',
    why: TWO_READINGS,
    mend: 'Write a name before the colon; in quotes where it looks like a number or a yes or no.',
  };
}

export function keyIsReserved(key: string): Said {
  return {
    what: `${quoted(key)} cannot be a key.`,
    why: 'Programs give this name a meaning of their own.',
    mend: 'Choose another name.',
  };
}

export function keyIsRepeated(key: string): Said {
  return {
    what: `The key ${quoted(key)} stands here a second time.`,
    why: 'Some programs take the first, others the last.',
    mend: 'Keep one of them.',
  };
}

export function escapeIsInvisible(): Said {
  return {
    what: 'An escape in this text stands for something that cannot be seen.',
    why: 'What a reviewer cannot see must not be there.',
    mend: 'Write the text as it should be read, on one line.',
  };
}
