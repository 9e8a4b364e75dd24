/** Reminds those who can approve an open request that it waits, once; and closes what waited for too long (§3). */
import { pendingStep } from '../../core/review/pending.ts';
import { REMINDER_MARK, reminder, TIMED_OUT_MARK, timedOut } from '../../core/words/pending.ts';
import type { DecidedPullRequest, Ground } from './decide-verdict.ts';
import { attemptAll } from '../read/gather.ts';
import type { Memory, World } from '../world.ts';
import { mayBeWritten, noteWritten } from '../written-for.ts';

const WIDTH = 2;

/** NB: what GitHub shows is what was done; the memory only saves asking for it. Gives why some of it could not be done. */
export async function followPending(
  ground: Ground,
  memory: Memory,
  decided: readonly DecidedPullRequest[],
): Promise<readonly string[]> {
  for (const number of memory.reminded) if (!memory.looks.has(number)) memory.reminded.delete(number);
  const ours = decided.filter(({ leftTo }) => leftTo === undefined);
  const { failures } = await attemptAll(ours, WIDTH, async (one) => follow(ground, memory, one));
  return failures;
}

async function follow(
  { world, inForce }: Ground,
  memory: Memory,
  { pullRequest, verdict }: DecidedPullRequest,
): Promise<void> {
  const { number, openedAt, author } = pullRequest;
  const { policy } = inForce.guardrails;
  const now = world.clock.now();
  const step = pendingStep(verdict, openedAt, policy, now);
  if (step === 'wait' || (step === 'remind' && memory.reminded.has(number))) return;
  const whom = { author: author.id };
  // NB: whoever opens again and again what we close must not use up what may be written for everybody.
  if (!mayBeWritten(memory.written, whom, now)) return;
  noteWritten(memory.written, whom, now);
  if (step === 'close') {
    await sayOnce(world, number, TIMED_OUT_MARK, timedOut(policy.pendingTimeout));
    await world.github.closePullRequest(number);
    return;
  }
  if (policy.remindAfter === undefined) return;
  await sayOnce(world, number, REMINDER_MARK, reminder(verdict, policy.remindAfter));
  memory.reminded.add(number);
}

async function sayOnce({ github }: World, number: number, mark: string, text: string): Promise<void> {
  const comments = await github.comments(number);
  if (!comments.some(({ ours, body }) => ours && body.includes(mark)))
    await github.createComment(number, text);
}
