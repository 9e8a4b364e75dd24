// Whatever people and machines do: crashes between any two writes, cuts, lags, wrong clocks, two controllers, hands in a cluster.
import { test } from 'vitest';
import { deedsOfPeople, deedsOfTheWorld } from './deeds.ts';
import { NO_LIMIT } from './runs.ts';
import { expectSafety } from './safety.ts';

test(
  '[I1] [I2] [I3] [I5] [I10] [I14] stories of faults keep every promise',
  { timeout: NO_LIMIT },
  async () => {
    await expectSafety('stories of faults', 450, [...deedsOfPeople, ...deedsOfTheWorld]);
  },
);
