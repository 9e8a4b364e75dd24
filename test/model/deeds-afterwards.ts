// What people do with pull requests that are merged: an owner looks at what was granted before one had, or somebody else does.
import type { Login } from '../sandbox/memory/company.ts';
import type { Deed } from './deed.ts';
import { ifAllowed } from './stage.ts';

/** Approves one that was merged; the last one is 0. */
export function reviewsAfterwards(by: Login, pick = 0): Deed {
  return {
    name: `${by} approves a merged one [${pick}]`,
    play: async (books, { world }) => {
      const merged = books.pulls.filter(({ number }) => world.github.pull(number).merge !== null);
      const pull = merged.at(-1 - (pick % Math.max(1, merged.length)));
      if (pull === undefined) return;
      const given = await ifAllowed(() => world[by].approve(pull.number));
      const head = pull.commits.at(-1)?.sha ?? '';
      if (given !== undefined) pull.opinions.push({ by, verdict: 'approves', head, at: world.clock.now() });
    },
  };
}
