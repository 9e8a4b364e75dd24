// A controller that dies at any one call of a story, or gets no answer to it: the story ends as it does when all goes well.
import { expect, test } from 'vitest';
import { minutes } from '../../src/core/time.ts';
import type { Deed } from './deed.ts';
import {
  bindingIsDeleted,
  bindingIsForged,
  roleIsForged,
  roleIsWidened,
  subjectIsAdded,
} from './deeds-in-clusters.ts';
import { clusterIsFrozen, freezeIsLifted } from './deeds-of-operators.ts';
import { asks, isGranted, policyIsChanged, says, takesBack, timePasses } from './deeds-of-people.ts';
import { reviewsAfterwards } from './deeds-afterwards.ts';
import { durationIsChanged } from './deeds-on-what-is-held.ts';
import { onceWrong } from './deeds-of-the-world.ts';
import { expectInvariants } from './invariants.ts';
import { NO_LIMIT } from './runs.ts';
import { expectOneEndEach } from './safety.ts';
import { accessIn, aTwin, playOn, type Twin } from './twins.ts';

const one = 'access-requests/prod-eu/payments/debugger/one.yaml';
const five = 'access-requests/prod-eu/payments/actions/five.yaml';
const two = 'access-requests/prod-eu/payments/debugger/two.yaml';
const three = 'access-requests/staging/web/log-viewer/three.yaml';

/** Half an hour after the stories begin. */
const LATER = '2026-11-20T16:30:00Z';

/** Each is followed by turns: grants, an end by hand, a drift, a release, a change of guardrails, an expiry. */
const stories: Readonly<Record<string, readonly Deed[]>> = {
  'a grant runs to its end': [
    isGranted('alice', { place: one, span: '1h', subject: 'alice' }, 'squash'),
    timePasses(70),
  ],
  'a grant is given back, another is taken away by hand': [
    isGranted('alice', { place: one, span: '4h', subject: 'alice' }, 'rebase'),
    takesBack('alice', one),
    isGranted('erin', { place: three, span: '4h', subject: 'erin' }, 'merge'),
    bindingIsDeleted(0),
  ],
  'a word gives one grant back, another takes one away, and two end nothing': [
    isGranted('alice', { place: one, span: '4h', subject: 'alice' }, 'squash'),
    isGranted('erin', { place: three, span: '4h', subject: 'erin' }, 'merge'),
    says('mallory', '/revoke', one),
    says('alice', '/release', one),
    says('erin', '/release', three, true),
    says('carol', '/revoke', three),
  ],
  'a grant becomes longer, then shorter, and nobody approves the last change': [
    isGranted('alice', { place: one, span: '1h', subject: 'alice' }, 'squash'),
    durationIsChanged('alice', one, '4h', 'merge'),
    durationIsChanged('alice', one, '1h', 'squash'),
    durationIsChanged('alice', one, '4h', 'squash', []),
  ],
  'a grant begins later, for longer than was asked first': [
    isGranted('alice', { place: one, span: '30m', subject: 'alice', startsAt: LATER }, 'squash'),
    durationIsChanged('alice', one, '1h', 'squash'),
    timePasses(30),
    timePasses(60),
  ],
  'a freeze ends what is held, and is lifted': [
    isGranted('alice', { place: one, span: '4h', subject: 'alice' }, 'squash'),
    isGranted('erin', { place: three, span: '4h', subject: 'erin' }, 'merge'),
    clusterIsFrozen('prodEu', 'all'),
    freezeIsLifted('prodEu'),
    isGranted('alice', { place: two, span: '30m', subject: 'alice' }, 'squash'),
    clusterIsFrozen('staging', 'erin'),
  ],
  'an emergency is reviewed late, and the next one waits for it': [
    policyIsChanged('urgent', 'squash'),
    isGranted('erin', { place: three, span: '30m', subject: 'erin' }, 'squash', []),
    timePasses(60),
    isGranted('erin', { place: three, span: '30m', subject: 'erin' }, 'squash', []),
    reviewsAfterwards('carol'),
    isGranted('erin', { place: three, span: '30m', subject: 'erin' }, 'squash', []),
  ],
  'hands meddle in a cluster, and the policy changes': [
    isGranted('alice', { place: one, span: '30m', subject: 'alice' }, 'merge'),
    subjectIsAdded(0),
    bindingIsForged(),
    policyIsChanged('tight', 'squash'),
  ],
  'single actions run to their end, while hands meddle with their role': [
    isGranted('alice', { place: five, span: '30m', subject: 'alice', ticket: 'INC-7' }, 'squash'),
    roleIsWidened(0),
    roleIsForged(),
    timePasses(40),
  ],
  'somebody asks, and nobody approves': [
    asks('alice', { place: one, span: '1h', subject: 'alice' }, false),
    asks('mallory', { place: three, span: '5h', subject: 'alice' }, false),
  ],
  'nobody decides, until it is too late': [
    asks('alice', { place: one, span: '1h', subject: 'alice' }, false),
    timePasses(3 * 24 * 60),
  ],
};

