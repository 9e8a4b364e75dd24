/** How many pull requests one person may have open: what is beyond that is refused, and nothing is asked about it. */
import type { ListedPullRequest } from '../approval/facts.ts';
import { tooManyOpen } from '../words/review.ts';
import { refusedUnread, type Verdict } from './verdict.ts';

/** By number: those beyond the limit of their author, each with its verdict. The oldest stay. */
export function beyondTheLimit(
  open: readonly ListedPullRequest[],
  limit: number | undefined,
): ReadonlyMap<number, Verdict> {
  if (limit === undefined) return new Map();
  const byAuthor = Map.groupBy(open, ({ author }) => author.id);
  const beyond = [...byAuthor.values()].flatMap((theirs) =>
    theirs.toSorted((one, other) => one.number - other.number).slice(limit),
  );
  return new Map(beyond.map((one) => [one.number, refusedUnread(one, tooManyOpen(one.author.login, limit))]));
}
