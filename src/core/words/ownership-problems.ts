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

/** Where an owner, or whoever else must approve, is named. */
export interface Naming {
  /** `The owner … on line 3 of …`. */
  readonly who: string;
  readonly place?: Place;
}

export function ownerOnLine(owner: string, place: Place): Naming {
  return { who: `The owner ${code(owner)} on line ${place.line} of ${code(place.file)}`, place };
}

export function entryOfThePolicy(entry: string): Naming {
  return { who: `${code(entry)}, whose approval the policy asks for by \`alsoApprovedBy\`,` };
}

function unusable({ who, place }: Naming, what: string, mend: string): Problem {
  return {
    what: `${who} cannot be used: ${what}.`,
    why: 'Whoever is asked must be able to approve, and a line is used whole or not at all.',
    mend,
    ...(place === undefined ? {} : { place }),
  };
}

export function ownerIsNobody(naming: Naming): Problem {
  const mend = 'Have the platform team correct the login.';
  return { ...unusable(naming, 'GitHub knows no such account', mend), absence: true };
}

export function teamIsNotSeen(naming: Naming): Problem {
  const mend = 'Have the platform team make the team visible and give it write access, or correct its name.';
  const what = 'GitHub shows no such team (it is secret, misspelt or gone)';
  return { ...unusable(naming, what, mend), absence: true };
}

export function teamIsOfAnother(naming: Naming, organisation: string): Problem {
  const mend = `Have the platform team name a team of ${code(organisation)}.`;
  return unusable(naming, 'it is a team of another organisation', mend);
}

export function ownerCannotWrite(naming: Naming, permission: string): Problem {
  const mend = 'Have the platform team give it write access to this repository, or name another owner.';
  return unusable(naming, `its permission is ${code(permission)}, and an approval needs write`, mend);
}
