/** Runs one process of the system's git: no shell, none of the user's settings, a deadline, and no token in argv. */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { Duration } from '../../core/time.ts';
import { Unavailable } from '../../ports.ts';

export interface GitCall {
  /** The bare repository; git is told so, and never searches for one. */
  readonly folder: string;
  readonly args: readonly string[];
  readonly deadline: Duration;
  /** Git settings for this process alone. They travel in the environment: argv can be read by everyone. */
  readonly config?: Readonly<Record<string, string>>;
  /** The one transport that git may use; by default none. */
  readonly protocol?: string;
  /** Exit codes other than 0 that are an answer and no failure. */
  readonly answers?: readonly number[];
  /** More output than this is a failure. */
  readonly maxBytes?: number;
  readonly signal?: AbortSignal;
}

export interface GitAnswer {
  readonly code: number;
  readonly output: Buffer;
}

const MEBIBYTE = 1024 * 1024;
const MOST_OUTPUT = 256 * MEBIBYTE;
const MOST_COMPLAINT = 4096;

/** Runs git and gives what it printed. Throws Unavailable on any failure, late answer or flood. */
export async function runGit(call: GitCall): Promise<GitAnswer> {
  const chunks: Buffer[] = [];
  const code = await streamGit(call, (chunk) => {
    chunks.push(chunk);
    return 'more';
  });
  return { code, output: Buffer.concat(chunks) };
}

/** Runs git and hands its output on as it comes; `enough` ends the process early, and that is no failure. */
export function streamGit(call: GitCall, sink: (chunk: Buffer) => 'more' | 'enough'): Promise<number> {
  return new Promise((resolve, reject) => {
    // In a group of its own: a fetch has children, and all of them must go when its time is over.
    const child = spawn('git', [`--git-dir=${call.folder}`, ...call.args], {
      env: environment(call),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let failure: Error | undefined;
    let satisfied = false;
    const fail = (why: string, cause?: unknown) => {
      failure ??= new Unavailable(`git ${call.args[0]} ${why}`, { cause });
      end(child);
    };
    const timer = setTimeout(() => fail(`gave no answer within ${call.deadline} ms`), call.deadline);
    const stop = () => fail('was stopped');
    call.signal?.addEventListener('abort', stop, { once: true });
    if (call.signal?.aborted) stop();
    const complaint = collectComplaint(child);

    let size = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      if (satisfied || failure !== undefined) return;
      size += chunk.length;
      if (size > (call.maxBytes ?? MOST_OUTPUT)) return fail('said more than can be read');
      try {
        satisfied = sink(chunk) === 'enough';
      } catch (error) {
        return fail('said what cannot be read', error);
      }
      if (satisfied) end(child);
    });
    child.once('error', (error) => fail('could not be started', error));
    child.once('close', (code) => {
      clearTimeout(timer);
      call.signal?.removeEventListener('abort', stop);
      if (!satisfied && code !== 0 && !(code !== null && call.answers?.includes(code))) {
        fail(`failed: ${complaint()}`);
      }
      if (failure === undefined) resolve(satisfied ? 0 : (code ?? 0));
      else reject(failure);
    });
  });
}

/** What every git process of ours sees, and nothing else: a person's settings must not change what history says. */
export function environment(call: Pick<GitCall, 'config' | 'protocol'>): NodeJS.ProcessEnv {
  const settings = Object.entries({ ...alwaysSet, ...call.config });
  return {
    ...inherited(),
    LC_ALL: 'C',
    HOME: '/nonexistent',
    XDG_CONFIG_HOME: '/nonexistent',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    // NB: a replace object or a graft in the mirror would show another history than the one that was signed.
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_GRAFT_FILE: '/dev/null',
    GIT_ALLOW_PROTOCOL: call.protocol ?? 'none',
    GIT_CONFIG_COUNT: String(settings.length),
    ...Object.fromEntries(settings.map(([key], index) => [`GIT_CONFIG_KEY_${index}`, key])),
    ...Object.fromEntries(settings.map(([, value], index) => [`GIT_CONFIG_VALUE_${index}`, value])),
  };
}

const alwaysSet = {
  'core.hooksPath': '/dev/null',
  'core.attributesFile': '/dev/null',
  'core.fsmonitor': 'false',
  // A commit graph is a cache that could tell of other parents than the commits do.
  'core.commitGraph': 'false',
  'credential.helper': '',
  'transfer.fsckObjects': 'true',
  'fetch.recurseSubmodules': 'false',
  'fetch.writeCommitGraph': 'false',
  'gc.auto': '0',
  'maintenance.auto': 'false',
  'log.showSignature': 'false',
  'log.showRoot': 'true',
  // NB: after a redirect git would send the token's header to the new address as well, whoever lives there.
  'http.followRedirects': 'false',
  'http.lowSpeedLimit': '1000',
  'http.lowSpeedTime': '20',
} as const;

/** The way out of the house: a proxy and its certificates are the machine's business, not a person's. */
const inheritedNames = [
  'PATH',
  'http_proxy',
  'https_proxy',
  'HTTPS_PROXY',
  'no_proxy',
  'NO_PROXY',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'GIT_SSL_CAINFO',
  'GIT_EXEC_PATH',
] as const;

function inherited(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    inheritedNames.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function collectComplaint(child: ChildProcessByStdio<null, Readable, Readable>): () => string {
  let text = '';
  child.stderr.on('data', (chunk: Buffer) => {
    if (text.length < MOST_COMPLAINT) text += chunk.toString('utf8');
  });
  return () => text.trim().slice(0, MOST_COMPLAINT) || 'without a word';
}

function end(child: ChildProcessByStdio<null, Readable, Readable>): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL'); // the group is gone already, or was never made
  }
}
