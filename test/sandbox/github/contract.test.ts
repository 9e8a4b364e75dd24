// The simulated GitHub says nothing that GitHub's published descriptions do not allow: every answer, every webhook.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishedDescriptions, type Judge } from '../../contract/descriptions.ts';
import { playEverything } from './contract-scenario.ts';
import { startGitHub, type GitHub } from './start-github.ts';

interface Received {
  readonly event: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

const received: Received[] = [];
let judge: Judge;
let github: GitHub;
let listener: Server;

/** Answered although no description lists them: an address by id, and the old verb for updating a check run. */
const undescribed: Readonly<Record<string, readonly [method: string, path: string]>> = {
  'GET /repositories/{repository_id}': ['GET', '/repos/{owner}/{repo}'],
  'POST /repos/{owner}/{repo}/check-runs/{check_run_id}': [
    'PATCH',
    '/repos/{owner}/{repo}/check-runs/{check_run_id}',
  ],
};

const events = [
  'check_run created',
  'check_run completed',
  'check_suite requested',
  'check_suite completed',
  'installation suspend',
  'installation unsuspend',
  'issue_comment created',
  'issue_comment edited',
  'issue_comment deleted',
  'merge_group checks_requested',
  'merge_group destroyed',
  'pull_request opened',
  'pull_request synchronize',
  'pull_request edited',
  'pull_request converted_to_draft',
  'pull_request ready_for_review',
  'pull_request closed',
  'pull_request reopened',
  'pull_request_review submitted',
  'pull_request_review edited',
  'pull_request_review dismissed',
  'push',
];

beforeAll(async () => {
  judge = publishedDescriptions();
  listener = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const payload = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Received['payload'];
      received.push({ event: String(request.headers['x-github-event']), payload });
      response.end();
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  github = await startGitHub();
  github.sendWebhooksTo(`http://127.0.0.1:${(listener.address() as AddressInfo).port}/`);
  await playEverything(github);
  await github.faults.webhooks.settled();
}, 300_000);

afterAll(async () => {
  await github.close();
  listener.close();
});

describe('the contract with GitHub', () => {
  it('every REST answer is one that the published description allows', () => {
    const complaints = github.requests
      .filter((entry) => entry.kind === 'rest' && entry.route !== undefined && entry.status !== 304)
      .flatMap((entry) => {
        const name = `${entry.method} ${entry.route ?? ''}`;
        const [method, path] = undescribed[name] ?? [entry.method, entry.route ?? ''];
        const body: unknown =
          entry.answer === undefined ? undefined : JSON.parse(JSON.stringify(entry.answer));
        // The description of this list asks of an account to be a user and an enterprise at once: each item is judged alone.
        const each = name === 'GET /app/installations' && Array.isArray(body) ? body : [body];
        const itemPath = name === 'GET /app/installations' ? `${path}/{installation_id}` : path;
        return each
          .flatMap((one: unknown) =>
            judge.answer({ method, path: itemPath, status: entry.status, body: one }),
          )
          .map((why) => `${name} ${entry.status}: ${why}`);
      });

    expect([...new Set(complaints)]).toEqual([]);
  }, 120_000);

  it('every endpoint was asked and did what it is for', () => {
    const answered = new Set(
      github.requests
        .filter((entry) => entry.status < 300)
        .map((entry) => `${entry.method} ${entry.route ?? ''}`),
    );

    expect(github.routes.filter((route) => !answered.has(route))).toEqual([]);
  });

  it('every webhook is one that the published description allows', () => {
    const complaints = received.flatMap(({ event, payload }) =>
      judge.webhook({ event, payload }).map((why) => `${event} ${String(payload['action'])}: ${why}`),
    );

    expect([...new Set(complaints)]).toEqual([]);
  }, 120_000);

  it('every event was sent at least once', () => {
    const sent = new Set(
      received.map(({ event, payload }) => [event, payload['action']].filter(Boolean).join(' ')),
    );

    expect(events.filter((event) => !sent.has(event))).toEqual([]);
  });

  it('an answer that leaves out a field, or a webhook of the wrong shape, is noticed', () => {
    const path = '/repos/{owner}/{repo}/pulls/{pull_number}';

    expect(judge.answer({ method: 'GET', path, status: 200, body: { number: 1 } })).not.toEqual([]);
    expect(judge.webhook({ event: 'pull_request', payload: { action: 'opened' } })).not.toEqual([]);
  }, 60_000);
});
