/** One call to an API server: with the context's credentials, within a deadline, and an answer or `Unavailable`. */
import { RequestContext } from '@kubernetes/client-node';
import { request, type Dispatcher } from 'undici';
import { instantOf, seconds, type Duration, type Instant } from '../../core/time.ts';
import { Unavailable } from '../../ports.ts';
import { messageIn, type Answer } from './answer.ts';
import type { PooledKubeConfig } from './pooled-kube-config.ts';

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** In what form the answer is wanted; JSON where it is not said. */
  readonly accept?: string;
  /** Of the body; JSON where it is not said. */
  readonly contentType?: string;
  /** How the bytes of an answer 2xx are read, where not as JSON. What it throws is "no answer". */
  readonly read?: (bytes: Buffer) => unknown;
}

/** Throws `Unavailable` where there was no answer that settles anything: try again later. */
export type Api = (call: Call) => Promise<Answer>;

/** `name` is for messages; `deadline` is for the whole call, credentials included. */
export function apiOf(name: string, config: PooledKubeConfig, deadline: Duration): Api {
  return async (call) => {
    const signal = AbortSignal.timeout(deadline);
    try {
      const { statusCode, headers, body } = await within(signal, send(config, call, signal));
      const bytes = await bytesOf(body);
      const date = dateIn(headers);
      if (bytes === undefined) return { status: TOO_LARGE, body: undefined, date };
      return settled(
        { status: statusCode, body: parsed(bytes, statusCode < 300 ? call.read : undefined), date },
        headers,
      );
    } catch (error) {
      const why = signal.aborted ? `no answer within ${deadline / 1000} s` : reasonOf(error);
      throw new Unavailable(`${name}: ${call.method} ${call.path}: ${why}`, {
        cause: error,
        retryAfter: error instanceof Unavailable ? error.retryAfter : undefined,
      });
    }
  };
}

/** More than any one object comes to: the answer is 413 then, and whoever asked for many asks for fewer at once. */
const MOST_BYTES = 16 * 1024 * 1024;
export const TOO_LARGE = 413;

/**
 * Undefined where it is more than `MOST_BYTES`. NB: many may make objects that are ours to list, and fat ones; no number
 * of them may take the memory by which every other cluster's ends are kept.
 */
async function bytesOf(body: Dispatcher.ResponseData['body']): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) return undefined; // and the rest of it is not waited for
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function send(
  config: PooledKubeConfig,
  call: Call,
  signal: AbortSignal,
): Promise<Dispatcher.ResponseData> {
  const server = config.getCurrentCluster()?.server;
  const url = new URL(`${server}${call.path}`);
  for (const [key, value] of Object.entries(call.query ?? {})) url.searchParams.set(key, value);
  const context = new RequestContext(url.href, call.method);
  await config.applySecurityAuthentication(context);
  const dispatcher = context.getDispatcher();
  return request(url, {
    method: call.method,
    headers: {
      ...context.getHeaders(),
      accept: call.accept ?? 'application/json',
      'user-agent': 'daypass',
      ...(call.body !== undefined && { 'content-type': call.contentType ?? 'application/json' }),
    },
    body: call.body === undefined ? null : JSON.stringify(call.body),
    signal,
    // undici cuts the connection after a DELETE with a body; an API server reads that body, and the next call may follow.
    reset: false,
    ...(dispatcher !== undefined && { dispatcher }),
  });
}

/** A program that gives credentials may hang, too; it cannot be called off, but nobody waits for it. */
function within<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    work.then(resolve, reject);
  });
}

/** NB: 401 is here, too: a token that is being renewed refutes nothing. */
function settled(answer: Answer, headers: Dispatcher.ResponseData['headers']): Answer {
  const { status, body } = answer;
  if (status >= 200 && status < 300 && body !== undefined) return answer;
  if (status >= 400 && status < 500 && ![401, 408, 429].includes(status)) return answer;
  const said = messageIn(body);
  const pause = Number(headers['retry-after']);
  throw new Unavailable(`answered ${status}${said === undefined ? '' : `: ${said}`}`, {
    retryAfter: pause > 0 ? seconds(pause) : undefined,
  });
}

function parsed(bytes: Buffer, read: Call['read']): unknown {
  try {
    return read === undefined ? JSON.parse(bytes.toString('utf8')) : read(bytes);
  } catch {
    return undefined; // something between us and the API server answered
  }
}

function dateIn({ date }: Dispatcher.ResponseData['headers']): Instant {
  const milliseconds = Date.parse(String(date));
  return instantOf(Number.isNaN(milliseconds) ? 0 : milliseconds);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // An attempt on several addresses fails with an empty message and one error for each.
  const [first] = error instanceof AggregateError ? error.errors : [];
  return error.message === '' && first instanceof Error ? first.message : error.message;
}
