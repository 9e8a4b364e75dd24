// What one cluster or one file does to itself, nobody else notices: others are granted and ended at the very same turns.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pushesByHand } from './deeds-by-hand.ts';
import type { Deed } from './deed.ts';
import { isGranted, takesBack, timePasses, turns } from './deeds-of-people.ts';
import { holds, NO_LIMIT } from './runs.ts';
import { accessIn, aTwin, playOn, type Twin } from './twins.ts';

const ours = 'access-requests/staging/web/log-viewer/three.yaml';
const theirs = 'access-requests/prod-eu/payments/debugger/one.yaml';
const method = fc.constantFrom('merge', 'squash', 'rebase');
const span = fc.constantFrom('30m', '1h', '4h');

/** What happens where it is looked at. */
const here: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(span, method).map(([span, how]) => isGranted('alice', { place: ours, span, subject: 'alice' }, how)) },
  { weight: 1, arbitrary: fc.constant(takesBack('alice', ours)) },
  { weight: 2, arbitrary: fc.constantFrom(5, 29, 61).map(timePasses) },
  { weight: 2, arbitrary: fc.constant(turns(1)) },
); // prettier-ignore

type Trouble = 'their request' | 'a poison file' | 'their cluster is cut' | 'their cluster is back' | 'none';
const trouble = fc.constantFrom<Trouble>('none', 'their request', 'a poison file', 'their cluster is cut', 'their cluster is back'); // prettier-ignore

test(
  '[I8] whatever befalls another cluster or another file, this one is granted and ended the same',
  { timeout: NO_LIMIT },
  async () => {
    let granted = 0;
    const story = fc.array(fc.tuple(here, trouble), { maxLength: 12, size: 'max' });
    const property = fc.asyncProperty(story, async (steps) => {
      const [troubled, calm] = [await aTwin(), await aTwin()];
      for (const [deed, befalls] of steps) {
        await befall(troubled, befalls);
        for (const twin of [troubled, calm]) {
          if (twin === calm && befalls !== 'none') await twin.stage.breathe();
          await playOn(twin, deed);
          await playOn(twin, turns(1));
        }
        expect(onStaging(troubled)).toEqual(onStaging(calm));
        granted += onStaging(calm).length;
      }
    });
    await holds('stories beside trouble', 100, property);
    expect(granted).toBeGreaterThan(0);
  },
);

/** Takes one second on either stage. */
async function befall(twin: Twin, what: Trouble): Promise<void> {
  const wish = { place: theirs, span: '1h', subject: 'erin' } as const;
  if (what === 'none') return;
  await twin.stage.breathe();
  if (what === 'their cluster is cut') twin.stage.cut('prodEu');
  if (what === 'their cluster is back') twin.stage.restore();
  if (what === 'a poison file') await pushesByHand('a poison file', wish).play(twin.books, twin.stage);
  if (what === 'their request') await pushesByHand('a request', wish).play(twin.books, twin.stage);
}

function onStaging(twin: Twin): readonly string[] {
  return accessIn(twin, [twin.stage.world.staging]);
}
