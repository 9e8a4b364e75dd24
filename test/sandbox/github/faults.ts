// The switches: slow, failing, cut, empty, stale or limited answers, for whichever requests they are said to hold.
import type { Hub } from './hub.ts';
import type { Limits } from './http/limits.ts';
import { accountOf } from './people.ts';
import type { State } from './state.ts';
import { noteInstallation } from './webhooks/notes.ts';
import type { Courier } from './webhooks/courier.ts';

/**
 * Which requests: `GET /repos/*\/*\/pulls/**` (`*` is one segment, `**` any), or a regular expression. It is held against
 * `METHOD /path`; for GraphQL against `POST /graphql <query>`; for Git against `GIT fetch` and `GIT push`.
 */
export type Which = string | RegExp;

export type Trouble =
  | { readonly kind: 'delay'; readonly ms: number }
  | {
      readonly kind: 'fail';
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'cut' }
  | { readonly kind: 'cutAfter' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'onePage' }
  | { readonly kind: 'stale'; readonly state: State };

export interface Fault {
  /** How often it struck. */
  readonly hits: () => number;
  readonly lift: () => void;
}

/** A lag that is caught up with when it is lifted. */
export interface Lag {
  readonly lift: () => Promise<void>;
}

export interface FaultBoard {
  /** The troubles of this request; each is counted. */
  readonly strike: (subject: string) => readonly Trouble[];
  readonly pullRefsLag: () => boolean;
  /** Branches that a fetch is shown, where Git lags too. */
  readonly staleRefs: () => ReadonlyMap<string, string> | undefined;
}

interface Parts {
  readonly hub: () => Hub;
  readonly limits: Limits;
  readonly courier: Courier;
}

interface Posted {
  readonly matches: (subject: string) => boolean;
  readonly trouble: Trouble;
  left: number;
  hits: number;
}

const always = Number.POSITIVE_INFINITY;

export function makeFaults({ hub, limits, courier }: Parts) {
  const posted = new Set<Posted>();
  let pullRefsLag = false;
  let staleRefs: ReadonlyMap<string, string> | undefined;

  const post = (which: Which, trouble: Trouble, times = always): Fault => {
    const fault: Posted = { matches: matcherOf(which), trouble, left: times, hits: 0 };
    posted.add(fault);
    return { hits: () => fault.hits, lift: () => posted.delete(fault) };
  };
  const board: FaultBoard = {
    strike(subject) {
      const struck = [...posted].filter((fault) => fault.left > 0 && fault.matches(subject));
      for (const fault of struck) {
        fault.hits += 1;
        fault.left -= 1;
      }
      return struck.map((fault) => fault.trouble);
    },
    pullRefsLag: () => pullRefsLag,
    staleRefs: () => staleRefs,
  };

  return {
    board,
    delay: (which: Which, ms: number, times?: number): Fault => post(which, { kind: 'delay', ms }, times),
    fail: (
      which: Which,
      status: number,
      more: { times?: number; body?: unknown; headers?: Record<string, string> } = {},
    ): Fault =>
      post(
        which,
        {
          kind: 'fail',
          status,
          ...(more.body === undefined ? {} : { body: more.body }),
          ...(more.headers === undefined ? {} : { headers: more.headers }),
        },
        more.times,
      ),
    /** The connection breaks before anything is done. */
    cut: (which: Which, times?: number): Fault => post(which, { kind: 'cut' }, times),
    /** The connection breaks after everything is done: the caller cannot know. */
    cutAfter: (which: Which, times?: number): Fault => post(which, { kind: 'cutAfter' }, times),
    /** Lists answer 200 and nothing in them. */
    empty: (which: Which, times?: number): Fault => post(which, { kind: 'empty' }, times),
    /** Lists end after their first page, as if there were no other. */
    onePage: (which: Which, times?: number): Fault => post(which, { kind: 'onePage' }, times),
    /** Reads are answered as of this moment, until lifted; what is written counts all the same. */
    stale: (which: Which = /^(GET |POST \/graphql (?!\s*mutation))/, times?: number): Fault =>
      post(which, { kind: 'stale', state: structuredClone(hub().state) }, times),
    /** Fetches are shown the branches and pull requests of this moment. */
    staleGit(): Fault {
      const { state } = hub();
      staleRefs = new Map([
        ...[...state.branches].map(([name, sha]) => [`refs/heads/${name}`, sha] as const),
        ...[...state.pulls.values()].map((pull) => [`refs/pull/${pull.number}/head`, pull.head.sha] as const),
      ]);
      return { hits: () => 0, lift: () => (staleRefs = undefined) };
    },
    /** `refs/pull/N/head` stays behind the API until lifted. */
    lagPullRefs(): Lag {
      pullRefsLag = true;
      return {
        async lift(): Promise<void> {
          pullRefsLag = false;
          const { state, git } = hub();
          for (const pull of state.pulls.values()) {
            await git.updateRef(`refs/pull/${pull.number}/head`, pull.head.sha);
          }
        },
      };
    },
    suspendInstallation(): void {
      const { state, now } = hub();
      state.installation.suspendedAt = now();
      noteInstallation(hub(), 'suspend', accountOf(state, state.org.id));
    },
    unsuspendInstallation(): void {
      const { state } = hub();
      state.installation.suspendedAt = null;
      noteInstallation(hub(), 'unsuspend', accountOf(state, state.org.id));
    },
    /** Every installation token that was handed out stops working. */
    revokeTokens(): void {
      hub().state.installationTokens = [];
    },
    limits,
    webhooks: courier,
    /** Everything works again. */
    clear(): void {
      posted.clear();
      pullRefsLag = false;
      staleRefs = undefined;
      hub().state.installation.suspendedAt = null;
      limits.reset();
      courier.clear();
    },
  };
}

const matcherOf = (which: Which): ((subject: string) => boolean) => {
  if (which instanceof RegExp) return (subject) => which.test(subject);
  const source = which
    .replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll(/\*+/g, (stars) => (stars === '*' ? '[^/]*' : '.*'));
  const pattern = new RegExp(`^${source}$`);
  return (subject) => pattern.test(subject);
};
