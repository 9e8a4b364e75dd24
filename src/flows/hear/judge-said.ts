/** Judges the words that were heard and not judged yet: what they end is noted, and who may not is owed an answer. */
import { judgeCommand, type Endable } from '../../core/grant/asked-to-end.ts';
import type { Command } from '../../core/grant/command.ts';
import type { GrantId } from '../../core/ledger/event.ts';
import type { Guardrails } from '../../core/request/guardrails.ts';
import type { Instant } from '../../core/time.ts';
import * as words from '../../core/words/commands.ts';
import type { GitHubReader } from '../../ports.ts';
import { confirmSaid, mayAppear } from './confirm-said.ts';
import { inParallel } from '../read/gather.ts';
import type { Hearing, Said } from './hearing.ts';
import { readPowers } from '../read/read-powers.ts';

const WIDTH = 4;
/** About so many people GitHub is asked at a time. Whoever holds the access needs no such question, and comes first. */
const MOST_PEOPLE = 20;
const A_FEW = 3;

/** The open grants, by the number of each pull request on which they are spoken of. */
export type Open = ReadonlyMap<number, readonly Endable[]>;

type GitHub = Pick<GitHubReader, 'standing' | 'isMember' | 'saidComment'>;

/** Throws `Unavailable` where GitHub did not answer; whatever else was judged, stays judged. */
export async function judgeSaid(
  github: GitHub,
  hearing: Hearing,
  guardrails: Guardrails,
  open: Open,
  now: Instant,
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
    const confirmed = ends.length > 0 ? await confirmSaid(github, said) : undefined;
    if (confirmed === 'said') note(hearing, command, ends);
    else if (confirmed === 'edited') owe(hearing, command, words.wasEdited(command.word));
    else if (confirmed === undefined && unread.length === 0 && !isTooEarly)
      owe(hearing, command, refusalOf(command, grants));
    said.isSettled = unread.length === 0 && !(confirmed === 'missing' && mayAppear(command, now));
    if (!said.isSettled) toTheEnd(hearing, said);
  });
}

function grantsOn(pullRequest: number, open: Open): readonly Endable[] {
  return open.get(pullRequest) ?? [];
}

/** NB: whoever has a crowd say the word on somebody's pull request must not make the subject wait. */
function someOf(all: readonly Said[], open: Open): readonly Said[] {
  const waiting = all.filter(({ isSettled }) => !isSettled);
  const isSubjects = ({ command: { word, by, pullRequest } }: Said): boolean =>
    word === 'release' && grantsOn(pullRequest, open).some(({ subject }) => subject.id === by.id);
  const [subjects, others] = [waiting.filter(isSubjects), waiting.filter((said) => !isSubjects(said))];
  const people = new Set([...new Set(others.map(({ command }) => command.by.id))].slice(0, MOST_PEOPLE));
  return [...fewOfEach(subjects), ...fewOfEach(others.filter(({ command }) => people.has(command.by.id)))];
}

/** NB: each costs a question, and one person may say it a thousand times. */
function fewOfEach(all: readonly Said[]): readonly Said[] {
  const byPerson = Map.groupBy(all, ({ command }) => command.by.id);
  return [...byPerson.values()].flatMap((of) => of.slice(0, A_FEW));
}

function note({ asked }: Hearing, command: Command, ends: readonly GrantId[]): void {
  for (const grant of ends) if (!asked.has(grant)) asked.set(grant, command);
}

/** NB: what cannot be judged takes no place from what can. */
function toTheEnd({ said: all }: Hearing, said: Said): void {
  all.delete(said.command.comment);
  all.set(said.command.comment, said);
}

function owe({ owed, answered }: Hearing, command: Command, text: string): void {
  if (!answered.has(command.comment)) owed.set(command.comment, { command, text, notBefore: command.at });
}

function refusalOf({ word, by }: Command, grants: readonly Endable[]): string {
  const isTheirs = grants.every(({ subject }) => subject.id === by.id);
  const held = grants.map(({ path, subject: { login } }) => ({ path, subject: login }));
  return words.mayNotEnd(word, isTheirs, held);
}
