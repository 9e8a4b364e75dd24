// The lives of requests: what people do in each, what history tells of it in the end, and what whom was told.
import { formatInstant, hours, minutes, plus } from '../../../src/core/time.ts';
import { REQUEST, requestText } from '../telling.ts';
import type { Life } from './life.ts';
import { anOwnerSaysNo, itIsWithdrawn, nobodyApprovedIt, nobodyDecides } from './never-granted.ts';
import type { Scene } from './scene.ts';

const INCIDENT = REQUEST.replace('log-viewer', 'incident');
const ACTIONS = REQUEST.replace('log-viewer', 'actions');

const itGoesToItsEnd: Life = {
  play: async ({ fromHereOn, holds, passes, allowed, said, told }) => {
    fromHereOn();
    const pull = await holds({ duration: '2h' });
    await said(pull, /has the role/);
    await passes(minutes(116));
    await told('ending');
    await passes(minutes(5));
    await allowed(false);
    await said(pull, /Ended by itself on time/);
  },
  history: ['granted', 'expired by time'],
  told: ['asked', 'granted', 'ending', 'ended'],
};

export const itIsGivenBackByAWord: Life = {
  play: async ({ fromHereOn, holds, said, allowed, recorded, alice, mallory }) => {
    const pull = await holds();
    fromHereOn();
    mallory.comment(pull, '/revoke');
    await said(pull, /`\/revoke` counts/);
    alice.comment(pull, '/release');
    await allowed(false);
    await recorded(2);
    await said(pull, /Given back by `alice`/);
  },
  history: ['granted', 'released by subject'],
  told: ['asked', 'granted', 'ended'],
};

const itIsTakenAway: Life = {
  play: async ({ fromHereOn, holds, said, allowed, recorded, bob }) => {
    const pull = await holds();
    fromHereOn();
    bob.comment(pull, '/revoke');
    await allowed(false);
    await recorded(2);
    await said(pull, /Taken away by `bob`/);
  },
  history: ['granted', 'revoked by owner'],
  told: ['asked', 'granted', 'ended'],
};

const itsFileIsRemoved: Life = {
  play: async ({ fromHereOn, holds, checked, allowed, recorded, said, alice }) => {
    const first = await holds();
    fromHereOn();
    const pull = await alice.openPullRequest({
      branch: 'done',
      title: 'Done',
      files: { [REQUEST]: null },
    });
    await checked(pull, 'success');
    await alice.merge(pull, 'squash');
    await allowed(false);
    await recorded(2);
    await said(first, new RegExp(`Given back by \`alice\` in #${pull.number}`));
  },
  history: ['granted', 'released by subject'],
  told: ['asked', 'granted', 'ended'],
};

const itBecomesLongerThenShorter: Life = {
  play: async ({ fromHereOn, holds, merges, recorded, passes, allowed, said }) => {
    const first = await holds({ duration: '1h' });
    fromHereOn();
    await merges({ duration: '4h' });
    await recorded(3);
    await said(first, /Another grant took the place of this one/);
    await passes(minutes(70));
    await allowed(true);
    await merges({ duration: '2h' });
    await recorded(5);
    await passes(minutes(50));
    await allowed(false);
  },
  history: ['granted', 'granted', 'replaced by subject', 'granted', 'replaced by subject', 'expired by time'],
  told: ['asked', 'granted', 'ended'],
};

const anotherEditIsPutBack: Life = {
  play: async ({
    fromHereOn,
    holds,
    asks,
    checked,
    root,
    recorded,
    allowed,
    github,
    untilSeen,
    told,
    passes,
  }) => {
    await holds();
    fromHereOn();
    const pull = await asks({ duration: '4h', reason: 'INC-4243, and something else besides' });
    await checked(pull, 'failure');
    await root.merge(pull, 'squash', { bypass: true });
    await recorded(2);
    await untilSeen('the granted bytes', async () => (await github.file(REQUEST)) === requestText());
    await allowed(true);
    await told('denied');
    await passes(hours(2));
    await allowed(false);
  },
  history: ['granted', 'refused', 'expired by time'],
  told: ['asked', 'granted', 'denied', 'ended'],
};

const itBeginsLater: Life = {
  play: async ({ merges, recorded, passes, allowed, clock, told, fromHereOn }) => {
    await merges({ startsAt: formatInstant(plus(clock.now(), hours(3))) });
    fromHereOn();
    await recorded(1);
    await told('granted');
    await allowed(false);
    await passes(hours(3));
    await allowed(true);
    await passes(minutes(1));
    await told('opened');
    await passes(hours(2));
    await allowed(false);
  },
  history: ['granted', 'expired by time'],
  told: ['asked', 'granted', 'opened', 'ended'],
};

const itIsAnEmergency: Life = {
  play: async ({ fromHereOn, asks, checked, alice, bob, allowed, passes, recorded, told, said }) => {
    const emergency = async (path: string, conclusion: string) => {
      const pull = await asks({ path, duration: '1h' });
      await checked(pull, conclusion);
      return pull;
    };
    const pull = await emergency(INCIDENT, 'success');
    await alice.merge(pull, 'squash');
    await allowed(true);
    await told('emergency');
    fromHereOn();
    await passes(hours(1));
    await allowed(false);
    await told('ended');
    await passes(hours(24));
    await told('debt');
    const next = await emergency(INCIDENT.replace('alice', 'again'), 'failure');
    bob.approve(pull);
    await recorded(3);
    await said(pull, /no longer has/);
    await alice.close(next);
  },
  history: ['granted', 'expired by time', 'reviewed', 'declined: withdrawn'],
  told: ['emergency', 'ended', 'debt'],
};

