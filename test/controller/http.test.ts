// The controller's HTTP server as probes, people, Prometheus and hostile clients meet it.
import { connect } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { startHttp, type Endpoints, type HttpServer } from '../../src/controller/http.ts';
import { milliseconds } from '../../src/core/time.ts';

let server: HttpServer | undefined;
afterEach(() => server?.close(milliseconds(0)));

async function serve(instead: Partial<Endpoints> = {}): Promise<string> {
  const usual: Endpoints = {
    stuck: () => [],
    unready: () => [],
    metrics: () =>
      Promise.resolve({ contentType: 'text/plain; version=0.0.4', text: 'daypass_commits_owed 0\n' }),
    webhooks: undefined,
  };
  server = await startHttp({ host: '127.0.0.1', port: 0 }, { ...usual, ...instead });
  return server.url;
}

test('while both lanes turn and nothing is amiss, probes and people hear so', async () => {
  const url = await serve();

  const [health, ready] = await Promise.all([fetch(`${url}/healthz`), fetch(`${url}/readyz`)]);

  expect([health.status, await health.text()]).toEqual([200, 'healthy\n']);
  expect([ready.status, await ready.text()]).toEqual([200, 'ready\n']);
});

test('a lane that stands still makes the probe fail', async () => {
  const url = await serve({ stuck: () => ['the end lane of prod-eu has not turned for 5m'] });

  const health = await fetch(`${url}/healthz`);

  expect([health.status, await health.text()]).toEqual([
    503,
    'not healthy\n- the end lane of prod-eu has not turned for 5m\n',
  ]);
});

test('readiness tells every reason, as text or as JSON', async () => {
  const url = await serve({ unready: () => ['GitHub does not answer', 'staging does not answer'] });

  const text = await fetch(`${url}/readyz`);
  const json = await fetch(`${url}/readyz`, { headers: { accept: 'application/json' } });

  expect([text.status, await text.text()]).toEqual([
    503,
    'not ready\n- GitHub does not answer\n- staging does not answer\n',
  ]);
  expect([json.status, await json.json()]).toEqual([
    503,
    { ready: false, reasons: ['GitHub does not answer', 'staging does not answer'] },
  ]);
});

test('metrics are given as they are, and a failure to write them says nothing of the inside', async () => {
  const url = await serve();
  const metrics = await fetch(`${url}/metrics`);
  expect([metrics.headers.get('content-type'), await metrics.text()]).toEqual([
    'text/plain; version=0.0.4',
    'daypass_commits_owed 0\n',
  ]);
  await server?.close(milliseconds(0));

  const failing = await serve({ metrics: () => Promise.reject(new Error('inside')) });
  const failed = await fetch(`${failing}/metrics`);

  expect([failed.status, await failed.text()]).toEqual([500, 'the metrics could not be written\n']);
});

test('without a webhook secret there is no webhook endpoint', async () => {
  const url = await serve();

  expect((await fetch(`${url}/api/github/webhooks`, { method: 'POST', body: '{}' })).status).toBe(405);
  expect((await fetch(`${url}/api/github/webhooks`)).status).toBe(404);
});

test('a stop cuts a connection that says nothing, after the time that it was given', async () => {
  const url = await serve();
  const silent = connect(Number(new URL(url).port), '127.0.0.1');
  await new Promise((resolve) => silent.once('connect', resolve));
  silent.write('GET /healthz HTTP/1.1\r\n');
  const cut = new Promise((resolve) => silent.once('close', resolve));
  silent.once('error', () => undefined);

  await server?.close(milliseconds(50));

  await cut;
});

test('an address that is taken is an error, not a silence', async () => {
  const url = await serve();

  const second = startHttp(
    { host: '127.0.0.1', port: Number(new URL(url).port) },
    {
      stuck: () => [],
      unready: () => [],
      metrics: () => Promise.reject(new Error('unused')),
      webhooks: undefined,
    },
  );

  await expect(second).rejects.toThrow('EADDRINUSE');
});
