/** Reads what must hold still of the grants whose time has come and that were never bound. */
import type { ClusterFacts } from '../../core/grant/cluster-facts.ts';
import { bindingKeyOf } from '../../core/grant/binding.ts';
import { keyText } from '../../core/grant/cluster-facts.ts';
import type { Debts } from '../../core/grant/debts.ts';
import { judgeOpening, opensAfterItsGrant, type Opening } from '../../core/grant/opening.ts';
import { instantIn, type GrantedEvent, type GrantId } from '../../core/ledger/event.ts';
import type { GrantState } from '../../core/ledger/history.ts';
import { asFact, factsOf, inParallel } from '../read/gather.ts';
import { teamsThatMayAsk } from '../read/people-asked.ts';
import { withActionFacts } from '../read/read-actions.ts';
import type { HistorySnapshot, InForce } from '../read/read-history.ts';
import type { Places } from '../read/read-places.ts';
import { readGranted } from '../read/read-requests.ts';
import type { World } from '../world.ts';

/** How many are read at once; GitHub is asked about each person once in a turn. */
const WIDTH = 4;

export async function readOpenings(
  world: World,
  history: HistorySnapshot,
  places: Places,
  debts: Debts,
): Promise<ReadonlyMap<GrantId, Opening>> {
  const { inForce, ledger } = history;
  if (inForce === undefined) return new Map();
  const due = [...ledger.open.values()].filter((state) => isDue(state, places));
  const openings = await inParallel(due, WIDTH, async ({ event }) => {
    const read = await asFact(readOpening(world, event, { ...history, inForce, debts }, places));
    const opening: Opening = read.kind === 'read' ? read.value : { kind: 'not yet', why: [read.why] };
    return [event.grant, opening] as const;
  });
  return new Map(openings);
}

function isDue({ event }: GrantState, places: Places): boolean {
  const place = places.get(event.cluster.name);
  if (place === undefined || !opensAfterItsGrant(event) || !isOpenThere(event, place)) return false;
  return !place.bindings.has(keyText(bindingKeyOf(event)));
}

function isOpenThere({ opensAt, expiresAt }: GrantedEvent, { standing, now }: ClusterFacts): boolean {
  return standing.kind === 'in step' && instantIn(opensAt) <= now && now < instantIn(expiresAt);
}

interface OpeningGround extends Pick<HistorySnapshot, 'repository'> {
  readonly inForce: InForce;
  readonly debts: Debts;
}

async function readOpening(
  world: World,
  event: GrantedEvent,
  { repository, inForce: { guardrails }, debts }: OpeningGround,
  places: Places,
): Promise<Opening> {
  const { github, git } = world;
  const login = event.author.login.toLowerCase();
  const request = await readGranted(git, event);
  const [standing, memberships, clusters] = await Promise.all([
    asFact(github.standing(login)),
    factsOf(
      teamsThatMayAsk(guardrails, event.path).map((team) => `${team} ${login}`),
      async (pair) => github.isMember(...(pair.split(' ') as [string, string])), // as they were put together
    ),
    withActionFacts(places, [request], world),
  ]);
  const context = { guardrails, clusters, held: new Map() };
  return judgeOpening({ event, request, repository, standing, memberships, debts }, context);
}
