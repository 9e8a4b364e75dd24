// Where people are told: what the environment may say of it, and what it may not.
import { describe, expect, test } from 'vitest';
import { readDestinations, secretsIn, type Destination } from '../../src/controller/config-destinations.ts';

const secret = 's'.repeat(32);
const slack = 'https://hooks.slack.com/services/T000/B000/hunter2';

function read(variables: Readonly<Record<string, string>>) {
  return readDestinations({ variables, readFile: () => '' });
}

function destinations(variables: Readonly<Record<string, string>>): readonly Destination[] {
  const parsed = read(variables);
  if (parsed.kind === 'invalid') throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

function whatIsWrong(variables: Readonly<Record<string, string>>): readonly string[] {
  const parsed = read(variables);
  return parsed.kind === 'valid' ? [] : parsed.problems.map(({ what }) => what);
}

test('without settings nobody can be told', () => {
  expect(destinations({ NOTIFY_SOCKET: '/run/systemd/notify', PORT: '3000' })).toEqual([]);
});

test('Slack, another receiver of Slack messages, and a signed webhook each have a name', () => {
  const variables = {
    SLACK_WEBHOOK_URL: slack,
    NOTIFY_CHAT_URL: 'slack+https://mattermost.acme.com/hooks/x',
    NOTIFY_ON_CALL_URL: 'https://pager.acme.com/daypass',
    NOTIFY_ON_CALL_SECRET: secret,
    NOTIFY_HERE_URL: 'slack+http://127.0.0.1:8065/hooks/y',
  };

  expect(destinations(variables)).toEqual([
    { kind: 'slack', name: 'slack', url: slack },
    { kind: 'slack', name: 'chat', url: 'https://mattermost.acme.com/hooks/x' },
    { kind: 'slack', name: 'here', url: 'http://127.0.0.1:8065/hooks/y' },
    { kind: 'webhook', name: 'on-call', url: 'https://pager.acme.com/daypass', secret },
  ]);
});

describe('what is wrong', () => {
  test.each<[what: string, Readonly<Record<string, string>>, string]>([
    [
      'an address that others could read',
      { SLACK_WEBHOOK_URL: 'http://hooks.slack.com/services/hunter2' },
      'SLACK_WEBHOOK_URL is not an https URL without user and password.',
    ],
    [
      'a receiver that does not exist in Slack’s own setting',
      { SLACK_WEBHOOK_URL: `slack+${slack}` },
      'SLACK_WEBHOOK_URL is not an https URL without user and password.',
    ],
    [
      'credentials in the address',
      { NOTIFY_PAGER_URL: 'https://me:hunter2@pager.acme.com', NOTIFY_PAGER_SECRET: secret },
      'NOTIFY_PAGER_URL is not an https URL without user and password.',
    ],
    [
      'a webhook that nobody signs',
      { NOTIFY_PAGER_URL: 'https://pager.acme.com' },
      'NOTIFY_PAGER_SECRET is not set.',
    ],
    [
      'a secret that can be guessed',
      { NOTIFY_PAGER_URL: 'https://pager.acme.com', NOTIFY_PAGER_SECRET: 'hunter2' },
      'NOTIFY_PAGER_SECRET is too short.',
    ],
    [
      'a secret without an address',
      { NOTIFY_PAGER_SECRET: secret },
      'NOTIFY_PAGER_SECRET is set, and NOTIFY_PAGER_URL is not.',
    ],
    [
      'a secret for Slack messages, which nobody signs',
      { NOTIFY_CHAT_URL: 'slack+https://chat.acme.com', NOTIFY_CHAT_SECRET: secret },
      'NOTIFY_CHAT_SECRET is set for a receiver of Slack messages.',
    ],
    ['a second address of Slack', { NOTIFY_SLACK_URL: slack }, 'NOTIFY_SLACK_URL is set.'],
    [
      'a name that no policy can say',
      { NOTIFY_on_call_URL: 'https://pager.acme.com' },
      'NOTIFY_on_call_URL does not name a destination.',
    ],
  ])('%s', (_, variables, what) => {
    expect(whatIsWrong(variables)).toEqual([what]);
  });

  test('is told at once, each with what to do next, and without the secrets', () => {
    const parsed = read({
      SLACK_WEBHOOK_URL: 'ftp://hunter2.acme.com',
      NOTIFY_A_URL: 'https://hunter2.acme.com',
      NOTIFY_B_SECRET: 'hunter2',
      NOTIFY_SLACK_SECRET: 'hunter2',
    });

    const problems = parsed.kind === 'invalid' ? parsed.problems : [];
    expect(problems).toHaveLength(4);
    expect(problems.every(({ mend }) => mend.endsWith('.'))).toBe(true);
    expect(JSON.stringify(problems)).not.toContain('hunter2');
  });
});

test('addresses and secrets are all secrets', () => {
  const url = 'https://pager.acme.com/';

  expect(
    secretsIn([
      { kind: 'slack', name: 'slack', url: slack },
      { kind: 'webhook', name: 'pager', url, secret },
    ]),
  ).toEqual([slack, url, secret]);
});
