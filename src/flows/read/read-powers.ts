/** Reads who may take away what others hold: what people may do in the repository, and which owning teams they are in. */
import { ownersOf } from '../../core/approval/codeowners.ts';
import type { Account, PullRequest } from '../../core/approval/facts.ts';
import { mayTakeAway } from '../../core/approval/taking-away.ts';
import type { MayTakeAway } from '../../core/grant/asked-to-end.ts';
import { unread, type Fact } from '../../core/problem.ts';
import type { Oid } from '../../core/repository.ts';
import type { Guardrails } from '../../core/request/guardrails.ts';
import type { GitHubReader } from '../../ports.ts';
import { factsOf } from './gather.ts';
import type { HistorySnapshot } from './read-history.ts';
import type { World } from '../world.ts';

/** Somebody who would end what the request at the path holds. */
export interface Ender {
  readonly who: Account;
  readonly path: string;
}

/** By the guardrails in force. Whoever is not among the `enders` is unread. */
export async function readPowers(
  github: Pick<GitHubReader, 'standing' | 'isMember'>,
  { codeowners }: Guardrails,
  enders: readonly Ender[],
): Promise<MayTakeAway> {
  const teamsOf = (path: string) =>
    (ownersOf(codeowners, path)?.owners ?? []).filter((owner) => owner.includes('/'));
  const pairs = enders.flatMap(({ who, path }) =>
    teamsOf(path).map((team) => `${team.slice(1)} ${who.login}`.toLowerCase()),
  );
  const [standings, memberships] = await Promise.all([
    factsOf(
      enders.map(({ who }) => who.login.toLowerCase()),
      (login) => github.standing(login),
    ),
    factsOf(pairs, (pair) => {
      const [team = '', login = ''] = pair.split(' ');
      return github.isMember(team, login);
    }),
  ]);
  return (who, path) => mayTakeAway(who, path, codeowners, { standings, memberships });
}

/** Whether those who removed requests own what they removed: by each commit, the pull request that brought it. */
export async function powersOfRemovers(
  { github }: Pick<World, 'github'>,
  { ledger, inForce }: HistorySnapshot,
  removedBy: ReadonlyMap<Oid, Fact<readonly PullRequest[]>>,
): Promise<MayTakeAway> {
  if (inForce === undefined) return () => unread('no guardrails are in force');
  const enders = [...ledger.open.values()].flatMap(({ event: { path, subject } }) => {
    const commit = ledger.lastTouched.get(path)?.removed?.commit;
    const brought = commit === undefined ? undefined : removedBy.get(commit);
    const author = brought?.kind === 'read' ? brought.value[0]?.author : undefined;
    return author === undefined || author.id === subject.id ? [] : [{ who: author, path }];
  });
  return readPowers(github, inForce.guardrails, enders);
}
