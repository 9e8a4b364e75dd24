// A TCP proxy in front of one API server, by which tests cut, hang or slow the way to it.
import { connect, createServer, type Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './processes.ts';

export interface FaultProxy {
  /** `https://127.0.0.1:<port>`: give it to `kubeconfigThrough`. */
  readonly server: string;
  /** Open connections break; new ones break at once. */
  readonly cut: () => void;
  /** Connections are accepted and stay open, and not one byte passes. */
  readonly hang: () => void;
  /** Every piece, in both directions, is held for so long. */
  readonly delay: (milliseconds: number) => void;
  /** What hung goes on; what was cut stays cut, and new connections pass. */
  readonly restore: () => void;
  readonly stop: () => Promise<void>;
}

type Fault =
  | { readonly kind: 'none' | 'cut' }
  | { readonly kind: 'hang' }
  | { readonly kind: 'delay'; readonly ms: number };

export async function startFaultProxy(target: { readonly port: number }): Promise<FaultProxy> {
  let fault: Fault = { kind: 'none' };
  let change = Promise.withResolvers<void>();
  const sockets = new Set<Socket>();

  const set = (next: Fault) => {
    fault = next;
    if (next.kind === 'cut') for (const socket of sockets) socket.resetAndDestroy();
    change.resolve();
    change = Promise.withResolvers();
  };
  const passage = async () => {
    if (fault.kind === 'delay') await sleep(fault.ms);
    while (fault.kind === 'hang') await change.promise;
  };
  const server = createServer({ allowHalfOpen: true }, (client) => {
    sockets.add(client.once('close', () => sockets.delete(client)));
    if (fault.kind === 'cut') client.resetAndDestroy();
    else join(client, connect({ port: target.port, host: '127.0.0.1', allowHalfOpen: true }), passage);
  });

  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    server: `https://127.0.0.1:${port}`,
    cut: () => set({ kind: 'cut' }),
    hang: () => set({ kind: 'hang' }),
    delay: (ms) => set({ kind: 'delay', ms }),
    restore: () => set({ kind: 'none' }),
    stop: async () => {
      set({ kind: 'cut' });
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The end of one direction leaves the other open until it has passed too; a break of either ends both. */
function join(client: Socket, upstream: Socket, passage: () => Promise<void>): void {
  const gate = async function* (pieces: AsyncIterable<Buffer>) {
    for await (const piece of pieces) {
      await passage();
      yield piece;
    }
  };
  const breakBoth = () => {
    client.destroy();
    upstream.destroy();
  };
  pipeline(client, gate, upstream).catch(breakBoth);
  pipeline(upstream, gate, client).catch(breakBoth);
}
