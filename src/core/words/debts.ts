/** What is said of reviews that are owed for what was granted before an owner had looked. */
import type { Problem } from '../problem.ts';
import { parseRequestPath, WHOLE_CLUSTER } from '../request/path.ts';
import type { Instant } from '../time.ts';
import { quoted } from './quote.ts';
import { minute } from './moment.ts';

export interface OwedReview {
  readonly login: string;
  readonly path: string;
  readonly pullRequest: number;
  readonly by: Instant;
}

type Said = Omit<Problem, 'place'>;

/** Against the next request of the same kind. */
export function reviewIsOwed({ login, path, pullRequest, by }: OwedReview): Said {
  return {
    what: `Nobody has reviewed #${pullRequest} yet, which gave ${quoted(login)} ${scope(path)}; that was due by ${minute(by)}.`,
    why: 'What is granted before an owner has looked (`review: after`) is granted again only when that review was given.',
    mend: `Have a code owner of it approve #${pullRequest}, then run this check again. Or ask for a role that owners approve first.`,
    about: pullRequest,
    // A lagging replica may not show the review yet.
    absence: true,
  };
}

/** The alert for the operator. */
export function reviewIsOverdue({ login, path, pullRequest, by }: OwedReview, more: number): string {
  const also = more === 0 ? '' : ` (and ${more} more)`;
  return `#${pullRequest} gave ${login} ${scope(path)}${also} before an owner had looked, and nobody reviewed it by ${minute(by)}. One of its code owners looks at what was done and approves #${pullRequest}; until then ${login} is granted nothing more in that way.`;
}

/** `incident in prod-eu/payments`. */
function scope(path: string): string {
  const at = parseRequestPath(path);
  if (at === undefined) return 'access';
  return `${at.role} in ${at.namespace === WHOLE_CLUSTER ? at.cluster : `${at.cluster}/${at.namespace}`}`;
}
