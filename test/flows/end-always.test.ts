// What always holds of the end lane, whatever happens to the API server, to the clocks and to the process.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { bindingOf, parseBindingName } from '../../src/core/grant/binding.ts';
import {
  formatInstant,
  latest,
  milliseconds,
  minutes,
  plus,
  seconds,
  type Duration,
  type Instant,
} from '../../src/core/time.ts';
import { startEndLane } from '../../src/flows/end/end.ts';
import { Unavailable } from '../../src/ports.ts';
import { aGrant, commit, repository } from '../core/grant/a-grant.ts';
import { handClock } from '../sandbox/memory/clock.ts';
import { memoryCluster } from '../sandbox/memory/cluster.ts';
import { openJournal } from '../sandbox/memory/journal.ts';

const interval = minutes(1);

type Step =
  | { readonly kind: 'grant'; readonly endsIn: Duration }
  | { readonly kind: 'pass' | 'jump' | 'skew'; readonly span: Duration }
  | { readonly kind: 'cut' | 'hang' | 'flaky' | 'restore' | 'restart' | 'wake' };

const spans = (from: Duration, to: Duration) => fc.integer({ min: from, max: to }).map(milliseconds);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('grant'), endsIn: spans(minutes(-1), minutes(5)) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('pass'), span: spans(seconds(0), minutes(3)) }) },
  fc.record({ kind: fc.constant('jump'), span: spans(minutes(-10), minutes(10)) }),
  fc.record({ kind: fc.constant('skew'), span: spans(minutes(-2), minutes(2)) }),
  fc.record({ kind: fc.constantFrom('cut', 'hang', 'flaky', 'restore', 'restart', 'wake') }),
);

function aWorld() {
  const clock = handClock('2026-11-20T16:00:00Z');
  const cluster = memoryCluster({ name: 'prod-eu', clock, namespaces: ['payments'] });
  const start = () =>
    startEndLane({ cluster, clock, journal: openJournal(), interval, onEnded: () => undefined });
  return { clock, cluster, start };
}

test('[I2] nothing ends early by every clock, and nothing stays once the API server answers again', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const { clock, cluster, start } = aWorld();
      let lane = start();
      let [count, calls, ahead] = [0, 0, milliseconds(0)];
      let latestSeen = clock.now();
      const look = () => (latestSeen = latest(latestSeen, clock.now(), plus(clock.now(), ahead)));

      const take = async (step: Step): Promise<void> => {
        switch (step.kind) {
          case 'grant': {
            const expiresAt = formatInstant(plus(clock.now(), step.endsIn));
            const grant = (count += 1).toString(16).padStart(20, '0');
            cluster.put(bindingOf(aGrant({ grant, expiresAt }), commit, repository));
            return;
          }
          case 'pass':
            return clock.advance(step.span);
          case 'jump':
            return clock.jump(step.span);
          case 'skew':
            ahead = step.span;
            return cluster.skew(ahead);
          case 'flaky':
            return cluster.intercept(() => {
              if ((calls += 1) % 3 !== 0) throw new Unavailable('answered 503');
            });
          case 'restart':
            void lane.stop();
            lane = start();
            return;
          case 'wake':
            return lane.wake();
          case 'restore':
            cluster.intercept(undefined);
            return cluster.restore();
          case 'cut':
          case 'hang':
            return cluster[step.kind]();
        }
      };

      for (const each of steps) {
        await take(each);
        look();
        const gone = cluster.writes
          .filter(({ kind }) => kind === 'remove')
          .map(({ object }) => endOf(object));
        expect(latest(latestSeen, ...gone)).toBe(latestSeen);
      }
      await take({ kind: 'restore' });
      // One call may hang until its deadline; then the longest pause; then one more list.
      await clock.advance(milliseconds(seconds(10) + seconds(31) + interval));

      const left = cluster.bindings().filter(({ name }) => endOf(name) <= clock.now());
      expect(left).toEqual([]);
      await lane.stop();
    }),
    { numRuns: 300 },
  );
});

function endOf(name: string): Instant {
  return parseBindingName(name)!.expiresAt;
}
