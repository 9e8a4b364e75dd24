// A world whose controller can be killed between any two writes, be slowed at every call, and is watched in the order of its writes.
import { parseBindingName } from '../../src/core/grant/binding.ts';
import type { AccessEvent } from '../../src/core/ledger/event.ts';
import type { World } from '../../src/flows/world.ts';
import type { MemoryCluster } from '../sandbox/memory/cluster.ts';
import type { MemoryGit } from '../sandbox/memory/git.ts';
import type { MemoryWorld } from '../sandbox/memory/world.ts';

/** The process is dead: nothing of it answers any more. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

export interface Faulty {
  /** What the controller is given. */
  readonly world: World;
  /** Kills it before its write number `count` from now on, the first being 0. */
  readonly killBefore: (count: number) => void;
  /** Lets each call wait for so many ticks, in turn: calls that run at once overtake each other. */
  readonly delay: (ticks: readonly number[]) => void;
  /** Another process starts, and nothing holds it up. */
  readonly revive: () => void;
  /** What was done in the wrong order so far (I14). */
  readonly disorder: readonly string[];
}

const WRITES: ReadonlySet<string> = new Set([
  'commit',
  'publishCheck',
  'createComment',
  'updateComment',
  'apply',
  'remove',
  'writeCheckpoint',
]);

export function faulty({ world, github, prodEu, staging }: MemoryWorld): Faulty {
  const clusters = [prodEu, staging];
  const disorder: string[] = [];
  let writesLeft = Number.POSITIVE_INFINITY;
  let ticks: readonly number[] = [0];
  let calls = 0;
  const before = async ({ name }: { readonly name: string }): Promise<void> => {
    calls += 1;
    for (let left = ticks[calls % ticks.length] ?? 0; left > 0; left -= 1) await Promise.resolve();
    if (writesLeft < 0) throw new Killed();
    if (WRITES.has(name)) writesLeft -= 1;
    if (writesLeft < 0) throw new Killed();
  };
  const recorded = recordedGrants(github);
  github.intercept(before);
  for (const cluster of clusters) {
    cluster.intercept(async (call) => {
      await before(call);
      const name = parseBindingName(call.object ?? '');
      if (call.name === 'apply' && name !== undefined && !recorded().has(name.grant))
        disorder.push(`${call.object} was applied before it was recorded`);
    });
  }
  return {
    world: { ...world, github: { ...world.github, commit: watchedCommit(world, clusters, disorder) } },
    killBefore: (count) => (writesLeft = count),
    delay: (next) => (ticks = next),
    revive: () => {
      writesLeft = Number.POSITIVE_INFINITY;
      ticks = [0];
    },
    disorder,
  };
}

/** The grants whose `granted` event any commit of the repository bears; read from the messages, not from the ledger. */
function recordedGrants({ git }: MemoryWorld['github']): () => ReadonlySet<string> {
  const { commits } = (git as MemoryGit).objects; // as this world was made
  const grants = new Set<string>();
  let seen = 0;
  return () => {
    if (commits.size !== seen) {
      for (const { message } of [...commits.values()].slice(seen))
        for (const event of eventsIn(message)) if (event.type === 'granted') grants.add(event.grant);
      seen = commits.size;
    }
    return grants;
  };
}

function watchedCommit(
  { github }: World,
  clusters: readonly MemoryCluster[],
  disorder: string[],
): World['github']['commit'] {
  return async (branch, expected, message, changes) => {
    for (const event of eventsIn(message)) {
      if (!('goneBy' in event) || event.goneBy === null) continue;
      const held = clusters.flatMap((cluster) => cluster.bindings());
      if (held.some(({ name }) => parseBindingName(name)?.grant === event.grant))
        disorder.push(`${event.grant} was closed as ${event.type} while it was held`);
    }
    return github.commit(branch, expected, message, changes);
  };
}

export function eventsIn(message: string): readonly AccessEvent[] {
  const lines = [...message.matchAll(/^Access-Event: (.*)$/gm)];
  return lines.map(([, line = '']) => JSON.parse(line) as AccessEvent); // only the controller writes such lines here
}
