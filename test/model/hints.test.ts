// Webhooks are hints: lost, doubled or in any order, they change nothing of what is in the clusters after one full turn.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deedsOnRequests } from './deeds.ts';
import type { Deed } from './deed.ts';
import { takesBack, timePasses, turns } from './deeds-of-people.ts';
import { unlimited } from './policies.ts';
import { holds, NO_LIMIT } from './runs.ts';
import type { Stage } from './stage.ts';
import { accessIn, aTwin, playOn, type Twin } from './twins.ts';

type Hint = 'reconcile' | 'review' | 'end' | 'restart';

interface Step {
  readonly deed: Deed;
  readonly hints: readonly Hint[];
}

const place = fc.constantFrom(
  'access-requests/prod-eu/payments/debugger/one.yaml',
  'access-requests/staging/web/log-viewer/three.yaml',
);
const deed = fc.oneof(
  ...deedsOnRequests,
  { weight: 2, arbitrary: place.map((where) => takesBack('alice', where)) },
  { weight: 1, arbitrary: fc.constant(timePasses(29)) },
);
const hint = fc.constantFrom<Hint>('reconcile', 'reconcile', 'review', 'end', 'restart');
const step: fc.Arbitrary<Step> = fc
  .record({ deed, hints: fc.array(hint, { maxLength: 4 }) })
  .map((one) => Object.assign(one, { toString: () => `${one.deed.name} (${one.hints.join(', ')})` }));

test(
  '[I4] [87] whatever hints come, one full turn later the clusters are the same',
  { timeout: NO_LIMIT },
  async () => {
    let granted = 0;
    const property = fc.asyncProperty(fc.array(step, { maxLength: 15, size: 'max' }), async (steps) => {
      const [told, untold] = [await aTwin(unlimited), await aTwin(unlimited)];
      for (const { deed: next, hints } of steps) {
        for (const twin of [told, untold]) await playOnce(next, twin);
        for (const one of hints) await heed(one, told.stage);
      }

      for (const twin of [told, untold]) await playOn(twin, turns(1));
      expect(accessIn(told)).toEqual(accessIn(untold));
      granted += accessIn(untold).length;

      for (const twin of [told, untold]) await playOn(twin, turns(7));
      expect(accessIn(told)).toEqual(accessIn(untold));
      expect(await told.stage.world.files()).toEqual(await untold.stage.world.files());
    });
    await holds('stories with and without hints', 150, property);
    expect(granted).toBeGreaterThan(0);
  },
);

/**
 * NB: a check decides whether an approval that follows it counts, so checks are made alike on both stages; and a request that is
 * asked for anew where one was merged is an edit of a grant or the replacement of a mere request, as the turn comes early
 * or late.
 */
async function playOnce(next: Deed, twin: Twin): Promise<void> {
  if (await wouldEdit(next, twin.stage)) await twin.stage.breathe();
  else await playOn(twin, next);
  await twin.stage.one.review();
}

async function wouldEdit({ asksFor }: Deed, { world }: Stage): Promise<boolean> {
  if (asksFor === undefined) return false;
  const pulls = [...world.github.state.pulls.values()];
  const heads = pulls.map(async ({ head }) => (await world.github.git.file(head.sha, asksFor)) !== null);
  return (await Promise.all(heads)).includes(true);
}

async function heed(one: Hint, stage: Stage): Promise<void> {
  if (one === 'reconcile') await stage.one.turn();
  else if (one === 'review') await stage.one.review();
  else if (one === 'end') await stage.endLanes();
  else stage.one.restart();
}
