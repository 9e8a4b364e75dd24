/** Reads whether what is about to be granted was asked to end already: such a merge is refused, and not granted (§3). */
import { judgeCommand } from '../../core/grant/asked-to-end.ts';
import type { ProvedGrant } from '../../core/grant/granted.ts';
import type { MergedDecision } from '../../core/grant/merged-decision.ts';
import type { AskedBefore } from '../../core/grant/without-asked.ts';
import { unread, type Fact } from '../../core/problem.ts';
import type { Instant } from '../../core/time.ts';
import type { Guardrails } from '../../core/request/guardrails.ts';
import type { GitHubReader } from '../../ports.ts';
import { confirmSaid, mayAppear } from '../hear/confirm-said.ts';
import { asFact, inParallel } from '../read/gather.ts';
import type { Said } from '../hear/hearing.ts';
import { saidIn } from '../hear/listen.ts';
import { readPowers } from '../read/read-powers.ts';

const WIDTH = 4;
/** NB: whoever has a crowd comment delays no grant; what is not read now is heard when it is granted. */
const MOST_COMMANDS = 20;

type GitHub = Pick<GitHubReader, 'comments' | 'saidComment' | 'standing' | 'isMember'>;
type Granted = ProvedGrant['event'];

/** By the number of each pull request that would be granted; undefined inside: nobody asked who may. */
export async function askedBefore(
  github: GitHub,
  guardrails: Guardrails,
  decisions: readonly MergedDecision[],
  now: Instant,
): Promise<ReadonlyMap<number, Fact<AskedBefore | undefined>>> {
  const events = decisions.flatMap((one) =>
    one.kind === 'grant' ? one.grants.map(({ event }) => event) : [],
  );
  const byNumber = Map.groupBy(events, ({ pr }) => pr.number);
  const read = await inParallel([...byNumber], WIDTH, async ([number, granted]) => {
    const asked = await asFact(readAsked(github, guardrails, { number, granted, now }));
    return [number, asked.kind === 'read' ? asked.value : asked] as const;
  });
  return new Map(read);
}

interface Asked {
  readonly number: number;
  readonly granted: readonly Granted[];
  readonly now: Instant;
}

const NOT_YET = 'a comment that may end it is listed, and is not known by itself yet';

async function readAsked(
  github: GitHub,
  guardrails: Guardrails,
  { number, granted, now }: Asked,
): Promise<Fact<AskedBefore | undefined>> {
  const said = subjectsFirst((await github.comments(number)).flatMap(saidIn), granted);
  const enders = said.flatMap(({ command: { word, by } }) =>
    word === 'revoke' ? granted.map(({ path }) => ({ who: by, path })) : [],
  );
  const mayTakeAway = await readPowers(github, guardrails, enders);
  let doubt: Fact<AskedBefore | undefined> = { kind: 'read', value: undefined };
  for (const one of said) {
    const { ends, unread: why } = judgeCommand(one.command, granted, mayTakeAway);
    const confirmed = ends.length > 0 ? await confirmSaid(github, one) : undefined;
    if (confirmed === 'said') return { kind: 'read', value: { command: one.command, ends } };
    if (confirmed === 'missing' && mayAppear(one.command, now)) doubt = unread(NOT_YET);
    if (why[0] !== undefined) doubt = unread(why[0]);
  }
  return doubt;
}

function subjectsFirst(said: readonly Said[], granted: readonly Granted[]): readonly Said[] {
  const subjects = new Set(granted.map(({ subject }) => subject.id));
  const rank = ({ command }: Said): number => (subjects.has(command.by.id) ? 0 : 1);
  return said.toSorted((one, other) => rank(one) - rank(other)).slice(0, MOST_COMMANDS);
}
