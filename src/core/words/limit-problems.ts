/** What the limits of the policy say against a request. */
import type { Problem } from '../problem.ts';
import { parseRequestPath, WHOLE_CLUSTER } from '../request/path.ts';
import type { Instant } from '../time.ts';
import { count, list } from './lists.ts';
import { quoted } from './quote.ts';
import { minute } from './moment.ts';

interface Held {
  readonly path: string;
  readonly until: Instant;
}

const TOLD = 10;

/** `asked`: how many grants the pull request asks for. `held` may be empty: it asks for too many by itself. */
export function tooManyActive(name: string, asked: number, most: number, held: readonly Held[]): Problem {
  const told = held.slice(0, TOLD).map(sayHeld);
  const more = held.length > TOLD ? [`${held.length - TOLD} more`] : [];
  const holds = held.length === 0 ? 'holds nothing' : `holds ${list([...told, ...more])}`;
  return {
    what: `${quoted(name)} would hold ${count(held.length + asked, 'grant')} at a time, and the policy allows ${most}.`,
    why: `\`limits.activePerSubject\` bounds what one subject holds at a time; ${quoted(name)} ${holds}.`,
    mend:
      held.length === 0
        ? 'Ask for fewer at a time.'
        : 'Give one back with a pull request that removes its file, or wait until one has ended.',
  };
}

/** `debugger in prod-eu/payments until 18:00Z on 20 November`. */
function sayHeld({ path, until }: Held): string {
  const at = parseRequestPath(path);
  if (at === undefined) return `${quoted(path)} until ${minute(until)}`;
  const scope =
    at.namespace === WHOLE_CLUSTER ? `the whole cluster ${at.cluster}` : `${at.cluster}/${at.namespace}`;
  return `${at.role} in ${scope} until ${minute(until)}`;
}
