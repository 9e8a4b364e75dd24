// One controller's process: every call to the world crosses a point on its way out and one on its way back, and at each it can die.
import type { World } from '../../src/flows/world.ts';
import { Unavailable, type Cluster } from '../../src/ports.ts';
import type { HandClock } from '../sandbox/memory/clock.ts';
import { aController } from '../sandbox/memory/controller.ts';

/** The process is dead: nothing of it goes on. */
class Killed extends Error {
  override readonly name = 'Killed';
}

export type Side = 'github' | 'prod-eu' | 'staging';

/** What becomes of a call; `lost`: everything was done, and the caller does not know. */
export type Fate = 'answered' | 'refused' | 'lost';

export interface Process {
  /** What a controller does, for as long as it lives; where it dies or the world does not answer, that is the end of it. */
  readonly turn: () => Promise<void>;
  readonly endLanes: () => Promise<void>;
  readonly review: () => Promise<void>;
  readonly trust: () => Promise<void>;
  /** It dies at that crossing from now on, the first being 0: before a call reaches the world, or before its answer comes back. */
  readonly killAt: (crossing: number) => void;
  readonly isAlive: () => boolean;
  /** How many crossings it has made. */
  readonly crossings: () => number;
  /** Another process starts, which remembers nothing; of the old one nothing goes on. */
  readonly restart: () => void;
  /** The network between it and one side of the world is gone. */
  readonly cutOff: (side: Side) => void;
  /** Whether every call of it to that side is answered. */
  readonly reaches: (side: string) => boolean;
  /** What becomes of its calls, in turn. */
  readonly gets: (fates: readonly Fate[]) => void;
  /** It reaches everything again. */
  readonly rejoin: () => void;
}

/** `pace` holds a crossing up for as long as it likes. */
export function aProcess(world: World, clock: HandClock, pace: (point: string) => Promise<void>): Process {
  const sides = new Set<string>();
  let fates: readonly Fate[] = [];
  let crossed = 0;
  let last = Number.POSITIVE_INFINITY;
  let asked = 0;

  // NB: each life has calls of its own, or what was still under way in a dead one would go on in the next.
  const born = () => {
    const life = { isOver: false };
    const cross = async (point: string): Promise<void> => {
      await pace(point);
      if (crossed >= last) life.isOver = true;
      crossed += 1;
      if (life.isOver) throw new Killed();
    };
    const call: Crossing = async (side, name, work) => {
      await cross(`${name} out`);
      if (sides.has(side)) throw new Unavailable(`${side} cannot be reached`);
      const fate = fates[asked++ % fates.length] ?? 'answered';
      if (fate === 'refused') throw new Unavailable(`${side} does not answer now`);
      const answer = await work();
      await cross(`${name} back`);
      if (fate === 'lost') throw new Unavailable(`the connection to ${side} was lost`);
      return answer;
    };
    return { life, ...aController(seenThrough(world, call), clock) };
  };
  let alive = born();
  return {
    turn: async () => survived(alive.turn()),
    endLanes: async () => survived(alive.endLanes()),
    review: async () => survived(alive.review()),
    trust: async () => survived(alive.trusts()),
    killAt: (crossing) => (last = crossed + crossing),
    isAlive: () => !alive.life.isOver,
    crossings: () => crossed,
    restart: () => {
      alive.life.isOver = true;
      last = Number.POSITIVE_INFINITY;
      alive = born();
    },
    cutOff: (side) => void sides.add(side),
    reaches: (side) => !sides.has(side) && fates.length === 0,
    gets: (next) => {
      fates = next;
      asked = 0;
    },
    rejoin: () => {
      sides.clear();
      fates = [];
    },
  };
}

type Crossing = (side: string, name: string, work: () => Promise<unknown>) => Promise<unknown>;

function seenThrough(world: World, call: Crossing): World {
  return {
    ...world,
    git: portThrough(world.git, 'github', call),
    github: portThrough(world.github, 'github', call),
    clusters: world.clusters.map((cluster: Cluster) => portThrough(cluster, cluster.name, call)),
  };
}

function portThrough<Port extends object>(port: Port, side: string, call: Crossing): Port {
  const members = Object.entries(port).map(([name, member]: [string, unknown]) => {
    if (typeof member !== 'function') return [name, member] as const;
    const asked = async (...words: unknown[]) =>
      call(side, `${side} ${name}`, async () => Reflect.apply(member, port, words) as unknown);
    return [name, asked] as const;
  });
  return Object.fromEntries(members) as Port; // the same members, each through a crossing
}

async function survived(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof Killed || error instanceof Unavailable)) throw error;
  }
}
