/** The list of closed pull requests, which no turn waits for: what has not come in time is for a later one. */
import type { ClosedPullRequest } from '../../core/approval/facts.ts';
import { unread, type Fact } from '../../core/problem.ts';
import type { GitHubReader } from '../../ports.ts';
import { asFact } from '../read/gather.ts';

export interface AskedList {
  readonly answer: Promise<Fact<readonly ClosedPullRequest[]>>;
  isHere: boolean;
}

interface Place {
  /** Asked for, and not used yet; undefined: nothing is. */
  closedList: AskedList | undefined;
}

export function askForClosed(github: Pick<GitHubReader, 'closedPullRequests'>, memory: Place): void {
  if (memory.closedList !== undefined) return;
  const asked: AskedList = { answer: asFact(github.closedPullRequests()), isHere: false };
  const arrived = () => void (asked.isHere = true);
  void asked.answer.then(arrived, arrived);
  memory.closedList = asked;
}

/** Each answer once. NB: what is asked for and hangs must hold up no end. */
export async function closedByNow(memory: Place): Promise<Fact<readonly ClosedPullRequest[]>> {
  const { closedList } = memory;
  if (closedList?.isHere !== true) return unread('The list of closed pull requests has not come yet.');
  memory.closedList = undefined;
  return closedList.answer;
}
