// What machines and intruders do in a random story: crashes, cuts, lags, wrong clocks, hands in the cluster, rewrites.
import { bindingName } from '../../src/core/grant/binding.ts';
import { hours, minutes, plus } from '../../src/core/time.ts';
import { recordOf } from '../sandbox/memory/company.ts';
import { PLACES, putsTheGuardrailsBack, type Deed } from './deeds-of-people.ts';
import type { Stage } from './stage.ts';

export function isKilled(beforeWrite: number): Deed {
  return {
    name: `killed before write ${beforeWrite}`,
    play: async (_, stage) => {
      stage.faults.killBefore(beforeWrite);
      await stage.turn();
      stage.restart();
    },
  };
}

export function restarts(): Deed {
  return { name: 'restart', play: async (_, stage) => stage.restart() };
}

/** Two controllers at once, each call of which waits for so many ticks. */
export function twoControllers(ticks: readonly number[]): Deed {
  return {
    name: `two controllers, ticks ${ticks.join(' ')}`,
    play: async (_, stage) => {
      stage.faults.delay(ticks);
      await stage.twoTurns();
    },
  };
}

export type Trouble =
  | 'cut'
  | 'cut after commits'
  | 'old reviews'
  | 'old merges'
  | 'old branch'
  | 'empty lists'
  | 'none';

export function gitHubHas(trouble: Trouble): Deed {
  return {
    name: `GitHub: ${trouble}`,
    play: async (_, { world }) => {
      const { faults } = world.github;
      const begin = {
        cut: () => faults.cut(),
        'cut after commits': () => faults.cutAfter('commit'),
        'old reviews': () => faults.stale('reviews'),
        'old merges': () => faults.stale('pullRequestsOf', 'pullRequest'),
        'old branch': () => faults.staleGit(),
        'empty lists': () => faults.empty('reviews', 'pullRequestsOf', 'checkRuns'),
        none: () => faults.clear(),
      }[trouble];
      begin();
    },
  };
}

export function clusterIsCut(name: 'prodEu' | 'staging'): Deed {
  return { name: `${name} is cut`, play: async (_, { cut }) => cut(name) };
}

export function clustersAreBack(): Deed {
  return { name: 'clusters are back', play: async (_, { restore }) => restore() };
}

/** Minutes that our clock is ahead of the world's; 0: it is right again. */
export function clockIsAhead(by: number): Deed {
  return { name: `our clock is ${by} minutes ahead`, play: async (_, { goWrong }) => goWrong(minutes(by)) };
}

export function bindingIsDeleted(pick: number): Deed {
  return {
    name: `a binding is deleted by hand [${pick}]`,
    play: async (_, stage) => {
      const found = pickBinding(stage, pick);
      found?.cluster.takeAway(found.binding);
    },
  };
}

export function subjectIsAdded(pick: number): Deed {
  return {
    name: `mallory is added to a binding [${pick}]`,
    play: async (books, stage) => {
      const found = pickBinding(stage, pick);
      if (found === undefined) return;
      const mallory = { kind: 'User', name: 'mallory@acme.com' };
      const { uid } = found.cluster.put({
        ...found.binding,
        subjects: [...found.binding.subjects, mallory],
      });
      books.altered.add(uid);
    },
  };
}

export function bindingIsForged(): Deed {
  return {
    name: 'a binding of the reserved form is made by hand',
    play: async (books, { world }) => {
      const end = plus(world.clock.now(), hours(9));
      const grant = String(books.foreign.size).padStart(20, 'f');
      const { uid } = world.prodEu.put({
        kind: 'RoleBinding',
        namespace: 'payments',
        name: bindingName(grant, end),
        labels: { 'app.kubernetes.io/managed-by': 'daypass' },
        annotations: {},
        roleRef: { kind: 'ClusterRole', name: 'daypass-debugger' },
        subjects: [{ kind: 'User', name: 'mallory@acme.com' }],
      });
      books.foreign.add(uid);
    },
  };
}

export function branchIsSetBack(by: number): Deed {
  return {
    name: `the branch is set back by ${by}`,
    play: async (books, { world }) => {
      // Pull requests that began on what is cut off bring its records back.
      for (const place of PLACES) books.forgedRecords.add(recordOf(place));
      const { commits } = await world.github.ports.git.branch('main').catch(() => ({ commits: [] }));
      const to = commits.at(-1 - by);
      if (to !== undefined && commits.length - by > 2) await world.github.rewriteTo(to.oid);
    },
  };
}

/** An operator who looked: no other guardrails are ever trusted than those that the books know. */
export function isTrusted(): Deed {
  return {
    name: 'an operator puts the guardrails back, and trusts the head',
    play: async (books, stage) => {
      await putsTheGuardrailsBack().play(books, stage);
      await stage.trust();
    },
  };
}

function pickBinding({ world }: Stage, pick: number) {
  const all = [world.prodEu, world.staging].flatMap((cluster) =>
    cluster.bindings().map((binding) => ({ cluster, binding })),
  );
  return all[pick % all.length];
}
