// The way to the repository in memory, and the switches on it: cut, hung, empty, stale or suspended.
import { plus, seconds } from '../../../src/core/time.ts';
import {
  Unavailable,
  type Clock,
  type GitHubReader,
  type GitHubWriter,
  type GitReader,
} from '../../../src/ports.ts';
import type { Hub } from '../github/hub.ts';
import type { State } from '../github/state.ts';

export type CallName = keyof GitReader | keyof GitHubReader | keyof GitHubWriter;

/** A call on its way: tests may delay it, or let it fail by throwing. */
export interface Call {
  readonly name: CallName;
  /** The arguments, as far as they fit into a word: a number, a commit, a login. */
  readonly of: string;
}

export interface Fault {
  readonly lift: () => void;
}

type Trouble =
  | { readonly kind: 'cut' | 'cut after' | 'hang' | 'empty' }
  | { readonly kind: 'stale'; readonly state: State };

/** What a call is answered from: the state of now, or an earlier one. */
export type Answering<T> = (state: State) => T | Promise<T>;

const FETCHES: readonly CallName[] = ['branch', 'pullRequestContent'];
const DEADLINE = seconds(10);

export type Gate = ReturnType<typeof makeGate>;

export function makeGate(hub: Hub, clock: Clock) {
  const posted: { readonly names: readonly CallName[]; readonly trouble: Trouble }[] = [];
  const calls: Call[] = [];
  let before: ((call: Call) => Promise<void> | void) | undefined;

  const post = (trouble: Trouble, names: readonly CallName[]): Fault => {
    const fault = { names, trouble };
    posted.push(fault);
    return { lift: () => void posted.splice(posted.indexOf(fault), posted.includes(fault) ? 1 : 0) };
  };
  /** The last that was posted counts; one without names is for every call. */
  const troubleOf = (name: CallName): Trouble | undefined =>
    posted.findLast(({ names }) => names.length === 0 || names.includes(name))?.trouble;

  const call = async <T>(name: CallName, of: string, answer: Answering<T>): Promise<T> => {
    const made = { name, of };
    calls.push(made);
    await before?.(made);
    const trouble = troubleOf(name);
    if (hub.state.installation.suspendedAt !== null)
      throw new Unavailable('GitHub: this installation has been suspended');
    if (trouble?.kind === 'cut') throw new Unavailable(`GitHub: ${name}: connection refused`);
    if (trouble?.kind === 'hang') await deadline(clock, name);
    const answered = await answer(trouble?.kind === 'stale' ? trouble.state : hub.state);
    if (trouble?.kind === 'cut after') throw new Unavailable(`GitHub: ${name}: connection lost`);
    return trouble?.kind === 'empty' && Array.isArray(answered) ? ([] as T) : answered;
  };

  return {
    call,
    calls: calls as readonly Call[],
    faults: {
      /** Calls fail at once; without names, all of them. */
      cut: (...names: readonly CallName[]) => post({ kind: 'cut' }, names),
      /** Calls fail after everything was done: the caller cannot know. */
      cutAfter: (...names: readonly CallName[]) => post({ kind: 'cut after' }, names),
      /** Calls get no answer; after their deadline of 10 s they fail. */
      hang: (...names: readonly CallName[]) => post({ kind: 'hang' }, names),
      /** Lists answer with nothing in them. */
      empty: (...names: readonly CallName[]) => post({ kind: 'empty' }, names),
      /** Reads are answered as of this moment, until lifted; what is written counts all the same. */
      stale: (...names: readonly CallName[]) =>
        post({ kind: 'stale', state: structuredClone(hub.state) }, names),
      /** Fetches are shown the branches of this moment. */
      staleGit: () => post({ kind: 'stale', state: structuredClone(hub.state) }, FETCHES),
      suspendInstallation: () => void (hub.state.installation.suspendedAt = hub.now()),
      unsuspendInstallation: () => void (hub.state.installation.suspendedAt = null),
      /** Everything works again. */
      clear: () => {
        posted.splice(0);
        hub.state.installation.suspendedAt = null;
      },
    },
    /** Runs before each call; undefined: nothing does. */
    intercept: (next: typeof before) => void (before = next),
  };
}

function deadline(clock: Clock, name: CallName): Promise<never> {
  return new Promise((_resolve, reject) => {
    clock.at(plus(clock.now(), DEADLINE), () => {
      reject(new Unavailable(`GitHub: ${name}: no answer within 10 s`));
    });
  });
}
