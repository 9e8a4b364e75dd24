/** Answers whoever asked for an end that is not theirs to ask for: in one sentence, once, and nobody without end. */
import { minutes, plus } from '../../core/time.ts';
import { answerBody, answerMark } from '../../core/words/commands.ts';
import { asFact } from '../read/gather.ts';
import type { OwedAnswer } from '../hear/hearing.ts';
import type { Memory, World } from '../world.ts';
import { mayBeWritten, noteWritten } from '../written-for.ts';

const A_FEW = 10;
const PAUSE = minutes(10);

/** Gives why some could not be written. */
export async function answerCommands(
  world: Pick<World, 'github' | 'clock'>,
  { hearing, written }: Pick<Memory, 'hearing' | 'written'>,
): Promise<readonly string[]> {
  const { owed, answered } = hearing;
  const now = world.clock.now();
  const due = [...owed.values()].filter(({ notBefore, command: { by } }) => {
    return notBefore <= now && mayBeWritten(written, { asker: by.id }, now);
  });
  const failures: string[] = [];
  for (const answer of due.slice(0, A_FEW)) {
    const { comment, by } = answer.command;
    // NB: asked anew for each, since each counts.
    if (!mayBeWritten(written, { asker: by.id }, now)) continue;
    const outcome = await asFact(write(world, answer));
    if (outcome.kind === 'unread') {
      // A conversation may be locked: it is tried again, and not again and again.
      owed.set(comment, { ...answer, notBefore: plus(now, PAUSE) });
      failures.push(outcome.why);
      continue;
    }
    if (outcome.value) noteWritten(written, { asker: by.id }, now);
    answered.add(comment);
    owed.delete(comment);
  }
  return failures;
}

/** Gives whether it was written now. NB: only what the App itself wrote is an answer; anybody can write the mark. */
async function write({ github }: Pick<World, 'github'>, { command, text }: OwedAnswer): Promise<boolean> {
  const { comment, pullRequest, by } = command;
  const all = await github.comments(pullRequest);
  if (all.some(({ ours, body }) => ours && body.includes(answerMark(comment)))) return false;
  await github.createComment(pullRequest, answerBody(by.login, comment, text));
  return true;
}
