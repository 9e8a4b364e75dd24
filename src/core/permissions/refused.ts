/** Why a role's rules are not handed out: permission by permission, each with what it means and how to mend it. */
import type { Place, Problem } from '../problem.ts';
import { shortened } from '../words/inert.ts';
import * as words from '../words/permission-problems.ts';
import { sayRule } from '../words/rules.ts';
import { isAccepted } from './accepts.ts';
import { dangersOf, type Danger, type Reach } from './dangers.ts';
import { areTooMany, canonicalRules, MOST_PERMISSIONS, type Rule } from './rules.ts';

export interface PermissionAsk {
  /** The policy's name for the role. */
  readonly role: string;
  /** Dangerous permissions that the role may hold. */
  readonly accepts: readonly string[];
  readonly reach: Reach;
  readonly place: Place;
}

/** NB: all of them go into a commit where such a request was merged; a role with thousands must not write a book there. */
const MOST_TOLD = 50;
/** Of each; a rule may name thousands of resources. */
const LONGEST_TOLD = 1_000;

export function permissionProblems(
  rules: readonly Rule[],
  { role, accepts, reach, place }: PermissionAsk,
): readonly Problem[] {
  if (areTooMany(rules)) return [{ ...words.rulesAreTooMany(MOST_PERMISSIONS), place }];
  const refused = dangersOf(rules, { reach }).filter((danger) => !isAccepted(danger, accepts));
  const wildcards = canonicalRules(rules).filter(hasAWildcard);
  const said = [
    ...wildcards.map((rule) => words.ruleHasAWildcard(sayRule(rule))),
    ...refused.filter(isNoWildcard).map((danger) => words.permissionIsRefused(role, danger, reach)),
  ];
  const told = said.length <= MOST_TOLD ? said : [...said.slice(0, MOST_TOLD), rest(said.length)];
  return told.map((problem) => ({ ...problem, what: shortened(problem.what, LONGEST_TOLD), place }));
}

function rest(all: number): Omit<Problem, 'place'> {
  return words.moreAreRefused(all - MOST_TOLD);
}

/** A wildcard is told by the rule that it stands in. */
function isNoWildcard({ kind }: Danger): boolean {
  return kind !== 'wildcard';
}

function hasAWildcard({ apiGroups, resources, verbs, nonResourceURLs }: Rule): boolean {
  return [...apiGroups, ...resources, ...verbs, ...nonResourceURLs].some((text) => text.includes('*'));
}
