// Since when somebody is asked to decide: by the check that said so, whoever has read it since.
import { expect, test } from 'vitest';
import { formatInstant, minutes } from '../../src/core/time.ts';
import { reviewPullRequests } from '../../src/flows/check/review-pull-request.ts';
import { newMemory, type Memory } from '../../src/flows/world.ts';
import { REQUEST, requestText } from '../sandbox/memory/company.ts';
import { memoryWorld } from '../sandbox/memory/world.ts';

/** Of #1: since when, and who. */
function asking({ looks }: Memory) {
  const found = [...looks.values()][0]?.asking;
  return found && [formatInstant(found.since).slice(11, 16), found.author, ...found.owners];
}

test('owners are asked when the check says so first, also for a controller that starts later', async () => {
  const { world, alice, clock } = await memoryWorld();
  const memory = newMemory();
  await clock.advance(minutes(1));
  await alice.asks();

  await reviewPullRequests(world, memory);
  const first = asking(memory);
  await clock.advance(minutes(20));
  await reviewPullRequests(world, memory);
  const other = newMemory();
  await reviewPullRequests(world, other);

  expect(first).toEqual(['16:01', 'alice', '@acme/payments']);
  expect([asking(memory), asking(other)]).toEqual([first, first]);
});

test('a push of the same asks nothing new, and one that asks for more does', async () => {
  const { world, alice, clock } = await memoryWorld();
  const memory = newMemory();
  const pull = await alice.asks();
  await reviewPullRequests(world, memory);
  const first = asking(memory);
  await clock.advance(minutes(10));

  await alice.pushTo(pull, {
    [REQUEST]: requestText({ subject: 'alice', reason: 'INC-4242, said more clearly' }),
  });
  await reviewPullRequests(world, memory);
  const second = asking(memory);
  await clock.advance(minutes(10));
  await alice.pushTo(pull, {
    [REQUEST]: requestText({ subject: 'alice' }),
    [REQUEST.replace('debugger', 'log-viewer')]: requestText({ subject: 'alice' }),
  });
  await reviewPullRequests(world, memory);

  expect([first?.[0], second?.[0], asking(memory)?.[0]]).toEqual(['16:00', '16:00', '16:20']);
});

test('nobody is asked any more once it is approved, and of what is closed nothing is left', async () => {
  const { world, alice, bob, clock } = await memoryWorld();
  const memory = newMemory();
  const pull = await alice.asks();
  await reviewPullRequests(world, memory);

  await clock.advance(minutes(1));
  bob.approve(pull);
  await reviewPullRequests(world, memory);
  const approved = asking(memory);
  await alice.merge(pull);
  await reviewPullRequests(world, memory);

  expect([approved, memory.looks.size]).toEqual([undefined, 0]);
});
