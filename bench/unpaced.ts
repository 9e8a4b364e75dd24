// Connects the controller as it always is, but for GitHub's limits on created content: they are not what is measured.
import type { Pace } from '../src/adapters/github/pace.ts';
import { connectWorld } from '../src/connect-world.ts';

const unpaced: Pace = {
  minute: { size: 1_000_000, perHour: 3_600_000, kept: 0 },
  hour: { most: 1_000_000, kept: 0 },
};

export const connectUnpaced: typeof connectWorld = (settings, clock, journal) =>
  connectWorld(settings, clock, journal, unpaced);
