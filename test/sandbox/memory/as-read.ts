// What of the simulated GitHub's state the adapter would read from its answers: times, accounts, pull requests.
import type { Author } from '../../../src/core/approval/facts.ts';
import { instantOf, type Instant } from '../../../src/core/time.ts';
import { Unavailable } from '../../../src/ports.ts';
import { accountOf } from '../github/people.ts';
import type * as github from '../github/state.ts';
import { wholeSeconds } from './objects.ts';

type State = github.State;

/** GitHub's times are whole seconds. */
export function instant(moment: github.Moment): Instant {
  return instantOf(wholeSeconds(moment));
}

export function authorOf(state: State, id: number): Author {
  const { login, type } = accountOf(state, id);
  return { login, id, kind: type === 'User' ? 'person' : 'bot' };
}

export function pullCalled(state: State, number: number): github.PullRequest {
  const pull = state.pulls.get(number);
  if (pull === undefined) throw new Unavailable(`GitHub answered 404 when asked for #${number}`);
  return pull;
}
