// Runs the sandbox's processes so that none outlives us, not even after a crash, and their folder goes with them.
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { randomInt } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Processes {
  /** For everything that the processes write; removed at the end. */
  readonly folder: string;
  /** Its output goes to `<folder>/<name>.log`. */
  readonly start: (name: string, command: string, args: readonly string[]) => RunningProcess;
  /** Ends all, last started first, and removes the folder. May be called again. */
  readonly stop: () => Promise<void>;
}

interface RunningProcess {
  readonly pid: number;
  readonly stop: () => Promise<void>;
  /** Waits until `ready` gives true; throws with the end of the log if the process ends first, or after the time. */
  readonly until: (what: string, ready: () => Promise<boolean>, milliseconds?: number) => Promise<void>;
}

/**
 * A shell in a session of its own reads our processes' ids from us. When the pipe closes because we are gone, however
 * that came about, it kills what is left of them and removes the folder.
 */
const guard = 'pids=; while read -r pid; do pids="$pids $pid"; done; kill -9 $pids 2>/dev/null; rm -rf "$1"';

export function startProcesses(): Processes {
  const folder = mkdtempSync(join(tmpdir(), 'daypass-kube-'));
  const guarding = spawn('sh', ['-c', guard, 'sh', folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guarding.unref();
  const running: RunningProcess[] = [];
  return {
    folder,
    start: (name, command, args) => {
      const started = startProcess(join(folder, `${name}.log`), name, command, args);
      guarding.stdin.write(`${started.pid}\n`);
      running.push(started);
      return started;
    },
    stop: async () => {
      for (const each of running.splice(0).reverse()) await each.stop();
      guarding.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function startProcess(log: string, name: string, command: string, args: readonly string[]): RunningProcess {
  const output = openSync(log, 'a');
  // In a group of its own, so that Ctrl-C reaches us alone and things end in order.
  const child = spawn(command, args, { detached: true, stdio: ['ignore', output, output] });
  closeSync(output);
  child.unref();
  if (child.pid === undefined) throw new Error(`${command} could not be started`);
  return {
    pid: child.pid,
    stop: () => stopProcess(child),
    until: async (what, ready, milliseconds = 60_000) => {
      const deadline = Date.now() + milliseconds;
      while (!(await ready().catch(() => false))) {
        if (hasEnded(child)) throw new Error(`${name} ended before ${what}:\n${endOf(log)}`);
        if (Date.now() > deadline)
          throw new Error(`${name}: no ${what} after ${milliseconds} ms:\n${endOf(log)}`);
        await sleep(25);
      }
    },
  };
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

const endOf = (log: string) => readFileSync(log, 'utf8').split('\n').slice(-15).join('\n');

async function stopProcess(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.ref();
  child.kill('SIGTERM');
  const impatience = setTimeout(() => child.kill('SIGKILL'), 2000);
  await ended;
  clearTimeout(impatience);
}

/**
 * A port of 127.0.0.1 on which nobody listens. Below the range from which systems take ports for outgoing connections,
 * and random, so that the next one who asks before we use it gets another.
 */
export async function freePort(): Promise<number> {
  const port = randomInt(20_000, 32_000);
  return (await canListen(port)) ? port : freePort();
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

export function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}
