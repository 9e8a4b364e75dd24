/** The check of a commit that a merge queue made: whether it brings exactly what approved pull requests bring (§3, check). */
import type { MergeGroup } from '../approval/facts.ts';
import { digestOfChanges } from '../approval/shown.ts';
import type { Fact, Problem } from '../problem.ts';
import type { Change, CommitWithMessage, PullRequestContent } from '../repository.ts';
import * as words from '../words/merge-group.ts';
import type { Verdict } from './verdict.ts';

/** A pull request that the group seems to bring, as it was found just now. */
export interface Member {
  readonly number: number;
  readonly verdict: Verdict;
  readonly content: Fact<PullRequestContent>;
}

export interface MergeGroupInput {
  readonly group: MergeGroup;
  readonly content: Fact<PullRequestContent>;
  /** By the numbers that `numbersIn` found; undefined where it is not open, `unread` where it could not be read. */
  readonly members: ReadonlyMap<number, Fact<Member | undefined>>;
}

/**
 * NB: names and messages only say whom to ask about. What counts is that each file which the group changes is as one of
 * the pull requests would have it, each of them approved on its head now; that none of its commits touches another; and
 * that nothing of theirs is missing.
 */
export function judgeMergeGroup({ group, content, members }: MergeGroupInput): Verdict {
  if (content.kind === 'unread') return verdictOf(group, [], [], [content.why]);
  const found = [...members].flatMap(([number, fact]) =>
    fact.kind === 'read' && fact.value === undefined ? [words.isNotOpen(number)] : [],
  );
  const unread = [...members.values()].flatMap((fact) => (fact.kind === 'unread' ? [fact.why] : []));
  const present = [...members.values()].flatMap((fact) =>
    fact.kind === 'read' && fact.value !== undefined ? [fact.value] : [],
  );
  const numbers = [...members.keys()].toSorted((one, other) => one - other);
  const brought = present.flatMap(({ number, content: theirs }) =>
    theirs.kind === 'read' ? theirs.value.changes.map((change) => ({ number, change })) : [],
  );
  const problems = [
    ...(members.size === 0 ? [words.isOfNobody()] : []),
    ...found,
    ...present.flatMap(standsAgainst),
    ...(unread.length > 0
      ? []
      : [...differences(content.value.changes, brought), ...onTheWay(content.value, present)]),
    ...secondGuardrails(present),
  ];
  return verdictOf(group, numbers, problems, [...unread, ...present.flatMap(notYet)]);
}

/** Whom the names of the queue's branches and the messages of its commits speak of. */
export function numbersIn(
  { branch }: MergeGroup,
  groups: readonly MergeGroup[],
  commits: readonly CommitWithMessage[],
): ReadonlySet<number> {
  const oids = new Set(commits.map(({ oid }) => oid));
  const before = groups.filter(({ oid }) => oids.has(oid)).map((one) => one.branch);
  const named = [branch, ...before].map((name) => /\/pr-(\d{1,9})-[0-9a-f]+$/.exec(name)?.[1]);
  const told = commits.map(({ message }) => {
    const [subject = ''] = message.split('\n');
    return (/^Merge pull request #(\d{1,9}) /.exec(subject) ?? /\(#(\d{1,9})\)$/.exec(subject))?.[1];
  });
  return new Set([...named, ...told].flatMap((number) => (number === undefined ? [] : [Number(number)])));
}

function standsAgainst({ number, verdict }: Member): readonly Problem[] {
  const { outcome, problems, approval, waits = [] } = verdict;
  if (outcome === 'action_required' && approval.missing.length === 0 && waits[0] !== undefined)
    return [words.hasToWait(number, waits[0])];
  if (outcome === 'failure' || outcome === 'action_required')
    return [words.hasNotSucceeded(number, problems[0]?.what)];
  return [];
}

function notYet({ number, verdict, content }: Member): readonly string[] {
  const isClear = verdict.outcome !== 'in progress' && content.kind === 'read';
  return isClear ? [] : [words.isNotReadYet(number, verdict.unread[0])];
}

interface Brought {
  readonly number: number;
  readonly change: Change;
}

function differences(changes: readonly Change[], brought: readonly Brought[]): readonly Problem[] {
  const byPath = Map.groupBy(brought, ({ change }) => change.path);
  const inGroup = new Map(changes.map((change) => [change.path, change]));
  const more = changes.flatMap((change) => {
    const theirs = byPath.get(change.path);
    if (theirs === undefined) return [words.bringsMore(change.path)];
    return theirs.some((one) => isSame(one.change, change)) ? [] : [words.bringsAnother(change.path)];
  });
  const less = brought.filter(({ change }) => !inGroup.has(change.path));
  return [...more, ...less.map(({ number, change }) => words.bringsLess(number, change.path))];
}

/** NB: a rebase brings each commit to the branch: what one of them ends stays ended, whatever the next puts back. */
function onTheWay({ changes, commits }: PullRequestContent, members: readonly Member[]): readonly Problem[] {
  const theirs = members.flatMap(({ content }) => (content.kind === 'read' ? content.value.commits : []));
  const known = new Set([...pathsOf(changes), ...theirs.flatMap((commit) => pathsOf(commit.changes))]);
  const touched = new Set(commits.flatMap((commit) => pathsOf(commit.changes)));
  return [...touched].filter((path) => !known.has(path)).map(words.bringsMore);
}

function pathsOf(changes: readonly Change[]): readonly string[] {
  return changes.map(({ path }) => path);
}

function isSame({ after: one }: Change, { after: other }: Change): boolean {
  return one?.blob === other?.blob && one?.mode === other?.mode;
}

/** NB: of two in one group, the second would not begin on the version in force, and could never be proved (§5). */
function secondGuardrails(members: readonly Member[]): readonly Problem[] {
  const [, ...others] = members
    .filter(({ verdict }) => verdict.about.kind === 'guardrails')
    .toSorted((one, other) => one.number - other.number);
  return others.map(({ number }) => words.guardrailsOneAtATime(number));
}

function verdictOf(
  { oid }: MergeGroup,
  numbers: readonly number[],
  problems: readonly Problem[],
  unread: readonly string[],
): Verdict {
  return {
    head: oid,
    outcome: problems.length > 0 ? 'failure' : unread.length > 0 ? 'in progress' : 'success',
    about: { kind: 'merge group', numbers },
    author: '',
    problems,
    unread,
    approval: { missing: [], counted: [], uncounted: [] },
    digest: digestOfChanges([]),
  };
}
