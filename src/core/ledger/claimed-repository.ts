/** Which repository a history says it is of: for whoever has a clone of it, and nothing else to ask. */
import { claimsOf } from './trailers.ts';

const MOST = 10;

/** By the `guardrails` lines in the messages of its commits, oldest first. NB: claims, not facts: the seal decides which of them history begins with. */
export function repositoriesClaimed(messages: Iterable<string>): readonly number[] {
  const claimed = new Set<number>();
  for (const message of messages) {
    if (claimed.size === MOST) break;
    if (!message.includes('"type":"guardrails"')) continue;
    const [line] = claimsOf(message).lines;
    const id = Number(/"repository":(\d{1,16})[,}]/.exec(line ?? '')?.[1]);
    if (Number.isSafeInteger(id)) claimed.add(id);
  }
  return [...claimed];
}
