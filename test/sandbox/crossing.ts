// A passage to one side of the world: each request is held before it gets there and before its answer comes back.
import { createServer as createPlain, request as plain, type IncomingMessage, type Server } from 'node:http';
import { createServer as createSecure, request as secure } from 'node:https';
import type { AddressInfo } from 'node:net';
import { makeAuthority } from './kubernetes/certificates.ts';
import { readKubeconfig, writeKubeconfig } from './kubernetes/kubeconfig.ts';

export interface Asked {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly body: string;
}

/** Both see every request whole. What they throw, or `refused` they give, breaks the connection. */
export interface Guard {
  readonly before: (asked: Asked) => Promise<void>;
  /** It was done, and the caller does not know yet. */
  readonly after: (asked: Asked) => Promise<void>;
}

export interface Crossing {
  /** As the target's own, without a path. */
  readonly url: string;
  readonly close: () => Promise<void>;
}

interface Target {
  readonly url: string;
  /** PEM, of an API server; absent: plain HTTP. */
  readonly authority?: string;
}

export async function startCrossing(target: Target, guard: Guard): Promise<Crossing> {
  const server = createPlain();
  serve(server, target, guard);
  return listening(server, 'http');
}

/** The way to an API server; gives the path of a kubeconfig that takes it. */
export async function startClusterCrossing(
  kubeconfig: string,
  guard: Guard,
): Promise<Crossing & { readonly kubeconfig: string }> {
  const own = makeAuthority('crossing');
  const { certificate: cert, key } = own.issueServer('127.0.0.1', ['localhost']);
  const connection = readKubeconfig(kubeconfig);
  const server = createSecure({ cert, key });
  serve(server, { url: connection.server, authority: connection.authority }, guard);
  const crossing = await listening(server, 'https');
  const path = `${kubeconfig}-across-${new URL(crossing.url).port}`;
  writeKubeconfig(path, { ...connection, server: crossing.url, authority: own.certificate });
  return { ...crossing, kubeconfig: path };
}

function serve(server: Server, target: Target, { before, after }: Guard): void {
  server.on('request', (request, response) => {
    void (async () => {
      const body = await bytesOf(request);
      const { method = 'GET', url: path = '/' } = request;
      const asked = { method, path, body: body.toString('utf8') };
      await before(asked);
      const answer = await forwarded(target, request, body);
      const content = await bytesOf(answer);
      await after(asked);
      const headers = { ...answer.headers, 'content-length': content.length };
      response.writeHead(answer.statusCode ?? 502, withoutHops(headers)).end(content);
    })().catch(() => request.socket.destroy());
  });
}

function forwarded(
  { url, authority }: Target,
  asked: IncomingMessage,
  body: Buffer,
): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const send = authority === undefined ? plain : secure;
  const call = send(new URL(asked.url ?? '/', url), {
    method: asked.method ?? 'GET',
    headers: { ...withoutHops(asked.headers), host: new URL(url).host, 'content-length': body.length },
    agent: false,
    ...(authority === undefined ? {} : { ca: authority }),
  });
  call.once('response', resolve).once('error', reject).end(body);
  return promise;
}

/** What is said between two neighbours alone. */
function withoutHops<Headers extends Readonly<Record<string, unknown>>>(headers: Headers): Headers {
  const hops = new Set(['connection', 'keep-alive', 'transfer-encoding']);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !hops.has(name))) as Headers; // fewer of the same
}

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function listening(server: Server, scheme: string): Promise<Crossing> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo; // of a server that listens on a port
  return {
    url: `${scheme}://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
