// A suite that needs a real API server: skipped, visibly, where there is none, and a failure where `CI` is set.
import { describe } from 'vitest';
import { assets } from './assets.ts';

/** What a `beforeAll` that starts clusters may take on a busy machine, in milliseconds. */
export const clusterStartTimeout = 120_000;

export function describeOnCluster(title: string, body: () => void): void {
  const isMissing = assets() === undefined;
  if (isMissing && process.env['CI'] !== undefined) {
    describe(title, () => {
      throw new Error('CI is set and there is no API server: npm run kube:install');
    });
    return;
  }
  describe.skipIf(isMissing)(title, body);
}
