// What operators do in a random story: they freeze a cluster for somebody or for all, and lift that again.
import { formatInstant, instantOf } from '../../src/core/time.ts';
import type { Login } from '../sandbox/memory/company.ts';
import type { Deed } from './deed.ts';
import type { Stage } from './stage.ts';

export type Where = 'prodEu' | 'staging';
export type Whom = 'all' | Login;

const REASON = 'INC-1, a laptop is gone';

export function clusterIsFrozen(where: Where, whom: Whom): Deed {
  return {
    name: `${where} is frozen for ${whom}`,
    play: async (books, { world }) => {
      const username = `${whom}@acme.com`;
      world[where].setFreeze({
        reason: REASON,
        ...(whom === 'all' ? { all: 'true' } : { subjects: username }),
      });
      books.frozen.set(world[where].name, whom === 'all' ? whom : username);
    },
  };
}

/** NB: it is known only from then on that it was lifted; what it ended may not be recorded yet. */
export function freezeIsLifted(where: Where): Deed {
  return {
    name: `the freeze of ${where} is lifted`,
    play: async (books, { world }: Stage) => {
      const whom = books.frozen.get(world[where].name);
      if (whom === undefined) return;
      const lifted = formatInstant(instantOf(Math.floor(world.clock.now() / 1000) * 1000));
      const named = whom === 'all' ? { all: 'true' } : { subjects: whom };
      world[where].setFreeze({ reason: REASON, ...named, lifted });
      books.frozen.delete(world[where].name);
    },
  };
}
