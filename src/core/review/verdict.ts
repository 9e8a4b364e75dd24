/** What the check of an open pull request came to, as data: the words and the writer both read it. */
import type { AskedAction } from '../actions/asked-action.ts';
import type { Weighed } from '../guardrails/weighed.ts';
import type { Comparison } from '../permissions/compare-seen.ts';
import type { Problem } from '../problem.ts';
import type { Oid } from '../repository.ts';
import type { Rule } from '../permissions/rules.ts';
import type { Duration } from '../time.ts';
import type { Approval } from '../approval/approval.ts';
import type { ListedPullRequest } from '../approval/facts.ts';
import { digestOfChanges } from '../approval/shown.ts';
import type { Already } from './already.ts';
import type { Term } from './term.ts';

/** What one request of the pull request would grant, if it were merged as it is. */
export interface Offer {
  readonly path: string;
  readonly cluster: string;
  /** Undefined: the whole cluster. */
  readonly namespace: string | undefined;
  readonly role: string;
  /** Null: it asks for actions, and has a role of its own. */
  readonly clusterRole: string | null;
  /** Undefined where it asks for a role. */
  readonly actions?: readonly AskedAction[] | undefined;
  readonly subject: string;
  /** Of a service account of another namespace: where its own owners are found, who must approve too. */
  readonly home?: string | undefined;
  readonly username: string;
  readonly term: Term;
  readonly reason: string;
  /** It is granted before an owner has looked, and a review is due so long after the merge; undefined: none is owed. */
  readonly reviewWithin?: Duration | undefined;
  readonly ticket?: OfferedTicket;
  /** All that is asked for, whatever is allowed already. */
  readonly rules: readonly Rule[];
  /** What of it is allowed already, by other grants; undefined: nothing. */
  readonly already?: Already | undefined;
  /** What changed in the role since the check that was shown before; undefined: nothing is known to have changed. */
  readonly changed?: Comparison | undefined;
}

export interface OfferedTicket {
  readonly text: string;
  /** Undefined where the policy does not say where tickets are found. */
  readonly url: string | undefined;
}

export type About =
  | { readonly kind: 'requests'; readonly offers: readonly Offer[] }
  | {
      readonly kind: 'guardrails';
      readonly files: readonly string[];
      readonly weighed?: Weighed | undefined;
    }
  | {
      readonly kind: 'removal';
      readonly paths: readonly string[];
      /** Whether the author may end every one of them without asking anybody. */
      readonly byRight: boolean;
    }
  | { readonly kind: 'other'; readonly owned: readonly string[] }
  /** What a merge queue would merge at once, by number. */
  | { readonly kind: 'merge group'; readonly numbers: readonly number[] }
  /** What it touches cannot be told, or may not be touched. */
  | { readonly kind: 'unclear' };

export interface Verdict {
  readonly head: Oid;
  readonly outcome: 'failure' | 'action_required' | 'success' | 'in progress';
  readonly about: About;
  readonly author: string;
  readonly problems: readonly Problem[];
  readonly unread: readonly string[];
  /** What is known to hold it back, though nothing is wrong with it. Approvals count meanwhile. */
  readonly waits?: readonly string[];
  readonly approval: Pick<Approval, 'missing' | 'counted' | 'uncounted'> &
    Partial<Pick<Approval, 'also' | 'only'>>;
  /** What the check shows, as its `external_id`. */
  readonly digest: string;
}

/** Of which nothing is known yet. */
export function pendingVerdict(pullRequest: ListedPullRequest, why: string): Verdict {
  return { ...unreadVerdict(pullRequest), outcome: 'in progress', problems: [], unread: [why] };
}

/** Refused for what it is, whatever may be in it. */
export function refusedUnread(pullRequest: ListedPullRequest, problem: Problem): Verdict {
  return { ...unreadVerdict(pullRequest), outcome: 'failure', problems: [problem], unread: [] };
}

function unreadVerdict({ head, author }: ListedPullRequest) {
  return {
    head: head.oid,
    about: { kind: 'unclear' },
    author: author.login,
    approval: { missing: [], counted: [], uncounted: [] },
    digest: digestOfChanges([]),
  } as const;
}
