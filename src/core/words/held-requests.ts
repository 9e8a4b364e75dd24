/** What may be done with a request that holds access, and why anything else is refused. */
import type { Place, Problem } from '../problem.ts';
import { code } from './inert.ts';
import { list } from './lists.ts';

const WHY = 'What was approved is what is granted, for as long as it lasts.';
const ELSE =
  'To give the access back, remove the file. To ask for something else, add a file under another name.';

/** `fields`: those in which it differs from what is held. */
export function onlyItsDurationMayChange(path: string, fields: readonly string[], place?: Place): Problem {
  const others = fields.filter((field) => field !== 'duration').map((field) => code(field));
  const what = others.length === 0 ? 'this changes something else' : `this changes ${list(others)}`;
  return {
    what: `${path} holds access that is granted; only its ${code('duration')} may be changed, and ${what}.`,
    why: WHY,
    mend: ELSE,
    ...(place === undefined ? {} : { place }),
  };
}

/** Beside other changes of the same pull request. */
export function isTakenAwayBesides(path: string): Problem {
  return {
    what: `${path} holds access that is granted, and is removed here beside other changes.`,
    why: 'Giving access back needs no approval, and what is asked for does.',
    mend: 'Open a pull request that only removes the file.',
    place: { file: path, line: 1, column: 1 },
  };
}

export function whatItChangesIsOver(path: string, place: Place): Problem {
  return {
    what: `${path} changes a request that holds no access, so there is nothing that could be made longer or shorter.`,
    why: 'A changed file goes on with a grant that is held; its reviewers see how long it lasts then, and no new time begins.',
    mend: 'Ask anew in a new file.',
    place,
  };
}

export function whatItChangesIsAnother(path: string, place: Place): Problem {
  return {
    what: `${path} was changed meanwhile: what is held now is not what this pull request begins with.`,
    why: 'What its reviewers compare must be what is held.',
    mend: 'Merge the default branch into it, and have it approved again.',
    place,
  };
}

export function isHeldBySomebodyElse(path: string, place: Place): Problem {
  return {
    what: `${path} holds access of another account than the author's.`,
    why: 'A login can be given up and registered again by somebody else; a grant goes on for the account that it was made for.',
    mend: 'Ask anew in a new file.',
    place,
  };
}
