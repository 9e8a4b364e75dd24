// A place where people are told, on this machine: it takes what is sent, or behaves as badly as the test says.
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type Behaviour =
  | { readonly kind: 'takes it' }
  | { readonly kind: 'answers'; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  /** Until it is closed. */
  | { readonly kind: 'never answers' };

export interface Receiver {
  readonly url: string;
  /** All that came, taken or not. */
  readonly received: readonly Received[];
  readonly behaves: (behaviour: Behaviour) => void;
  readonly close: () => Promise<void>;
}

/** `port`: the one of a receiver that was closed, to come back. */
export async function startReceiver(port = 0): Promise<Receiver> {
  const received: Received[] = [];
  let behaviour: Behaviour = { kind: 'takes it' };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      received.push({ path: request.url ?? '', headers: request.headers, body });
      if (behaviour.kind === 'never answers') return;
      const { status, headers } = { status: 200, headers: {}, ...behaviour };
      response.writeHead(status, headers).end('ok');
    });
  });
  await listening(server, port);
  const address = server.address() as AddressInfo; // of a server that listens on a port
  return {
    url: `http://127.0.0.1:${address.port}`,
    received,
    behaves: (next) => void (behaviour = next),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

async function listening(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}
