/** What people say on a pull request to end what it was granted for: exactly one word, and nothing beside it (§3). */
import type { Account } from '../approval/facts.ts';
import type { Instant } from '../time.ts';

/** `release` is the subject's, `revoke` anybody else's. */
export type Word = 'release' | 'revoke';

export interface Command {
  readonly word: Word;
  /** The comment's id. */
  readonly comment: number;
  readonly pullRequest: number;
  readonly by: Account;
  readonly at: Instant;
}

/** NB: whoever quotes the word, or explains it, ends nothing. */
export function wordIn(body: string): Word | undefined {
  switch (body.trim()) {
    case '/release':
      return 'release';
    case '/revoke':
      return 'revoke';
    default:
      return undefined;
  }
}
