// Webhooks at the door: who is let in, what becomes a hint, and what a hostile client can cost.
import { createHmac, generateKeyPairSync } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startHttp, WEBHOOKS_PATH, type HttpServer } from '../../src/controller/http.ts';
import { openLog } from '../../src/controller/log.ts';
import { bodyReader } from '../../src/controller/webhook-body.ts';
import { webhookListener, type Hint, type WebhookOptions } from '../../src/controller/webhooks.ts';
import { milliseconds } from '../../src/core/time.ts';

const secret = 'a-secret-of-at-least-32-characters';
const appKey = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ type: 'pkcs1', format: 'pem' })
  .toString();

const ours = { repository: { id: 7, full_name: 'Acme/access' }, installation: { id: 11 } };

let hints: Hint[] = [];
let logged: string[] = [];
let server: HttpServer | undefined;

beforeEach(() => {
  hints = [];
  logged = [];
});
afterEach(() => server?.close(milliseconds(0)));

async function serve(instead: Partial<WebhookOptions> = {}): Promise<string> {
  const webhooks = await webhookListener({
    appId: 1,
    appKey,
    secret,
    repository: { owner: 'acme', name: 'access' },
    known: () => ({ repositoryId: 7, installation: 11 }),
    onHint: (hint) => hints.push(hint),
    log: openLog('warn', [secret], { write: (line) => logged.push(line) }),
    ...instead,
  });
  const nothing = { stuck: () => [], unready: () => [], metrics: () => Promise.reject(new Error('unused')) };
  server = await startHttp({ host: '127.0.0.1', port: 0 }, { ...nothing, webhooks });
  return `${server.url}${WEBHOOKS_PATH}`;
}

function signature(body: string, algorithm = 'sha256', by = secret): string {
  return `${algorithm}=${createHmac(algorithm, by).update(body).digest('hex')}`;
}

interface Delivery {
  readonly event: string;
  readonly payload: unknown;
  readonly headers?: (body: string) => Record<string, string>;
  readonly id?: string;
}

function deliver(url: string, { event, payload, headers, id = 'd-1' }: Delivery): Promise<Response> {
  const body = JSON.stringify(payload);
  const signed = headers ?? ((text: string) => ({ 'x-hub-signature-256': signature(text) }));
  return fetch(url, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-github-event': event,
      'x-github-delivery': id,
      ...signed(body),
    },
  });
}

test('a push asks for a reconcile and is answered at once', async () => {
  const url = await serve();

  const response = await deliver(url, { event: 'push', payload: { ...ours, ref: 'refs/heads/main' } });

  expect([response.status, hints]).toEqual([200, [{ kind: 'reconcile' }]]);
  expect(logged).toEqual([]);
});

test('a comment asks to read what was said, its change or deletion nothing', async () => {
  const url = await serve();
  const said = { ...ours, issue: { number: 42, pull_request: {} }, comment: { id: 9, body: '/release' } };

  await deliver(url, { event: 'issue_comment', payload: { ...said, action: 'created' }, id: 'd-1' });
  await deliver(url, { event: 'issue_comment', payload: { ...said, action: 'edited' }, id: 'd-2' });
  await deliver(url, { event: 'issue_comment', payload: { ...said, action: 'deleted' }, id: 'd-3' });

  expect(hints).toEqual([{ kind: 'comment' }]);
});

test('what happens to a pull request asks to look at it again, and its end, or a review after it, only at the branch', async () => {
  const url = await serve();
  const pull_request = { number: 42 };

  await deliver(url, { event: 'pull_request', payload: { ...ours, action: 'synchronize', pull_request } });
  await deliver(url, {
    event: 'pull_request_review',
    payload: { ...ours, action: 'submitted', pull_request },
  });
  await deliver(url, { event: 'pull_request', payload: { ...ours, action: 'closed', pull_request } });
  await deliver(url, {
    event: 'pull_request_review',
    payload: { ...ours, action: 'submitted', pull_request: { ...pull_request, state: 'closed' } },
  });

  const look: Hint = { kind: 'pull request', number: 42 };
  expect(hints).toEqual([look, look, { kind: 'reconcile' }, { kind: 'reconcile' }]);
});

test('a merge queue that waits for our check asks for a look at it; one that ended asks for nothing', async () => {
  const url = await serve();
  const merge_group = { head_sha: 'f'.repeat(40) };

  for (const action of ['checks_requested', 'destroyed'])
    await deliver(url, { event: 'merge_group', payload: { ...ours, action, merge_group } });

  expect(hints).toEqual([{ kind: 'merge group' }]);
});

test('a wish to run the check again asks to look at its pull requests; our own runs ask for nothing', async () => {
  const url = await serve();
  const check_run = { pull_requests: [{ number: 42 }] };

  await deliver(url, { event: 'check_run', payload: { ...ours, action: 'created', check_run } });
  await deliver(url, { event: 'check_run', payload: { ...ours, action: 'rerequested', check_run } });
  await deliver(url, {
    event: 'check_suite',
    payload: { ...ours, action: 'rerequested', check_suite: { pull_requests: [{ number: 43 }] } },
  });

  expect(hints).toEqual([
    { kind: 'pull request', number: 42 },
    { kind: 'pull request', number: 43 },
  ]);
});