/** Evenly over the story, each time at other calls; `npm run soak` takes them all. */
const POINTS = Number(process.env['DAYPASS_MODEL_RUNS'] ?? 20);
const SEED = Number(process.env['DAYPASS_MODEL_SEED'] ?? Date.now() % 2 ** 31);

/** What nothing explains is taken away after 5 minutes; a controller that starts anew counts them anew. */
const TURNS = 13;

/** What befalls one call; each comes in turn. */
const TROUBLES = ['killed', 'refused', 'lost'] as const;

interface Trouble {
  readonly what: (typeof TROUBLES)[number];
  /** Counted from the first turn, out and back. */
  readonly at: number;
}

test.each(Object.entries(stories))(
  '[213] [218] [234] [I5] trouble at any one call: %s',
  { timeout: NO_LIMIT },
  async (_, story) => {
    const { outcome: expected, crossings } = await toldWith(story);
    expect(crossings).toBeGreaterThan(100);

    const step = Math.max(1, crossings / POINTS);
    let turn = SEED;
    for (let point = SEED % step; point < crossings; point += step) {
      const trouble: Trouble = { what: TROUBLES[(turn += 1) % 3] ?? 'killed', at: Math.floor(point) };
      const { outcome } = await toldWith(story, trouble);
      expect(outcome, `${trouble.what} at ${trouble.at} of ${crossings}`).toEqual(expected);
    }
  },
);

/** What access there is after each deed, and what is left at the end. Trouble comes in turns, not while people wait for a check. */
async function toldWith(story: readonly Deed[], trouble?: Trouble) {
  const twin = await aTwin();
  const outcome: (readonly string[])[] = [];
  let crossings = 0;
  for (const deed of story) {
    await playOn(twin, deed);
    for (let turn = 0; turn < TURNS; turn += 1) crossings += await turnAndRise(twin, trouble, crossings);
    expectInvariants(twin.books, twin.stage);
    outcome.push(accessIn(twin));
  }
  await expectOneEndEach(twin.stage);
  outcome.push(await told(twin), await twin.stage.world.files());
  return { outcome, crossings };
}

/** Gives back how many crossings it took. */
async function turnAndRise(
  { stage: { one, world } }: Twin,
  trouble: Trouble | undefined,
  sofar: number,
): Promise<number> {
  const before = one.crossings();
  await world.clock.advance(minutes(1));
  if (trouble !== undefined && trouble.at >= sofar) {
    if (trouble.what === 'killed') one.killAt(trouble.at - sofar);
    else one.gets(onceWrong(Math.floor((trouble.at - sofar) / 2), trouble.what));
  }
  await one.turn();
  one.killAt(Number.POSITIVE_INFINITY);
  one.gets([]);
  if (!one.isAlive()) one.restart();
  return one.crossings() - before;
}

/**
 * The events of history, but for drift. NB: that something was put right is told at most once: between the repair and its
 * record nothing holds it but the memory of the process, and the audit log of the API server.
 */
async function told({ stage }: Twin): Promise<readonly string[]> {
  const events = (await stage.world.events()).filter(({ type }) => type !== 'drift');
  return events.map((event) => `${event.type} ${'path' in event ? event.path : ''}`).toSorted();
}
