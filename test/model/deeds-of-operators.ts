// What operators do in a random story: they freeze a cluster for somebody, for a grant or for all, and lift that again.
import { formatInstant, instantOf } from '../../src/core/time.ts';
import type { Login } from '../sandbox/memory/company.ts';
import type { Frozen } from './books.ts';
import type { Deed } from './deed.ts';
import { isOurs } from './invariants.ts';
import type { Stage } from './stage.ts';

export type Where = 'prodEu' | 'staging';
export type Whom = 'all' | Login;

const REASON = 'INC-1, a laptop is gone';

export function clusterIsFrozen(where: Where, whom: Whom): Deed {
  return frozen(where, `for ${whom}`, () =>
    whom === 'all' ? { all: 'true' } : { subjects: `${whom}@acme.com` },
  );
}

/** One of those that are held there. */
export function grantIsFrozen(where: Where, pick: number): Deed {
  return frozen(where, `for a grant [${pick}]`, ({ world }) => {
    const names = world[where].bindings().filter(isOurs);
    const grant = names[pick % names.length]?.name.split('-')[1];
    return grant === undefined ? undefined : { grants: grant };
  });
}

function frozen(where: Where, name: string, what: (stage: Stage) => Frozen | undefined): Deed {
  return {
    name: `${where} is frozen ${name}`,
    play: async (books, stage) => {
      const named = what(stage);
      if (named === undefined) return;
      const cluster = stage.world[where];
      cluster.setFreeze({ reason: REASON, ...named });
      books.frozen.set(cluster.name, named);
    },
  };
}

/** NB: it is known only from then on that it was lifted; what it ended may not be recorded yet. */
export function freezeIsLifted(where: Where): Deed {
  return {
    name: `the freeze of ${where} is lifted`,
    play: async (books, { world }: Stage) => {
      const named = books.frozen.get(world[where].name);
      if (named === undefined) return;
      const lifted = formatInstant(instantOf(Math.floor(world.clock.now() / 1000) * 1000));
      world[where].setFreeze({ reason: REASON, ...named, lifted });
      books.frozen.delete(world[where].name);
    },
  };
}
