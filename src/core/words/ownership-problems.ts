/** Why nobody, or nobody that counts, owns a file. */
import type { Place, Problem } from '../problem.ts';
import { code } from './inert.ts';

export function nobodyOwns(file: string, codeowners: string): Problem {
  return {
    what: `Nobody owns ${code(file)}.`,
    why: `Its owners approve it, and no line of ${code(codeowners)} names any.`,
    mend: 'Have the platform team add a line for its folder.',
  };
}

export function lineTakesOwnershipAway(file: string, place: Place): Problem {
  return {
    what: `Nobody owns ${code(file)}: line ${place.line} of ${code(place.file)} matches it and names no owner.`,
    why: 'The last line that matches decides, and one without owners takes ownership away.',
    mend: 'Have the platform team name its owners on that line, or on a later one.',
    place,
  };
}

export function lineIsTooBroad(file: string, pattern: string, root: string, place: Place): Problem {
  return {
    what: `Nobody owns ${code(file)}: line ${place.line} of ${code(place.file)} matches it only as part of ${code(pattern)}.`,
    why: `Here only a line whose pattern begins with ${code(root)} makes an owner, so that nobody becomes one by accident.`,
    mend: `Have the platform team add a line that begins with ${code(root)}.`,
    place,
  };
}

export function lineIsInError(file: string, reason: string, place: Place): Problem {
  return {
    what: `Line ${place.line} of ${code(place.file)}, which may be meant for ${code(file)}, is in error: ${reason}.`,
    why: 'GitHub skips such a line; an earlier one would then name owners that nobody chose for this file.',
    mend: 'Have the platform team mend that line.',
    place,
  };
}

export function lineIsUnknown(file: string, reason: string, place: Place): Problem {
  return {
    what: `GitHub calls line ${place.line} of ${code(place.file)} wrong, and it is no line that Daypass knows: ${reason}.`,
    why: `What the line was meant for cannot be told, so it may be ${code(file)}.`,
    mend: 'Have the platform team mend or remove that line.',
    place,
  };
}

/** What GitHub says of a line, as the end of a sentence. */
export function errorOfGitHub(kind: string): string {
  return `GitHub says ${code(kind)}`;
}

export function ownerIsAnEmail(owner: string, place: Place): Problem {
  return {
    what: `The owner ${code(owner)} on line ${place.line} of ${code(place.file)} is an e-mail address.`,
    why: 'An address does not say for certain whose approval counts.',
    mend: 'Have the platform team write the login, as `@login`.',
    place,
  };
}

function unusable(owner: string, place: Place, what: string, mend: string): Problem {
  return {
    what: `The owner ${code(owner)} on line ${place.line} of ${code(place.file)} cannot be used: ${what}.`,
    why: 'An owner must be able to approve, and a line is used whole or not at all.',
    mend,
    place,
  };
}

export function ownerIsNobody(owner: string, place: Place): Problem {
  const mend = 'Have the platform team correct the login.';
  return { ...unusable(owner, place, 'GitHub knows no such account', mend), absence: true };
}

export function teamIsNotSeen(owner: string, place: Place): Problem {
  const mend = 'Have the platform team make the team visible and give it write access, or correct its name.';
  const what = 'GitHub shows no such team (it is secret, misspelt or gone)';
  return { ...unusable(owner, place, what, mend), absence: true };
}

export function teamIsOfAnother(owner: string, organisation: string, place: Place): Problem {
  const mend = `Have the platform team name a team of ${code(organisation)}.`;
  return unusable(owner, place, 'it is a team of another organisation', mend);
}

export function ownerCannotWrite(owner: string, permission: string, place: Place): Problem {
  const mend = 'Have the platform team give it write access to this repository, or name another owner.';
  return unusable(owner, place, `its permission is ${code(permission)}, and an owner needs write`, mend);
}
