// Hears every call that the controller of this process sends: to GitHub, to the API servers, and each process of its git.
import { subscribe } from 'node:diagnostics_channel';
import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

interface Span {
  /** Milliseconds since the epoch, with their fractions: two processes compare them. */
  readonly start: number;
  /** Undefined while it is under way. */
  end: number | undefined;
}

/** As plain data, since it is told to another process. */
export type Call = Span &
  (
    | {
        readonly kind: 'github' | 'kubernetes';
        readonly method: string;
        readonly url: string;
        readonly headers: Readonly<Record<string, string>>;
        readonly body: string | null;
      }
    /** A process of the controller's git; only `fetch` leaves the machine. */
    | { readonly kind: 'git'; readonly args: readonly string[] }
  );

export interface Ear {
  /** Every call that began from one moment on and before another, in the order in which they began. */
  readonly between: (from: number, to: number) => readonly Call[];
  /** Waits until nothing has been under way for so many milliseconds. */
  readonly untilQuiet: (milliseconds: number) => Promise<void>;
}

export const rightNow = (): number => performance.timeOrigin + performance.now();

/** How many are kept: more than a thousand grants need. */
const MOST = 20_000;

/** `apiUrl`: of the simulated GitHub. `mirror`: a part of the path by which the controller's git is known. */
export function listen(apiUrl: string, mirror: string): Ear {
  const calls: Call[] = [];
  hearGitHub(calls, apiUrl);
  hearKubernetes(calls);
  hearGit(calls, mirror);
  return {
    between: (from, to) => calls.filter(({ start }) => start >= from && start < to),
    untilQuiet: async (milliseconds) => {
      const lastSign = () =>
        calls.slice(-100).reduce((latest, { end = Infinity }) => Math.max(latest, end), 0);
      while (rightNow() - lastSign() < milliseconds) await sleep(5);
      calls.splice(0, calls.length - MOST);
    },
  };
}

/** The adapter sends by the global `fetch`, and its bodies are text. */
function hearGitHub(calls: Call[], apiUrl: string): void {
  const before = globalThis.fetch;
  globalThis.fetch = async (input, init = {}) => {
    const url = input instanceof Request ? input.url : input.toString();
    if (!url.startsWith(apiUrl.replace('/api/v3', ''))) return before(input, init);
    const headers = Object.fromEntries(new Headers(init.headers));
    const body = typeof init.body === 'string' ? init.body : null;
    const method = init.method ?? 'GET';
    const call: Call = { kind: 'github', method, url, headers, body, start: rightNow(), end: undefined };
    calls.push(call);
    try {
      return await before(input, init);
    } finally {
      call.end = rightNow();
    }
  };
}

/**
 * What undici tells of a request; it is no published type. NB: taken as it comes: this runs within what is measured, and
 * checking its form cost a tenth of the call itself.
 */
interface Told {
  readonly request: {
    readonly path: string;
    readonly method: string;
    readonly headers: readonly unknown[] | string;
    readonly body: unknown;
  };
}

/** The adapter names itself `daypass`; the bench's own calls bear another name. */
function hearKubernetes(calls: Call[]): void {
  const open = new WeakMap<object, Call>();
  const begin = (message: unknown) => {
    const { request } = message as Told;
    const headers = headersFrom(request.headers);
    if (headers['user-agent'] !== 'daypass' || !headers['authorization']?.startsWith('Bearer ')) return;
    const { method, path } = request;
    const body = Buffer.isBuffer(request.body) ? request.body.toString() : null;
    const call: Call = {
      kind: 'kubernetes',
      method,
      url: path,
      headers,
      body,
      start: rightNow(),
      end: undefined,
    };
    open.set(request, call);
    calls.push(call);
  };
  const end = (message: unknown) => {
    const call = open.get((message as Told).request);
    if (call !== undefined) call.end = rightNow();
  };
  const heard = {
    'undici:request:create': begin,
    'undici:request:trailers': end,
    'undici:request:error': end,
  };
  for (const [channel, hear] of Object.entries(heard)) subscribe(channel, hear);
}

function headersFrom(headers: readonly unknown[] | string): Record<string, string> {
  if (typeof headers === 'string') return {};
  const pairs: [string, string][] = [];
  for (let index = 0; index + 1 < headers.length; index += 2) {
    pairs.push([String(headers[index]).toLowerCase(), String(headers[index + 1])]);
  }
  return Object.fromEntries(pairs);
}

function hearGit(calls: Call[], mirror: string): void {
  const hear = (message: unknown) => {
    const { process: child } = message as { process: ChildProcess };
    const start = rightNow();
    // Node tells of a child before it knows its arguments.
    queueMicrotask(() => {
      const args = child.spawnargs as readonly string[] | undefined;
      if (args === undefined || !args.some((arg) => arg.includes(mirror)) || args.includes('cat-file'))
        return;
      const call: Call = { kind: 'git', args: args.slice(1), start, end: undefined };
      calls.push(call);
      child.once('close', () => (call.end = rightNow()));
    });
  };
  subscribe('child_process', hear);
}
