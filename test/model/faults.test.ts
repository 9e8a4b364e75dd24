// Whatever people and machines do: crashes at any call, partitions, lags, wrong clocks, two controllers, hands in a cluster.
import { test } from 'vitest';
import { deedsOfPeople, deedsOfTheWorld } from './deeds.ts';
import { NO_LIMIT, USUAL_RUNS } from './runs.ts';
import { expectSafety } from './safety.ts';

test(
  '[I1] [I2] [I3] [I5] [I6] [I7] [I9] [I10] [I13] [I14] stories of faults keep every promise',
  { timeout: NO_LIMIT },
  async () => {
    await expectSafety('stories of faults', USUAL_RUNS, [...deedsOfPeople, ...deedsOfTheWorld]);
  },
);
