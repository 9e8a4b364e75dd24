/** What cannot go together in one pull request. */
import type { Problem } from '../problem.ts';
import { short } from './approval-reasons.ts';
import { code } from './inert.ts';
import { count, list } from './lists.ts';

const MOST_NAMED = 5;

export function changesNothing(): Problem {
  return {
    what: 'This pull request changes nothing.',
    why: 'There is nothing to approve in it.',
    mend: 'Add the request, or close the pull request.',
  };
}

export function asksForNothing(): Problem {
  return {
    what: 'This pull request asks for no access.',
    why: 'Only a pull request that adds or changes requests grants access.',
    mend: 'Open one that adds the request.',
  };
}

export function touchesRecords(paths: readonly string[], commit: string | undefined): Problem {
  return {
    what: `${where(commit)} touches ${some(paths)}.`,
    why: 'Only the controller writes the records of grants; one that somebody else wrote is not honoured.',
    mend: commit === undefined ? 'Leave `access-grants/` as it is.' : withoutThem(commit),
  };
}

export function requestsWithOthers(paths: readonly string[], commit: string | undefined): Problem {
  return {
    what: `${where(commit)} touches requests, and besides them ${some(paths)}.`,
    why: 'A request is reviewed alone, so that nothing else is approved along with it.',
    mend: commit === undefined ? 'Open a pull request of its own for the requests.' : withoutThem(commit),
  };
}

export function guardrailsWithOthers(paths: readonly string[], commit: string | undefined): Problem {
  return {
    what: `${where(commit)} touches guardrails, and besides them ${some(paths)}.`,
    why: 'A change of guardrails is reviewed alone, so that nothing else is approved along with it.',
    mend: commit === undefined ? 'Open a pull request of its own for the guardrails.' : withoutThem(commit),
  };
}

export function touchesAndPutsBack(paths: readonly string[], commit: string | undefined): Problem {
  return {
    what: `${where(commit)} touches ${some(paths)}, and another commit puts that back.`,
    why: 'A merge that keeps every commit would end what is held there, and the changed files do not show it.',
    mend: commit === undefined ? 'Open a pull request of its own for it.' : withoutThem(commit),
  };
}

export function removesAndAddsAgain(paths: readonly string[], commit: string | undefined): Problem {
  return {
    what: `${where(commit)} removes ${some(paths)}, and another commit adds that again.`,
    why: 'A merge that keeps every commit would end what is held there, and not go on with it.',
    mend: 'Write the branch anew, with one commit that changes the file.',
  };
}

export function tooManyRequests(number: number, most: number): Problem {
  return {
    what: `This pull request touches ${count(number, 'request')}.`,
    why: `At most ${most} go together, so that a reviewer can see each of them.`,
    mend: 'Open several pull requests.',
  };
}

export function severalClusters(clusters: readonly string[]): Problem {
  return {
    what: `This pull request touches requests of several clusters: ${some(clusters)}.`,
    why: 'All of its requests are granted or none, and clusters cannot promise that to one another.',
    mend: 'Open one pull request for each cluster.',
  };
}

function where(commit: string | undefined): string {
  return commit === undefined ? 'This pull request' : `Commit ${short(commit)} of this pull request`;
}

function withoutThem(commit: string): string {
  return `Write the branch anew without that change: what commit ${short(commit)} does is part of history even if a later one undoes it.`;
}

function some(names: readonly string[]): string {
  const named = names.slice(0, MOST_NAMED).map(code);
  const more = names.length - named.length;
  return list(more > 0 ? [...named, `${more} more`] : named);
}
