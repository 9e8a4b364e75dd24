/** What the check says against a pull request as a whole. */
import type { Problem } from '../problem.ts';
import type { Duration } from '../time.ts';
import { count, span } from './lists.ts';

export function guardrailsAreNotInForce(): string {
  return 'The default branch holds guardrails that are not in force, so nothing is granted until the platform team has settled that.';
}

export function tooLarge(commits: number, files: number): Problem | undefined {
  if (commits <= 100 && files <= 100) return undefined;
  return {
    what: `The pull request has ${commits} commits and ${files} files; Daypass reads at most 100 of each.`,
    why: 'What cannot be read whole cannot be approved.',
    mend: 'Open a new pull request that adds only the request files.',
  };
}

export function tooManyOpen(author: string, limit: number): Problem {
  return {
    what: `${author} has more than ${count(limit, 'pull request')} open; this one is beyond that.`,
    why: 'The policy (`limits.openPerAuthor`) bounds how many are looked at for one person at a time.',
    mend: 'Close one of the others, or merge it; then this one is looked at by itself.',
  };
}

export function versionIsUnusable(why: string): Problem {
  return {
    what: why,
    why: 'Such a version of the guardrails can never come into force, and merged requests would wait for as long as the branch holds it.',
    mend: 'Correct it in this pull request.',
  };
}

export function startsFromAnotherVersion(): Problem {
  return {
    what: 'The pull request was begun on guardrails that are not in force.',
    why: 'What is approved is a difference; on another ground it would bring along what nobody approved.',
    mend: 'Merge the default branch into it first, and have it approved again. Where the default branch itself holds another version, it must be put back first.',
  };
}

export function anotherChangeComesFirst(): Problem {
  return {
    what: 'Another version of the guardrails was merged and is not in force yet.',
    why: 'A change of guardrails counts only on the version in force; on top of another one it could never come into force.',
    mend: 'When the other version is in force, merge the default branch into it, and have it approved again. If it never comes into force, put the version in force back.',
  };
}

export function noGuardrails(): string {
  return 'No guardrails are in force yet. An operator reads the present ones and runs "daypass trust <commit>".';
}

export function isForAnother(cluster: string): string {
  return `The controller that serves the cluster ${cluster} has not looked at it yet.`;
}

export function nobodyServes(cluster: string, patience: Duration): string {
  return `No controller that serves the cluster ${cluster} has looked at this for ${span(patience)}, though the policy lists it. Ask the platform team whether one runs.`;
}
