// An answer is read whole, or it is none.
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { fetchWhole, intentOf } from '../../../src/adapters/github/fetch.ts';
import { milliseconds } from '../../../src/core/time.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/x`;
}

const ask = async (answer: RequestListener) => fetchWhole(milliseconds(300))(await serve(answer), {});

test('a whole answer keeps its status, its headers and its text', async () => {
  const response = await ask((_, response) => response.writeHead(201, { etag: '"1"' }).end('{"a":1}'));

  expect([response.status, response.headers.get('etag'), await response.text()]).toEqual([
    201,
    '"1"',
    '{"a":1}',
  ]);
});

test('no content is an answer', async () => {
  expect((await ask((_, response) => response.writeHead(204).end())).status).toBe(204);
});

test('half a body is no answer', async () => {
  const half = ask((_, response) => {
    response.writeHead(200, { 'content-length': '100', 'content-type': 'application/json' }).write('[{"a":');
    setTimeout(() => response.destroy(), 20);
  });

  await expect(half).rejects.toThrow();
});

test('a body that does not come in time is no answer', async () => {
  const slow = ask(
    (_, response) => void response.writeHead(200, { 'content-type': 'application/json' }).write('['),
  );

  await expect(slow).rejects.toThrow(/timeout/i);
});

test.each(['<html>Please sign in</html>', '[{"a":1}', '{"a":1}}'])(
  '%j is no answer of GitHub',
  async (body) => {
    await expect(ask((_, response) => response.writeHead(200).end(body))).rejects.toThrow(
      'GitHub gave a broken answer',
    );
  },
);

test('what is only read may be asked again; a mutation and a POST may not', () => {
  const url = 'https://api.github.com/graphql';
  const graphql = (query: string) => intentOf(url, { method: 'POST', body: JSON.stringify({ query }) });

  expect(intentOf('https://api.github.com/app', {})).toBe('read');
  expect(graphql('query { viewer { login } }')).toBe('read');
  expect(graphql('  mutation ($input: X!) { y }')).toBe('record');
  expect(graphql('query { mutation }')).toBe('read');
  expect(intentOf(url, { method: 'POST' })).toBe('record');
  const write = (path: string) => intentOf(`https://api.github.com/repos/a/b/${path}`, { method: 'POST' });
  expect(write('check-runs')).toBe('check');
  expect(write('issues/7/comments')).toBe('comment');
  expect(write('issues/comments/7')).toBe('comment');
});
