/** Judges the words that were heard and not judged yet: what they end is noted, and who may not is owed an answer. */
import { judgeCommand } from '../core/grant/asked-to-end.ts';
import type { Command } from '../core/grant/command.ts';
import type { GrantId } from '../core/ledger/event.ts';
import type { GrantState } from '../core/ledger/history.ts';
import type { Guardrails } from '../core/request/guardrails.ts';
import * as words from '../core/words/commands.ts';
import type { GitHubReader } from '../ports.ts';
import { confirmSaid } from './confirm-said.ts';
import { inParallel } from './gather.ts';
import type { Hearing, Said } from './hearing.ts';
import { readPowers } from './read-powers.ts';

const WIDTH = 4;
/** About so many people GitHub is asked at a time. Whoever holds the access needs no such question, and comes first. */
const MOST_PEOPLE = 20;

/** The open grants, by the number of each pull request on which they are spoken of. */
export type Open = ReadonlyMap<number, readonly GrantState[]>;

type GitHub = Pick<GitHubReader, 'standing' | 'isMember' | 'saidComment'>;

/** Throws `Unavailable` where GitHub did not answer; whatever else was judged, stays judged. */
export async function judgeSaid(
  github: GitHub,
  hearing: Hearing,
  guardrails: Guardrails,
  open: Open,
): Promise<void> {
  const some = someOf([...hearing.said.values()], open);
  const enders = some.flatMap(({ command: { word, by, pullRequest } }) =>
    word === 'release' ? [] : grantsOn(pullRequest, open).map(({ path }) => ({ who: by, path })),
  );
  const mayTakeAway = await readPowers(github, guardrails, enders);
  await inParallel(some, WIDTH, async (said) => {
    const { command } = said;
    const grants = grantsOn(command.pullRequest, open);
    const { ends, isTooEarly, unread } = judgeCommand(command, grants, mayTakeAway);
    if (ends.length > 0) await hearken(github, hearing, said, ends);
    else if (unread.length === 0 && !isTooEarly) owe(hearing, command, refusalOf(command, grants));
    said.isSettled = unread.length === 0;
  });
}

function grantsOn(pullRequest: number, open: Open): readonly GrantState['event'][] {
  return (open.get(pullRequest) ?? []).map(({ event }) => event);
}

/** NB: whoever has a crowd say the word on somebody's pull request must not make the subject wait. */
function someOf(all: readonly Said[], open: Open): readonly Said[] {
  const waiting = all.filter(({ isSettled }) => !isSettled);
  const isSubjects = ({ command: { word, by, pullRequest } }: Said): boolean =>
    word === 'release' && grantsOn(pullRequest, open).some(({ subject }) => subject.id === by.id);
  const [subjects, others] = [waiting.filter(isSubjects), waiting.filter((said) => !isSubjects(said))];
  const people = new Set([...new Set(others.map(({ command }) => command.by.id))].slice(0, MOST_PEOPLE));
  return [...subjects, ...others.filter(({ command }) => people.has(command.by.id))];
}

async function hearken(
  github: GitHub,
  hearing: Hearing,
  said: Said,
  ends: readonly GrantId[],
): Promise<void> {
  const { command } = said;
  const confirmed = await confirmSaid(github, said);
  if (confirmed === 'edited') owe(hearing, command, words.wasEdited(command.word));
  if (confirmed !== 'said') return;
  for (const grant of ends) if (!hearing.asked.has(grant)) hearing.asked.set(grant, command);
}

function owe({ owed, answered }: Hearing, command: Command, text: string): void {
  if (!answered.has(command.comment)) owed.set(command.comment, { command, text, notBefore: command.at });
}

function refusalOf({ word, by }: Command, grants: readonly GrantState['event'][]): string {
  const isTheirs = grants.every(({ subject }) => subject.id === by.id);
  const held = grants.map(({ path, subject: { login } }) => ({ path, subject: login }));
  return words.mayNotEnd(word, isTheirs, held);
}
