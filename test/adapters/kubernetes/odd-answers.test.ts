// Answers that an API server, or something in front of it, gives on a bad day: none of them is an absence.
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { Answer } from '../../../src/adapters/kubernetes/answer.ts';
import { apiOf, type Api } from '../../../src/adapters/kubernetes/api.ts';
import { PooledKubeConfig } from '../../../src/adapters/kubernetes/pooled-kube-config.ts';
import { actionReader } from '../../../src/adapters/kubernetes/read-actions.ts';
import { clusterReader, keptBindings } from '../../../src/adapters/kubernetes/read-cluster.ts';
import { clusterWriter } from '../../../src/adapters/kubernetes/write-cluster.ts';
import { bindingOf } from '../../../src/core/grant/binding.ts';
import { instantOf, seconds } from '../../../src/core/time.ts';
import { Unavailable } from '../../../src/ports.ts';
import { aGrant, commit, repository } from '../../core/grant/a-grant.ts';
import { handClock } from '../../sandbox/memory/clock.ts';

const binding = bindingOf(aGrant(), commit, repository);
const clock = handClock('2026-11-20T16:00:00Z');
const notFound = { kind: 'Status', reason: 'NotFound', details: {}, message: 'not found' };

describe('over the wire', () => {
  let server: Server;

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  /** Plain http, which the settings refuse: enough to answer oddly. */
  async function answering(listener: RequestListener, deadline = seconds(1)): Promise<Api> {
    server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const config = new PooledKubeConfig();
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    config.loadFromClusterAndUser(
      { name: 'odd', server: address, skipTLSVerify: true },
      { name: 'us', token: 'secret' },
    );
    return apiOf('odd', config, deadline);
  }

  const answered = (status: number, body: string, headers: Record<string, string> = {}) =>
    answering((_request, response) => response.writeHead(status, headers).end(body));

  test.each([
    [500, '{"message": "etcd is slow"}', 'etcd is slow'],
    [503, '<html>bad gateway</html>', 'answered 503'],
    [401, '{"message": "Unauthorized"}', 'Unauthorized'],
    [302, '', 'answered 302'],
    [200, '<html>please log in</html>', 'answered 200'],
  ])('%d with %s is an outage', async (status, body, why) => {
    const api = await answered(status, body);

    const reading = clusterReader('odd', api, clock).binding(binding);

    await expect(reading).rejects.toThrow(Unavailable);
    await expect(reading).rejects.toThrow(why);
  });

  test('[211] 429 says how long to wait', async () => {
    const api = await answered(429, '{"message": "too many requests"}', { 'retry-after': '7' });

    await expect(clusterWriter(api).apply(binding)).rejects.toMatchObject({
      name: 'Unavailable',
      retryAfter: 7_000,
    });
  });

  test('404 is an absence only in the words of an API server', async () => {
    const lost = await answered(404, '404 page not found');
    await expect(clusterReader('odd', lost, clock).binding(binding)).rejects.toThrow(Unavailable);
    await expect(clusterReader('odd', lost, clock).clusterRole('view')).rejects.toThrow(Unavailable);
    server.close();

    const absent = await answered(404, JSON.stringify(notFound));
    expect(await clusterReader('odd', absent, clock).binding(binding)).toBeUndefined();
  });

  test('403 is a refusal only in the words of an API server', async () => {
    const pod = { group: '', version: 'v1', resource: 'pods', namespace: 'payments', name: 'api' };
    const blocked = await answered(403, '<html>blocked</html>');
    await expect(actionReader(blocked).object(pod)).rejects.toThrow(Unavailable);
    server.close();

    const refused = await answered(403, JSON.stringify({ ...notFound, reason: 'Forbidden' }));
    expect(await actionReader(refused).object(pod)).toBe('not allowed');
    expect(await actionReader(refused).guardDenies('payments')).toBe(false);
    await expect(actionReader(refused).discovery()).rejects.toThrow(Unavailable);
  });

  test('a discovery that is none is an outage', async () => {
    const old = await answered(200, JSON.stringify({ kind: 'APIVersions', versions: ['v1'], items: [] }));

    await expect(actionReader(old).discovery()).rejects.toThrow('an answer of an unknown form');
  });

  test('a group that did not answer the API server is told, with what it served before', async () => {
    const resources = [{ resource: 'podmetrics', scope: 'Namespaced', verbs: ['get'] }];
    const versions = [{ version: 'v1', freshness: 'Stale', resources }];
    const stale = {
      kind: 'APIGroupDiscoveryList',
      items: [{ metadata: { name: 'metrics.k8s.io' }, versions }],
    };

    const { silent } = await actionReader(await answered(200, JSON.stringify(stale))).discovery();

    expect(silent).toContain('metrics.k8s.io');
  });

  test('an answer that starts and never ends is given up on', async () => {
    const api = await answering((_request, response) => response.writeHead(200).write('{"metadata":'));

    await expect(clusterReader('odd', api, clock).namespace('payments')).rejects.toThrow(
      'no answer within 1 s',
    );
  });

  test.each([
    '{}',
    '{"metadata":{},"items":null}',
    '{"metadata":{},"items":[{}]}',
    '{"metadata":[],"items":[]}',
  ])('[207] a list of another form, %s, is an outage, never an empty cluster', async (body) => {
    const api = await answered(200, body);

    await expect(clusterReader('odd', api, clock).list()).rejects.toThrow(Unavailable);
  });

  test('a page that is too much to hold is asked for in smaller ones, and nothing of it is lost', async () => {
    const padding = 'x'.repeat(2 * 1024 * 1024);
    const items = Array.from({ length: 12 }, (_, index) => {
      const isOurs = index === 11;
      const metadata = { uid: String(index), name: isOurs ? binding.name : 'fat', namespace: 'payments' };
      return { metadata, subjects: isOurs ? [] : [{ kind: 'User', name: padding }] };
    });
    const asked: string[] = [];
    const api = await answering(({ url = '' }, response) => {
      const { pathname, searchParams } = new URL(url, 'http://odd');
      if (!pathname.endsWith('/rolebindings')) return void response.end('{"metadata":{},"items":[]}');
      const [limit, from] = [searchParams.get('limit') ?? '', Number(searchParams.get('continue') ?? 0)];
      asked.push(limit);
      const next = from + Number(limit);
      const page = {
        metadata: { continue: next < items.length ? String(next) : '' },
        items: items.slice(from, next),
      };
      response.end(JSON.stringify(page));
    }, seconds(10));

    const { bindings } = await clusterReader('odd', api, clock).list();

    expect(bindings.map(({ uid }) => uid)).toEqual(['11']);
    expect(asked).toEqual(['500', '50', '5', '5', '5']);
  });

  test('a connection that breaks is an outage, and no message bears the token', async () => {
    const api = await answering((request) => request.socket.destroy());

    const error = await api({ method: 'GET', path: '/version' }).catch((error: unknown) => error);

    expect(error).toBeInstanceOf(Unavailable);
    expect(String(error)).not.toContain('secret');
  });

  test('an answer without a date is of 1970: no grant is given by such a clock', async () => {
    const api = await answering((_request, response) => {
      response.sendDate = false;
      response.end('{}');
    });

    expect((await api({ method: 'GET', path: '/version' })).date).toBe(instantOf(0));
  });
});

