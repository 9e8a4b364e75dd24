// Watches the order of writes (I14): recorded before it is applied, gone before it is recorded as gone.
import { parseBindingName } from '../../src/core/grant/binding.ts';
import type { AccessEvent } from '../../src/core/ledger/event.ts';
import type { World } from '../../src/flows/world.ts';
import type { MemoryCluster } from '../sandbox/memory/cluster.ts';
import type { MemoryGit } from '../sandbox/memory/git.ts';
import type { MemoryWorld } from '../sandbox/memory/world.ts';

export interface Watched {
  readonly world: World;
  /** What was done in the wrong order so far. */
  readonly disorder: readonly string[];
}

export function watchOrder({ world, github, prodEu, staging }: MemoryWorld): Watched {
  const clusters = [prodEu, staging];
  const disorder: string[] = [];
  const recorded = recordedGrants(github);
  for (const cluster of clusters) {
    cluster.intercept((call) => {
      const name = parseBindingName(call.object ?? '');
      if (call.name === 'apply' && name !== undefined && !recorded().has(name.grant))
        disorder.push(`${call.object} was applied before it was recorded`);
    });
  }
  const commit = watchedCommit(world, clusters, disorder);
  return { world: { ...world, github: { ...world.github, commit } }, disorder };
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
