// As few messages as people want to read.
import { expect, test } from 'vitest';
import { messagesOf } from '../../../src/core/telling/messages.ts';
import { notification, toPullRequest, type Notification } from '../../../src/core/telling/notification.ts';
import type { NotificationKind } from '../../../src/core/telling/kinds.ts';
import { instantOf } from '../../../src/core/time.ts';

const page = 'https://github.com/acme/access';
const some = (kind: NotificationKind, count: number): readonly Notification[] =>
  Array.from({ length: count }, (_, index) =>
    notification(kind, {
      of: `${index}`,
      due: instantOf(index),
      sentence: `Number ${index}.`,
      link: toPullRequest(index),
    }),
  );

test('nothing is no message', () => {
  expect(messagesOf([], page)).toEqual([]);
});

test('one thing is one message, with one link', () => {
  expect(messagesOf(some('granted', 1), page)).toEqual([
    {
      key: 'granted 0',
      keys: ['granted 0'],
      kind: 'granted',
      route: 'default',
      due: 0,
      sentence: 'Number 0.',
      link: { label: 'Pull request #0', url: `${page}/pull/0` },
    },
  ]);
});

test('a few of a kind are told one by one, many of a kind in one message', () => {
  const messages = messagesOf([...some('granted', 5), ...some('ended', 500)], page);

  expect(messages.map(({ key }) => key)).toEqual([
    'granted 0',
    expect.stringMatching(/^ended 500 [0-9a-f]{20}$/),
    'granted 1',
    'granted 2',
    'granted 3',
    'granted 4',
  ]);
  expect(messages[1]).toMatchObject({
    sentence: '500 grants have ended, among them: Number 0.',
    link: { label: 'The history', url: `${page}/commits` },
  });
  expect(messages[1]?.keys).toHaveLength(500);
});

test('many alerts are told with the repository itself', () => {
  expect(messagesOf(some('alert', 6), page).map(({ link }) => link.url)).toEqual([page]);
});
