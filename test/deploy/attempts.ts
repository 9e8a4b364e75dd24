// Many calls at once that should all come to the same, by what they try.
import { expect, vi } from 'vitest';
import type { ApiAnswer } from '../sandbox/kubernetes/kubeconfig.ts';

export type Attempts = Readonly<Record<string, () => Promise<ApiAnswer>>>;

export async function tryAll(attempts: Attempts): Promise<Readonly<Record<string, ApiAnswer>>> {
  const answers = await Promise.all(
    Object.entries(attempts).map(async ([what, attempt]) => [what, await attempt()] as const),
  );
  return Object.fromEntries(answers);
}

export function notForbidden(answers: Readonly<Record<string, ApiAnswer>>) {
  return Object.fromEntries(Object.entries(answers).filter(([, { status }]) => status !== 403));
}

export function untilStatus(status: number, ask: () => Promise<ApiAnswer>): Promise<void> {
  return vi.waitFor(async () => expect((await ask()).status).toBe(status), { timeout: 30_000, interval: 50 });
}