test.each([
  ['no signature', () => ({})],
  ['SHA-1 alone', (body: string) => ({ 'x-hub-signature': signature(body, 'sha1') })],
  [
    'one made with another secret',
    (body: string) => ({ 'x-hub-signature-256': signature(body, 'sha256', 'development') }),
  ],
  ['one of another body', () => ({ 'x-hub-signature-256': signature('{}') })],
  ['one that is no signature', () => ({ 'x-hub-signature-256': 'sha256=' })],
])('[84] a delivery with %s is answered 401 and is no hint', async (_what, headers) => {
  const url = await serve();

  const response = await deliver(url, { event: 'push', payload: ours, headers });

  expect([response.status, hints]).toEqual([401, []]);
  expect(logged.join('')).not.toContain(secret);
});

test('[89] a well-signed event of another installation or repository is ignored', async () => {
  const url = await serve();

  const responses = await Promise.all([
    deliver(url, { event: 'push', payload: { ...ours, installation: { id: 12 } } }),
    deliver(url, { event: 'push', payload: { ...ours, repository: { id: 8, full_name: 'acme/access' } } }),
    deliver(url, { event: 'push', payload: { zen: 'nothing of ours' } }),
  ]);

  expect([responses.map(({ status }) => status), hints]).toEqual([[200, 200, 200], []]);
});

test('[89] before GitHub told the ids, the repository is known by name; afterwards a new name is the same', async () => {
  let known: ReturnType<WebhookOptions['known']>;
  const url = await serve({ known: () => known });

  await deliver(url, { event: 'push', payload: ours });
  await deliver(url, { event: 'push', payload: { ...ours, repository: { id: 8, full_name: 'acme/other' } } });
  expect(hints).toHaveLength(1);

  known = { repositoryId: 7, installation: 11 };
  await deliver(url, {
    event: 'push',
    payload: { ...ours, repository: { id: 7, full_name: 'acme/renamed' } },
  });
  expect(hints).toHaveLength(2);
});

test('[85] a body of 100 MB is cut off at the size that GitHub keeps to, in bounded memory', async () => {
  const url = await serve();
  const before = process.memoryUsage().rss;

  const sent = await pour(url, 100 * 1024 * 1024);

  expect(sent.status === 413 || sent.status === 'cut').toBe(true);
  expect(sent.bytes).toBeLessThan(50 * 1024 * 1024);
  expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
  expect(hints).toEqual([]);
});

test('[85] a body that announces itself as too large, or bears no signature, is not read at all', async () => {
  const url = await serve();

  const announced = await pour(url, 100 * 1024 * 1024, { 'content-length': String(100 * 1024 * 1024) });
  const unsigned = await pour(url, 100 * 1024 * 1024, { 'x-hub-signature-256': undefined });

  expect([announced.bytes, unsigned.bytes].every((bytes) => bytes < 20 * 1024 * 1024)).toBe(true);
});

test('[85] many bodies at once share one budget; what does not fit is told to come again', async () => {
  const read = bodyReader(1000, 1500);
  const aBody = () => Object.assign(new PassThrough(), { headers: {} });
  const [slow, tooMuch, later] = [aBody(), aBody(), aBody()];

  const [first, second] = [read(slow), read(tooMuch)];
  slow.write('x'.repeat(900));
  tooMuch.write('x'.repeat(700));
  expect(await second).toEqual({ kind: 'too many' });
  slow.destroy();
  expect(await first).toEqual({ kind: 'broken off' });
  const third = read(later);
  later.end('x'.repeat(700));

  expect((await third).kind).toBe('read');
});

test('[86] the same delivery ten times in parallel is ten equal hints and nothing else', async () => {
  const url = await serve();

  const responses = await Promise.all(
    Array.from({ length: 10 }, () => deliver(url, { event: 'push', payload: ours, id: 'the-same' })),
  );

  expect(responses.every(({ status }) => status === 200)).toBe(true);
  expect(new Set(hints.map((hint) => JSON.stringify(hint)))).toEqual(new Set(['{"kind":"reconcile"}']));
});

test('signed bytes that are no JSON are refused and stop nothing', async () => {
  const url = await serve();

  const response = await fetch(url, {
    method: 'POST',
    body: 'no json',
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'push',
      'x-github-delivery': 'd-1',
      'x-hub-signature-256': signature('no json'),
    },
  });

  expect([response.status, hints]).toEqual([400, []]);
});

/** Sends up to `size` bytes as fast as they are taken, and tells what came of it and how many went out. */
function pour(
  url: string,
  size: number,
  instead: Record<string, string | undefined> = {},
): Promise<{ status: number | 'cut'; bytes: number }> {
  const usual = { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}`, 'content-type': 'application/json' };
  const given = Object.entries({ ...usual, ...instead }).filter(([, value]) => value !== undefined);
  const chunk = Buffer.alloc(64 * 1024, 'x');
  return new Promise((resolve) => {
    let bytes = 0;
    let status: number | 'cut' = 'cut';
    let isOver = false;
    const request = httpRequest(url, {
      method: 'POST',
      headers: Object.fromEntries(given) as Record<string, string>,
    });
    const over = () => {
      if (isOver) return;
      isOver = true;
      request.destroy();
      resolve({ status, bytes });
    };
    request.on('response', (response) => {
      status = response.statusCode ?? 'cut';
      response.resume();
      over();
    });
    request.on('error', over);
    request.on('close', over);
    const send = () => {
      if (isOver) return;
      bytes += chunk.length;
      if (bytes >= size) request.end(chunk);
      else if (request.write(chunk)) setImmediate(send);
      else request.once('drain', send);
    };
    send();
  });
}