describe('a list', () => {
  const held = { metadata: { name: binding.name, uid: 'one', namespace: 'payments' } };
  const page = (items: readonly unknown[], next = ''): Answer => ({
    status: 200,
    body: { metadata: { continue: next }, items },
    date: instantOf(0),
  });
  const system: Answer = { status: 200, body: { metadata: { uid: 'system' } }, date: instantOf(0) };

  /** Answers for RoleBindings; of ClusterRoleBindings there are none. */
  const readerOf = (rolebindings: (next: string | undefined) => Answer, kept = keptBindings()) => {
    const api: Api = async ({ path, query, read }) => {
      if (path.endsWith('kube-system')) return system;
      const answer = path.endsWith('/rolebindings') ? rolebindings(query?.['continue']) : page([]);
      if (read === undefined || answer.status >= 300) return answer;
      return { ...answer, body: read(Buffer.from(JSON.stringify(answer.body))) };
    };
    return clusterReader('odd', api, clock, kept);
  };
  const viewOf = (rolebindings: (next: string | undefined) => Answer) => readerOf(rolebindings).view();

  test('that expired on its way is read anew from its first page', async () => {
    let expired = 0;
    const view = await viewOf((next) => {
      if (next === undefined) return page([held], 'second');
      expired += 1;
      return expired === 1 ? { status: 410, body: {}, date: instantOf(0) } : page([]);
    });

    expect(view.bindings.map(({ uid }) => uid)).toEqual(['one']);
  });

  test('that expires again and again is an outage', async () => {
    const reading = viewOf((next) =>
      next === undefined
        ? page([held], 'second')
        : { status: 410, body: { message: 'expired' }, date: instantOf(0) },
    );

    await expect(reading).rejects.toThrow('answered 410: expired');
  });

  test('that says the same as the last one is not read again, whatever moment it is of', async () => {
    const items = [held];
    let moment = 0;
    const reader = readerOf(() => {
      moment += 1;
      return { ...page(items), body: { metadata: { resourceVersion: String(moment) }, items } };
    });
    const [first] = (await reader.view()).bindings;

    expect((await reader.view()).bindings).toEqual([first]);
    expect((await reader.view()).bindings[0]).toBe(first);

    items[0] = { metadata: { ...held.metadata, uid: 'two' } };
    expect((await reader.view()).bindings.map(({ uid }) => uid)).toEqual(['two']);
    items.length = 0;
    expect((await reader.view()).bindings).toEqual([]);
  });

  test('that the other lane has listed in the same words is not read again; each knows what it saw itself', async () => {
    const kept = keptBindings();
    const [one, other] = [readerOf(() => page([held]), kept), readerOf(() => page([held]), kept)];
    const [first] = (await one.list()).bindings;
    expect((await other.list()).bindings[0]).toBe(first);

    expect((await readerOf(() => page([]), kept).list()).bindings).toEqual([]);
    expect((await one.list()).bindings).toEqual([first]);
  });

  test('[221] with an object that is odd in all but its name still has it, so that it ends', async () => {
    const odd = {
      metadata: { ...held.metadata, labels: 7, annotations: null },
      roleRef: 'x',
      subjects: [{}],
    };

    const { bindings } = await viewOf(() => page([odd, { metadata: { name: 'another' } }]));

    expect(bindings).toEqual([
      {
        kind: 'RoleBinding',
        namespace: 'payments',
        name: binding.name,
        uid: 'one',
        labels: {},
        annotations: {},
        roleRef: { kind: '', name: '' },
        subjects: [],
      },
    ]);
  });
});
