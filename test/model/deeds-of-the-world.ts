// What machines do in a random story: controllers die, meet and lose sight of one another's world; GitHub lags and lies; clocks go wrong.
import { minutes } from '../../src/core/time.ts';
import type { Deed } from './deed.ts';
import type { Fate, Side } from './process.ts';
import type { Which } from './stage.ts';

/** In the middle of a turn, at any call, before it was made or before its answer came. */
export function isKilled(which: Which, crossing: number): Deed {
  return {
    name: `${which} is killed at crossing ${crossing}`,
    play: async (_, stage) => {
      stage[which].killAt(crossing);
      await stage[which].turn();
      stage[which].restart();
    },
  };
}

export function restarts(which: Which): Deed {
  return { name: `${which} restarts`, play: async (_, stage) => stage[which].restart() };
}

export function theOtherTurns(): Deed {
  return { name: 'the other controller takes a turn', play: async (_, { other }) => other.turn() };
}

/** Two controllers at once; one of them may die in the middle of it. */
export function twoControllers(killed: number | undefined): Deed {
  return {
    name: `two controllers at once${killed === undefined ? '' : `, the other dies at crossing ${killed}`}`,
    play: async (_, stage) => {
      if (killed !== undefined) stage.other.killAt(killed);
      await stage.twoTurns();
      if (killed !== undefined) stage.other.restart();
    },
  };
}

export function isCutOff(which: Which, side: Side): Deed {
  return { name: `${which} is cut off from ${side}`, play: async (_, stage) => stage[which].cutOff(side) };
}

/** One call of a whole turn, and no other. */
export function oneCallFails(which: Which, call: number, fate: Fate): Deed {
  return {
    name: `${which} takes a turn, and call ${call} is ${fate}`,
    play: async (_, stage) => {
      stage[which].gets(onceWrong(call, fate));
      await stage[which].turn();
      stage[which].gets([]);
    },
  };
}

export function onceWrong(call: number, fate: Fate): readonly Fate[] {
  const answered = (count: number) => Array.from({ length: count }, (): Fate => 'answered');
  return [...answered(call), fate, ...answered(1000)];
}

/** The world answers it now and then, and now and then only seems not to. */
export function getsAnswers(which: Which, fates: readonly Fate[]): Deed {
  return {
    name: `${which} asks, and is not always answered: ${fates.map((fate) => fate.at(0)).join('')}`,
    play: async (_, stage) => stage[which].gets(fates),
  };
}

export type Trouble =
  | 'cut'
  | 'cut after commits'
  | 'old reviews'
  | 'old merges'
  | 'old branch'
  | 'empty lists'
  | 'suspended'
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
        suspended: () => faults.suspendInstallation(),
        none: () => faults.clear(),
      }[trouble];
      begin();
    },
  };
}

export function clusterIsCut(name: 'prodEu' | 'staging'): Deed {
  return { name: `${name} is cut`, play: async (_, { cut }) => cut(name) };
}

export function everybodyIsBack(): Deed {
  return { name: 'clusters and networks are back', play: async (_, { restore }) => restore() };
}

/** Minutes that our clock is ahead of the world's; 0: it is right again. */
export function clockIsAhead(by: number): Deed {
  return { name: `our clock is ${by} minutes ahead`, play: async (_, { goWrong }) => goWrong(minutes(by)) };
}
