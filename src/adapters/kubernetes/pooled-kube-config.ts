/** A context's credentials with one pool of connections: the client library would open a connection for each call. */
import {
  KubeConfig,
  type Cluster,
  type DispatcherOptions,
  type RequestContext,
} from '@kubernetes/client-node';
import { isDeepStrictEqual } from 'node:util';
import type { ConnectionOptions } from 'node:tls';
import { Agent, ProxyAgent, Socks5ProxyAgent, type buildConnector, type Dispatcher } from 'undici';

/** One for each cluster and lane: credentials that a program gives are kept in it, and its pool is shared with nobody. */
export class PooledKubeConfig extends KubeConfig {
  #options: DispatcherOptions | undefined;
  #pool: Dispatcher | undefined;

  /** The library asks this for each call; what it answers keeps the library from making its own connection. */
  override createDispatcherOptions(
    cluster: Cluster | null,
    agentOptions: Parameters<KubeConfig['createDispatcherOptions']>[1],
  ): DispatcherOptions {
    const options = super.createDispatcherOptions(cluster, agentOptions);
    if (!isDeepStrictEqual(options, this.#options)) {
      // A certificate was renewed: what is under way on the old connections is still answered.
      void this.#pool?.close();
      this.#pool = openPool(options);
      this.#options = options;
    }
    return { type: 'none' };
  }

  override async applySecurityAuthentication(context: RequestContext): Promise<void> {
    await super.applySecurityAuthentication(context);
    if (this.#pool !== undefined) context.setDispatcher(this.#pool);
  }

  /** Cuts what is still under way. */
  async close(): Promise<void> {
    await this.#pool?.destroy();
  }
}

const POOL = {
  // An API server closes a connection that was idle for 90 s; ours goes first, or a delete could meet a dead one.
  keepAliveTimeout: 75_000,
  connections: 64,
  allowH2: false,
} as const;

function openPool(options: DispatcherOptions): Dispatcher {
  switch (options.type) {
    case 'none':
      return new Agent({ ...POOL, connect: verified({}) });
    case 'agent':
      return new Agent({ ...POOL, connect: verified(options.connect) });
    case 'proxy':
      return new ProxyAgent({ ...POOL, uri: options.uri, requestTls: verified(options.requestTls) });
    case 'socks':
      return new Socks5ProxyAgent(options.uri, { ...POOL, requestTls: verified(options.requestTls) });
  }
}

/** NB: said here, so that NODE_TLS_REJECT_UNAUTHORIZED cannot turn it off. */
function verified(options: ConnectionOptions): buildConnector.BuildOptions {
  const sure = { ...options, rejectUnauthorized: true, timeout: 5_000 };
  return sure as buildConnector.BuildOptions; // undici passes them on to tls.connect, whose options these are
}
