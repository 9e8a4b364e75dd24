// The lives of requests that come to nothing: nobody decides, somebody says no, or they were merged past the rules.
import { hours, minutes } from '../../../src/core/time.ts';
import type { Life } from './life.ts';

export const nobodyDecides: Life = {
  play: async ({ fromHereOn, asks, owners, passes, said, untilSeen, told, github }) => {
    const pull = await asks();
    await owners.areAsked(pull);
    fromHereOn();
    await passes(hours(4));
    await said(pull, /has been waiting for 4 hours/);
    await told('reminded');
    await passes(hours(20));
    await told('escalated');
    await passes(hours(48));
    await said(pull, /Nobody merged this within 3 days/);
    await untilSeen('it to be closed', () => github.pull(pull.number).state === 'closed');
  },
  history: ['declined: timed out'],
  told: ['asked', 'reminded', 'escalated', 'denied'],
};

export const anOwnerSaysNo: Life = {
  play: async ({ fromHereOn, asks, owners, bob, recorded }) => {
    const pull = await asks();
    await owners.areAsked(pull);
    fromHereOn();
    await bob.close(pull);
    await recorded(1);
  },
  history: ['declined: denied'],
  told: ['asked', 'denied'],
};

export const itIsWithdrawn: Life = {
  play: async ({ fromHereOn, asks, owners, alice, recorded }) => {
    const pull = await asks();
    await owners.areAsked(pull);
    fromHereOn();
    await alice.close(pull);
    await recorded(1);
  },
  history: ['declined: withdrawn'],
  told: ['asked'],
};

export const nobodyApprovedIt: Life = {
  play: async ({ fromHereOn, asks, checked, root, recorded, passes }) => {
    fromHereOn();
    const pull = await asks({ duration: '9h' });
    await checked(pull, 'failure');
    await root.merge(pull, 'squash', { bypass: true });
    await passes(minutes(6));
    await recorded(1);
  },
  history: ['refused'],
  told: ['denied'],
};
