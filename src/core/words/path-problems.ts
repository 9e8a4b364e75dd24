/** Why a path is no place for a request. */
import type { Problem } from '../problem.ts';
import { quoted } from './quote.ts';

type Said = Omit<Problem, 'place'>;

const FORM = '`access-requests/<cluster>/<namespace>/<role>/<name>.yaml`';
const ROUTES = 'The path is the scope of the request: owners review by cluster, namespace and role.';

export function pathHasAnotherForm(path: string): Said {
  return { what: `${quoted(path)} is no path of a request.`, why: ROUTES, mend: `Move the file to ${FORM}.` };
}

export function pathEndsOtherwise(path: string): Said {
  return {
    what: `${quoted(path)} does not end in \`.yaml\`.`,
    why: 'One request has one name; `.yml` and other endings are never read.',
    mend: 'Name the file `<name>.yaml`.',
  };
}

export function segmentIsNoLabel(part: string, text: string): Said {
  return {
    what: `The ${part} in the path, ${quoted(text)}, is not a plain name.`,
    why: 'It is made of the letters a–z, digits and hyphens, at most 63, and begins and ends with a letter or digit.',
    mend: `Rename it; letters that only look like a–z do not count. The form is ${FORM}.`,
  };
}

export function pathIsASample(): Said {
  return {
    what: '`examples` is the folder of the samples and no cluster.',
    why: 'What lies there is never access.',
    mend: `Move the file to ${FORM}.`,
  };
}

const MODES: Readonly<Record<string, string>> = {
  '100755': 'an executable file',
  '120000': 'a symbolic link',
  '160000': 'a submodule',
  '040000': 'a folder',
};

export function modeIsNotPlain(path: string, mode: string): Said {
  return {
    what: `${quoted(path)} is ${MODES[mode] ?? `of mode ${quoted(mode)}`}.`,
    why: 'Only a regular file (mode 100644) says in itself all that it says.',
    mend: 'Commit it as a regular file without the executable bit.',
  };
}
