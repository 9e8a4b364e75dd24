// What beside a controller's own calls the same calls sent bare need: which of them leave the machine, a token, a mirror, an answer.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Call } from './calls.ts';
import { NAMESPACE, type Setting } from './setting.ts';

/** Git asks only its own disk but for a fetch. */
export function isOutward(call: Call): boolean {
  return call.kind !== 'git' || call.args.includes('fetch');
}

export function tokenIn(calls: readonly Call[]): string {
  for (const call of calls) {
    const header = call.kind === 'github' ? call.headers['authorization'] : undefined;
    if (header?.startsWith('token ') === true) return header.slice(6);
  }
  throw new Error('no call to GitHub bore a token');
}

export function ownMirror({ folder, github }: Setting): string {
  const mirror = join(folder, 'bare-mirror.git');
  execFileSync('git', ['clone', '--quiet', '--bare', github.folder, mirror], { env });
  return mirror;
}

/** Then a fetch brings only what comes after this. */
export function bringUp(mirror: string, { github }: Setting): void {
  execFileSync('git', ['-C', mirror, 'fetch', '--quiet', github.folder, '+refs/*:refs/*'], { env });
}

const env = { PATH: process.env['PATH'] };

/** Asks one question after the other, until the answer is that. */
export async function untilAnswered(
  { admin }: Setting,
  user: string,
  wanted: 'allowed' | 'denied',
): Promise<void> {
  const deadline = performance.now() + 30_000;
  while ((await admin.allows(user, NAMESPACE)) !== (wanted === 'allowed')) {
    if (performance.now() > deadline) throw new Error(`${user} was not ${wanted} within 30 s`);
  }
}
