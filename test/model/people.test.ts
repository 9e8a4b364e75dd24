// Whatever people do, well or ill: no access that nobody granted, none beyond its end, none that comes back.
import { test } from 'vitest';
import { deedsOfPeople } from './deeds.ts';
import { NO_LIMIT, USUAL_RUNS } from './runs.ts';
import { expectSafety } from './safety.ts';

test(
  '[I1] [I2] [I3] [I6] [I9] [I14] stories of people keep every promise',
  { timeout: NO_LIMIT },
  async () => {
    await expectSafety('stories of people', USUAL_RUNS, deedsOfPeople);
  },
);
