/** Which repository a history says it is of: for whoever has a clone of it, and nothing else to ask. */
import type { Commit } from '../repository.ts';
import { claimsOf } from './trailers.ts';

const MOST = 10;

/** By the `guardrails` lines, oldest first. NB: claims, not facts: the seal decides which of them history begins with. */
export function repositoriesClaimed(commits: readonly Commit[]): readonly number[] {
  const claimed = new Set<number>();
  for (const { message } of commits) {
    if (claimed.size === MOST) break;
    if (!message.includes('"type":"guardrails"')) continue;
    const [line] = claimsOf(message).lines;
    const id = Number(/"repository":(\d{1,16})[,}]/.exec(line ?? '')?.[1]);
    if (Number.isSafeInteger(id)) claimed.add(id);
  }
  return [...claimed];
}
