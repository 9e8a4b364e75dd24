// The one patience: five minutes of complete reads, since this controller first saw it.
import { expect, test } from 'vitest';
import { watch, type Sightings } from '../../../src/core/grant/patience.ts';
import { minutes, plus, seconds } from '../../../src/core/time.ts';
import { NOW } from './a-cluster.ts';

const NOTHING: Sightings = new Map();

test('what is seen for the first time does not count', () => {
  const watching = watch(NOTHING, NOW);

  expect(watching.counts('a head')).toBe(false);
  expect(watching.sightings()).toEqual(new Map([['a head', NOW]]));
});

test('what is still seen after five minutes counts, and not a second sooner', () => {
  const first = watch(NOTHING, NOW);
  first.counts('a head');

  expect(watch(first.sightings(), plus(NOW, seconds(299))).counts('a head')).toBe(false);
  expect(watch(first.sightings(), plus(NOW, minutes(5))).counts('a head')).toBe(true);
});

test('later sightings do not move the first one', () => {
  const first = watch(NOTHING, NOW);
  first.counts('a head');
  const second = watch(first.sightings(), plus(NOW, minutes(4)));
  second.counts('a head');

  expect(watch(second.sightings(), plus(NOW, minutes(5))).counts('a head')).toBe(true);
});

test('what was not seen once is forgotten, and begins anew', () => {
  const first = watch(NOTHING, NOW);
  first.counts('a head');
  const second = watch(first.sightings(), plus(NOW, minutes(3)));
  const third = watch(second.sightings(), plus(NOW, minutes(6)));

  expect(second.sightings()).toEqual(NOTHING);
  expect(third.counts('a head')).toBe(false);
});

test('asking twice in one turn is one sighting', () => {
  const watching = watch(NOTHING, NOW);

  expect([watching.counts('a head'), watching.counts('a head')]).toEqual([false, false]);
  expect(watching.sightings().size).toBe(1);
});

test('a clock that goes back makes nothing count sooner', () => {
  const first = watch(NOTHING, NOW);
  first.counts('a head');

  expect(watch(first.sightings(), plus(NOW, minutes(-60))).counts('a head')).toBe(false);
});
