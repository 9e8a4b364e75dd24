// What is made of odd answers about the ConfigMaps of telling and of freezing: none of them is an absence, or a success.
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { apiOf, type Api } from '../../../src/adapters/kubernetes/api.ts';
import { PooledKubeConfig } from '../../../src/adapters/kubernetes/pooled-kube-config.ts';
import { clusterReader } from '../../../src/adapters/kubernetes/read-cluster.ts';
import { toldBoard } from '../../../src/adapters/kubernetes/told-board.ts';
import { milliseconds } from '../../../src/core/time.ts';
import { Unavailable } from '../../../src/ports.ts';
import { handClock } from '../../sandbox/memory/clock.ts';

const clock = handClock('2026-11-20T16:00:00Z');
const told = { since: clock.now(), tellings: new Map() };
const status = (code: number, reason: string, message: string): string =>
  JSON.stringify({ kind: 'Status', status: 'Failure', code, reason, message, details: {} });

describe('over the wire', () => {
  let server: Server;

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  /** Plain http, which the settings refuse: enough to answer oddly. */
  async function answering(listener: RequestListener): Promise<Api> {
    server = createServer(listener);
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const config = new PooledKubeConfig();
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // it listens on a port
    config.loadFromClusterAndUser(
      { name: 'odd', server: address, skipTLSVerify: true },
      { name: 'us', token: 'secret' },
    );
    return apiOf('odd', config, milliseconds(300));
  }
  const answered = async (code: number, body: string): Promise<Api> =>
    answering((_request, response) => response.writeHead(code).end(body));

  test.each([
    [404, 'NotFound', 'configmaps "daypass-told" not found'],
    [409, 'Conflict', 'the object has been modified'],
  ])('a write of what was told that is answered %d came too late, by its words', async (...one) => {
    const [code, , message] = one;
    const board = toldBoard('odd', await answered(code, status(...one)));

    expect(await board.writeTold(told, '7')).toEqual({ kind: 'refused', message });
  });

  test('the first write of what was told says nothing of what is there, where its namespace is missing', async () => {
    const missing = status(404, 'NotFound', 'namespaces "daypass" not found');
    const board = toldBoard('odd', await answered(404, missing));

    await expect(board.writeTold(told, undefined)).rejects.toThrow('namespaces "daypass" not found');
  });

  test.each([
    [403, 'Forbidden', 'configmaps "daypass-told" is forbidden'],
    [422, 'Invalid', 'ConfigMap is invalid: data: Too long'],
    [500, 'InternalError', 'etcd is slow'],
    [503, 'ServiceUnavailable', 'try again'],
  ])('a write of what was told that is answered %d says nothing of what is there', async (...one) => {
    const [code, , message] = one;
    const board = toldBoard('odd', await answered(code, status(...one)));

    await expect(board.writeTold(told, '7')).rejects.toThrow(message);
  });

  test('a write of what was told whose answer never comes, or got lost, is unknown', async () => {
    const hung = toldBoard('odd', await answering(() => {}));
    await expect(hung.writeTold(told, '7')).rejects.toThrow(Unavailable);
    server.closeAllConnections();
    server.close();

    const lost = toldBoard('odd', await answering((request) => request.socket.destroy()));
    await expect(lost.writeTold(told, undefined)).rejects.toThrow(Unavailable);
  });

  const reads = {
    'what was told': (api: Api) => toldBoard('odd', api).told(),
    'what is frozen': (api: Api) => clusterReader('odd', api, clock).freeze(),
  };

  describe.each(Object.entries(reads))('a read of %s', (_, read) => {
    test.each([
      [403, status(403, 'Forbidden', 'forbidden')],
      [404, '<html>no such page</html>'],
      [422, status(422, 'Invalid', 'invalid')],
      [500, status(500, 'InternalError', 'etcd is slow')],
      [200, '{"kind": "ConfigMap"}'],
    ])('that is answered %d with %s is unread', async (code, body) => {
      await expect(read(await answered(code, body))).rejects.toThrow(Unavailable);
    });

    test('that is never answered is unread', async () => {
      await expect(read(await answering(() => {}))).rejects.toThrow(Unavailable);
    });

    test('that the API server says is not there, is an absence', async () => {
      const api = await answered(404, status(404, 'NotFound', 'not found'));

      expect(await read(api)).toBeUndefined();
    });
  });
});
