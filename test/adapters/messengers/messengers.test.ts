// Slack and a webhook on this machine: what they are sent, and what is made of how they take it.
import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { slackMessenger } from '../../../src/adapters/messengers/slack.ts';
import { webhookMessenger } from '../../../src/adapters/messengers/webhook.ts';
import type { Message } from '../../../src/core/telling/notification.ts';
import { instantOf, milliseconds, minutes, seconds } from '../../../src/core/time.ts';
import { Unavailable, type Messenger } from '../../../src/ports.ts';
import { startReceiver, type Behaviour, type Receiver } from '../../sandbox/receiver.ts';

const SECRET = 'a secret of more than thirty-two characters';
const TOKEN = '/services/T000/hunter2';
const now = instantOf(Date.UTC(2026, 10, 20, 16, 0, 5));
const message: Message = {
  key: 'granted 7f3a9c21d05be8140c62',
  keys: ['granted 7f3a9c21d05be8140c62'],
  kind: 'granted',
  route: 'default',
  due: now,
  sentence:
    'alice has the role debugger in prod-eu/payments until 18:00Z, approved by bob: `INC-4242 & more`.',
  link: { label: 'Pull request #42', url: 'https://github.com/acme/access/pull/42' },
};

const open: Receiver[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((receiver) => receiver.close()));
});

async function aReceiver(behaviour: Behaviour = { kind: 'takes it' }): Promise<Receiver> {
  const receiver = await startReceiver();
  receiver.behaves(behaviour);
  open.push(receiver);
  return receiver;
}

const deadline = milliseconds(200);
const kinds: readonly (readonly [string, (url: string) => Messenger])[] = [
  ['Slack', (url) => slackMessenger({ name: 'slack', url: url + TOKEN }, deadline)],
  [
    'a webhook',
    (url) =>
      webhookMessenger({ name: 'pager', url: url + TOKEN, secret: SECRET }, { now: () => now }, deadline),
  ],
];

test('Slack gets blocks, and the same as text', async () => {
  const receiver = await aReceiver();

  await slackMessenger({ name: 'slack', url: receiver.url + TOKEN }).send(message);

  expect(receiver.received.map(({ path }) => path)).toEqual([TOKEN]);
  expect(JSON.parse(receiver.received[0]?.body ?? '')).toMatchInlineSnapshot(`
    {
      "blocks": [
        {
          "text": {
            "text": "alice has the role debugger in prod-eu/payments until 18:00Z, approved by bob: \`INC-4242 &amp; more\`.",
            "type": "mrkdwn",
            "verbatim": true,
          },
          "type": "section",
        },
        {
          "elements": [
            {
              "text": "<https://github.com/acme/access/pull/42|Pull request #42>",
              "type": "mrkdwn",
              "verbatim": true,
            },
          ],
          "type": "context",
        },
      ],
      "text": "alice has the role debugger in prod-eu/payments until 18:00Z, approved by bob: \`INC-4242 &amp; more\`. <https://github.com/acme/access/pull/42|Pull request #42>",
      "unfurl_links": false,
      "unfurl_media": false,
    }
  `);
});

test('a webhook gets JSON, signed with its time', async () => {
  const receiver = await aReceiver();

  await webhookMessenger({ name: 'pager', url: receiver.url, secret: SECRET }, { now: () => now }).send(
    message,
  );

  const [{ headers, body } = { headers: {}, body: '' }] = receiver.received;
  expect(JSON.parse(body)).toMatchInlineSnapshot(`
    {
      "at": "2026-11-20T16:00:05Z",
      "key": "granted 7f3a9c21d05be8140c62",
      "keys": [
        "granted 7f3a9c21d05be8140c62",
      ],
      "kind": "granted",
      "link": "https://github.com/acme/access/pull/42",
      "route": "default",
      "text": "alice has the role debugger in prod-eu/payments until 18:00Z, approved by bob: "INC-4242 & more".",
    }
  `);
  const signature = createHmac('sha256', SECRET).update(`1795190405.${body}`).digest('hex');
  expect(headers).toMatchObject({
    'content-type': 'application/json',
    'x-daypass-delivery': 'granted 7f3a9c21d05be8140c62',
    'x-daypass-timestamp': '1795190405',
    'x-daypass-signature-256': `sha256=${signature}`,
  });
});

describe.each(kinds)('%s that does not take it', (_, messengerAt) => {
  test.each<[what: string, Behaviour, message: string, retryAfter: number | undefined]>([
    ['is broken', { kind: 'answers', status: 500 }, 'it answered 500', undefined],
    [
      'asks for a pause',
      { kind: 'answers', status: 429, headers: { 'retry-after': '30' } },
      'it answered 429',
      seconds(30),
    ],
    [
      'asks for a day',
      { kind: 'answers', status: 503, headers: { 'retry-after': '86400' } },
      'it answered 503',
      minutes(15),
    ],
    [
      'asks for something else',
      { kind: 'answers', status: 503, headers: { 'retry-after': 'Fri, 20 Nov 2026 17:00:00 GMT' } },
      'it answered 503',
      undefined,
    ],
    ['is gone', { kind: 'answers', status: 404 }, 'it answered 404', undefined],
    ['is slow', { kind: 'never answers' }, 'it did not answer within 0.2 s', undefined],
  ])('because it %s', async (_what, behaviour, said, retryAfter) => {
    const receiver = await aReceiver(behaviour);

    const error = await failure(messengerAt(receiver.url));

    expect([error.message, error.retryAfter]).toEqual([said, retryAfter]);
    expect(receiver.received).toHaveLength(1);
  });

  test('because nobody is there', async () => {
    const receiver = await startReceiver();
    await receiver.close();

    expect((await failure(messengerAt(receiver.url))).message).toBe('it could not be reached: ECONNREFUSED');
  });

  test('[171] because it is elsewhere, where nobody follows', async () => {
    const elsewhere = await aReceiver();
    const receiver = await aReceiver({ kind: 'answers', status: 307, headers: { location: elsewhere.url } });

    await failure(messengerAt(receiver.url));

    expect([receiver.received.length, elsewhere.received.length]).toEqual([1, 0]);
  });

  test('[171] never tells the address, or the secret', async () => {
    const messenger = messengerAt('http://127.0.0.1:1');

    const error = await failure(messenger);

    const all = JSON.stringify([error.message, error.stack, error.cause, { ...error }, messenger]);
    expect(all).not.toContain('hunter2');
    expect(all).not.toContain(SECRET);
  });
});

async function failure(messenger: Messenger): Promise<Unavailable> {
  try {
    await messenger.send(message);
  } catch (error) {
    if (error instanceof Unavailable) return error;
    throw error;
  }
  throw new Error('it was taken');
}
