/** Reads on in the comments of the repository, and picks out the words that end something: a few pages at a time. */
import { wordIn } from '../../core/grant/command.ts';
import { latest, minutes, plus, seconds, type Instant } from '../../core/time.ts';
import type { GitHubReader, IssueComment } from '../../ports.ts';
import type { Hearing, Said } from './hearing.ts';

/** NB: whoever floods the repository with comments delays what was said there, and nothing else. */
const MOST_PAGES = 5;
/** Whether `since` has what changed in that very second, GitHub does not say clearly. */
export const THAT_SECOND = seconds(-1);
/** A comment may show up after one that was written later, where GitHub's replicas lag behind each other. */
const OVERLAP = minutes(-2);

/**
 * `isMeant`: whether something is followed on this pull request. Gives whether it came to the end of what there is. Throws
 * `Unavailable` where the list was not read.
 */
export async function listen(
  github: Pick<GitHubReader, 'commentsSince'>,
  hearing: Hearing,
  isMeant: (pullRequest: number) => boolean,
): Promise<boolean> {
  const start = hearing.since;
  if (start === undefined) return true;
  let place: Place = { since: start, page: 1 };
  for (let read = 1; ; read += 1) {
    const { comments, more } = await github.commentsSince(place.since, place.page);
    for (const comment of comments) if (isMeant(comment.pullRequest)) hear(hearing, comment);
    const last = comments.at(-1)?.updatedAt ?? place.since;
    if (!more) {
      hearing.since = latest(start, plus(last, OVERLAP));
      return true;
    }
    place = nextPlace(place, last);
    if (read >= MOST_PAGES && place.page === 1) {
      hearing.since = place.since;
      return false;
    }
  }
}

interface Place {
  readonly since: Instant;
  readonly page: number;
}

/**
 * NB: on from the last one, and not by the number of the page. Whoever edits an old comment moves it to the end, and all that
 * came after it a place forward: one of them would stand on a page that was read already.
 */
function nextPlace({ since, page }: Place, last: Instant): Place {
  const next = plus(last, THAT_SECOND);
  return next > since ? { since: next, page: 1 } : { since, page: page + 1 };
}

function hear({ said }: Hearing, comment: IssueComment): void {
  for (const one of saidIn(comment)) if (!said.has(comment.id)) said.set(comment.id, one);
}

/** The word of a comment, where it is one and a person wrote it. */
export function saidIn({ id, node, author, pullRequest, createdAt, body }: IssueComment): readonly Said[] {
  const word = wordIn(body);
  if (word === undefined || author.kind !== 'person') return [];
  const by = { login: author.login, id: author.id };
  return [{ command: { word, comment: id, pullRequest, by, at: createdAt }, node, isSettled: false }];
}