const itIsFrozen: Life = {
  play: async ({ fromHereOn, holds, merges, clusters, allowed, recorded, told, passes }) => {
    const freeze = async (data: Readonly<Record<string, string>>) => {
      const metadata = { name: 'daypass-freeze', namespace: 'daypass' };
      const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data };
      const path = '/api/v1/namespaces/daypass/configmaps';
      await clusters.call('prod-eu', 'DELETE', `${path}/daypass-freeze`);
      await clusters.call('prod-eu', 'POST', path, body);
    };
    const what = { reason: 'INC-4242, stolen laptop', subjects: 'alice@acme.com' };
    await holds();
    fromHereOn();
    await freeze(what);
    await allowed(false);
    await recorded(2);
    await told('frozen');
    await clusters.call('prod-eu', 'DELETE', '/api/v1/namespaces/daypass/configmaps/daypass-freeze');
    await passes(minutes(1));
    await merges({ path: REQUEST.replace('alice', 'again') });
    await allowed(true);
    await passes(hours(2));
    await allowed(false);
  },
  history: ['granted', 'revoked by operator', 'granted', 'expired by time'],
  told: ['asked', 'granted', 'ended', 'frozen'],
};

const itIsDeletedByHand: Life = {
  play: async ({ fromHereOn, holds, passes, clusters, github, recorded, untilSeen }) => {
    await holds();
    fromHereOn();
    // What the checkpoint covers was there.
    await untilSeen('the checkpoint', async () => (await covered(clusters)) === `${github.head()} `);
    await clusters.kubectl('prod-eu', 'delete', 'rolebindings', '-n', 'payments', '--all');
    await passes(minutes(1));
    await recorded(2);
  },
  history: ['granted', 'revoked by cluster'],
  told: ['asked', 'granted', 'ended'],
};

/** Until which head, and what is waiting there. */
async function covered({ call }: Scene['clusters']): Promise<string> {
  const { body } = await call('prod-eu', 'GET', '/api/v1/namespaces/daypass/configmaps/daypass-checkpoint');
  const { head, waiting = '' } = (body as { readonly data?: Readonly<Record<string, string>> }).data ?? {};
  return `${head} ${waiting}`;
}

const singleActions: Life = {
  play: async ({ fromHereOn, alice, bob, checked, owners, clusters, recorded, passes, untilSeen }) => {
    const namespace = '/api/v1/namespaces/payments/pods';
    const spec = { containers: [{ name: 'api', image: 'api' }] };
    await clusters.call('prod-eu', 'POST', namespace, { metadata: { name: 'api-7d9f' }, spec });
    const pull = await alice.openPullRequest({
      branch: 'actions',
      title: 'Replace a stuck pod',
      files: { [ACTIONS]: `${requestText({ duration: '30m' })}  actions: [logs pods/api-7d9f]\n` },
    });
    await owners.areAsked(pull);
    bob.approve(pull);
    await checked(pull, 'success');
    fromHereOn();
    await alice.merge(pull, 'squash');
    const roles = async () =>
      (await clusters.kubectl('prod-eu', 'get', 'roles', '-n', 'payments', '-o', 'name')).stdout;
    const bindings = async () =>
      (await clusters.kubectl('prod-eu', 'get', 'rolebindings', '-n', 'payments', '-o', 'name')).stdout;
    await untilSeen('its role and binding', async () => (await roles()) !== '' && (await bindings()) !== '');
    await passes(minutes(31));
    await recorded(2);
    await untilSeen('its role to be gone', async () => (await roles()) === '');
    await clusters.call('prod-eu', 'DELETE', `${namespace}/api-7d9f?gracePeriodSeconds=0`);
  },
  history: ['granted', 'expired by time'],
  told: ['asked', 'granted', 'ended'],
};

/** By what becomes of it. */
export const lives: Readonly<Record<string, Life>> = {
  'goes to its end, is told five minutes before, and afterwards': itGoesToItsEnd,
  '[49] is given back by a word, after somebody said one who may not': itIsGivenBackByAWord,
  'is taken away by an owner': itIsTakenAway,
  '[49] ends because its file was removed by a merge': itsFileIsRemoved,
  '[48] [127] becomes longer, then shorter': itBecomesLongerThenShorter,
  '[127] is changed in more than its time, and put back': anotherEditIsPutBack,
  'begins later': itBeginsLater,
  'waits for too long: reminded, escalated, closed': nobodyDecides,
  'is denied by an owner': anOwnerSaysNo,
  'is withdrawn': itIsWithdrawn,
  '[02] is merged past the rules, and refused': nobodyApprovedIt,
  'is an emergency whose review is overdue, and given': itIsAnEmergency,
  'is frozen, and asked for again when that is lifted': itIsFrozen,
  '[124] is deleted in the cluster by hand': itIsDeletedByHand,
  'is single actions': singleActions,
};
