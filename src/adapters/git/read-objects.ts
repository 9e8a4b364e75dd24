/** Reads single objects through one long-lived `git cat-file`: the size is asked first, so nothing huge is carried. */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { Blob, Oid } from '../../core/repository.ts';
import { Unavailable } from '../../ports.ts';
import { makeQueue } from './queue.ts';
import type { GitPlace } from './read-tree.ts';
import { environment } from './run-git.ts';

export interface Objects {
  /** Undefined where no blob by that id is in the mirror. Throws Unavailable where git does not answer. */
  readonly blob: (oid: Oid, maxBytes: number) => Promise<Blob | undefined>;
  /** Ends the process; the next question starts another. */
  readonly close: () => void;
}

type CatFile = ChildProcessByStdio<Writable, Readable, null>;

export function openObjects(place: GitPlace): Objects {
  const queue = makeQueue();
  let running: CatFile | undefined;
  const close = () => {
    running?.kill('SIGKILL');
    running = undefined;
  };
  const ask = async <T>(question: string, read: (answer: Buffer) => T | undefined): Promise<T> => {
    if (place.signal?.aborted === true) throw new Unavailable('git cat-file was stopped');
    running ??= startCatFile(place);
    try {
      return await exchange(running, place.deadline, question, read);
    } catch (error) {
      close(); // what comes after a failed exchange cannot be told apart any more
      throw error;
    }
  };
  return {
    blob: (oid, maxBytes) =>
      queue(async () => {
        const size = await ask(`info ${oid}\n`, blobSize);
        if (size === 'no blob') return undefined;
        if (size > maxBytes) return { kind: 'too large', size };
        const bytes = await ask(`contents ${oid}\n`, (answer) => blobBytes(answer, size));
        return { kind: 'bytes', bytes };
      }),
    close,
  };
}

function startCatFile(place: GitPlace): CatFile {
  const args = [`--git-dir=${place.folder}`, 'cat-file', '--batch-command'];
  const child = spawn('git', args, { env: environment({}), stdio: ['pipe', 'pipe', 'ignore'] });
  child.stdin.on('error', () => undefined); // its end says the same, and is heard where somebody waits
  child.on('error', () => undefined);
  child.unref();
  return child;
}

/** Sends one question and waits until `read` finds a whole answer in what came back. */
function exchange<T>(
  child: CatFile,
  deadline: number,
  question: string,
  read: (answer: Buffer) => T | undefined,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let answer: Buffer = Buffer.alloc(0);
    const settle = (act: () => void) => {
      clearTimeout(timer);
      child.stdout.off('data', hear);
      child.off('close', lost).off('error', lost);
      act();
    };
    const hear = (chunk: Buffer) => {
      answer = answer.length === 0 ? chunk : Buffer.concat([answer, chunk]);
      try {
        const value = read(answer);
        if (value !== undefined) settle(() => resolve(value));
      } catch (error) {
        settle(() => reject(new Unavailable('git cat-file said what cannot be read', { cause: error })));
      }
    };
    const lost = (cause?: unknown) =>
      settle(() => reject(new Unavailable('git cat-file ended before its answer', { cause })));
    const late = () =>
      settle(() => reject(new Unavailable(`git cat-file gave no answer within ${deadline} ms`)));
    const timer = setTimeout(late, deadline);
    child.stdout.on('data', hear);
    child.once('close', lost).once('error', lost);
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) lost();
    else child.stdin.write(question);
  });
}

function blobSize(answer: Buffer): number | 'no blob' | undefined {
  const end = answer.indexOf('\n');
  if (end === -1) return undefined;
  const [, type, size] = answer.toString('latin1', 0, end).split(' ');
  if (type === 'blob') return Number(size);
  return 'no blob';
}

/** The header line, the bytes, and a line break. */
function blobBytes(answer: Buffer, size: number): Uint8Array | undefined {
  const header = answer.indexOf('\n');
  if (header === -1) return undefined;
  if (!answer.toString('latin1', 0, header).endsWith(` blob ${size}`))
    throw new Error('the blob is not there');
  if (answer.length < header + 1 + size + 1) return undefined;
  return new Uint8Array(answer.subarray(header + 1, header + 1 + size));
}
