// Decisions are made of what was recorded and nothing else: the same story twice is the same history, to the last seal.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newMemory } from '../../src/flows/world.ts';
import { readHistory } from '../../src/flows/read/read-history.ts';
import { deedsOfPeople } from './deeds.ts';
import { holds, NO_LIMIT } from './runs.ts';
import { accessIn, aTwin, playOn } from './twins.ts';

const story = fc.array(fc.oneof(...deedsOfPeople), { maxLength: 15, size: 'max' });

test(
  '[I12] the same story twice ends in the same history, and history read anew says the same',
  { timeout: NO_LIMIT },
  async () => {
    let events = 0;
    const property = fc.asyncProperty(story, async (deeds) => {
      const [first, second] = [await aTwin(), await aTwin()];
      for (const deed of deeds) for (const twin of [first, second]) await playOn(twin, deed);

      expect(second.stage.world.github.head()).toBe(first.stage.world.github.head());
      expect(accessIn(second)).toEqual(accessIn(first));

      const read = await readHistory(first.stage.world.world, newMemory());
      const again = await readHistory(second.stage.world.world, newMemory());
      expect([...again.ledger.open]).toEqual([...read.ledger.open]);
      expect(again.ledger.findings).toEqual(read.ledger.findings);
      expect(again.standing).toEqual(read.standing);
      events += read.ledger.open.size;
    });
    await holds('stories told twice', 80, property);
    expect(events).toBeGreaterThan(0);
  },
);
