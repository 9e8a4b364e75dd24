/** The controller's own HTTP server: for probes, for people and alerts, for Prometheus, and for GitHub's webhooks. */
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { Duration } from '../core/time.ts';
import type { ListenAddress } from './config-places.ts';

export const WEBHOOKS_PATH = '/api/github/webhooks';

export interface Endpoints {
  /** Which lane does not turn, and since when: for probes, so that a restart can mend it. Empty: both turn. */
  readonly stuck: () => readonly string[];
  /** Everything that keeps this controller from its whole work: for people and alerts. */
  readonly unready: () => readonly string[];
  /** The metrics as Prometheus reads them. */
  readonly metrics: () => Promise<{ readonly contentType: string; readonly text: string }>;
  /** Undefined without a webhook secret: then there is no such endpoint at all. */
  readonly webhooks: RequestListener | undefined;
}

export interface HttpServer {
  /** Where it listens, with the port that it really got: `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Takes no new connection; those that are open may end within the time, then they are cut. */
  readonly close: (within: Duration) => Promise<void>;
}

/** NB: these bounds are what keeps a slow or silent client from holding a connection for ever. */
const BOUNDS = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 2_000,
  maxHeaderSize: 16_384,
} as const;
const MOST_CONNECTIONS = 512;

/** Listens; rejects where the address is taken. */
export async function startHttp(address: ListenAddress, endpoints: Endpoints): Promise<HttpServer> {
  const server = createServer(BOUNDS, (request, response) => void route(endpoints, request, response));
  server.maxConnections = MOST_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(address.port, address.host, resolve);
  });
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : address.port;
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  return {
    url: `http://${host}:${port}`,
    close: (within) =>
      new Promise((resolve) => {
        const cut = setTimeout(() => server.closeAllConnections(), within);
        server.close(() => {
          clearTimeout(cut);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

async function route(
  endpoints: Endpoints,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = pathOf(request);
  if (path === WEBHOOKS_PATH && endpoints.webhooks !== undefined) {
    endpoints.webhooks(request, response);
    return;
  }
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return answer(response, 405, 'GET or HEAD only\n');
  switch (path) {
    case '/healthz':
      return tell(request, response, 'healthy', endpoints.stuck());
    case '/readyz':
      return tell(request, response, 'ready', endpoints.unready());
    case '/metrics':
      return showMetrics(endpoints, response);
    default:
      return answer(response, 404, 'not found\n');
  }
}

/** `ready`, or 503 with every reason; as JSON to whoever accepts that. */
function tell(
  request: IncomingMessage,
  response: ServerResponse,
  what: string,
  reasons: readonly string[],
): void {
  const isSo = reasons.length === 0;
  const status = isSo ? 200 : 503;
  if (request.headers.accept?.includes('application/json') === true) {
    answer(response, status, `${JSON.stringify({ [what]: isSo, reasons })}\n`, 'application/json');
    return;
  }
  const lines = isSo ? [what] : [`not ${what}`, ...reasons.map((reason) => `- ${reason}`)];
  answer(response, status, `${lines.join('\n')}\n`);
}

async function showMetrics({ metrics }: Endpoints, response: ServerResponse): Promise<void> {
  try {
    const { contentType, text } = await metrics();
    answer(response, 200, text, contentType);
  } catch {
    answer(response, 500, 'the metrics could not be written\n');
  }
}

function answer(
  response: ServerResponse,
  status: number,
  text: string,
  type = 'text/plain; charset=utf-8',
): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(text);
}

function pathOf({ url = '/' }: IncomingMessage): string {
  return url.split('?', 1)[0] ?? '/';
}
