/** Reads on in the comments of the repository, and picks out the words that end something: a few pages at a time. */
import { wordIn } from '../core/grant/command.ts';
import { latest, minutes, plus, type Instant } from '../core/time.ts';
import type { GitHubReader, IssueComment } from '../ports.ts';
import type { Hearing, Said } from './hearing.ts';

/** NB: whoever floods the repository with comments delays what was said there, and nothing else. */
const MOST_PAGES = 5;
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
  const { since } = hearing;
  if (since === undefined) return true;
  for (let page = 1; ; page += 1) {
    const { comments, more } = await github.commentsSince(since, page);
    for (const comment of comments) if (isMeant(comment.pullRequest)) hear(hearing, comment);
    const last = comments.at(-1)?.updatedAt ?? since;
    // NB: from the last one on, which is read again: what changed within the same second may stand behind it.
    const next = nextStart({ since, last, more, page });
    if (next !== undefined) {
      hearing.since = next;
      return !more;
    }
  }
}

/** Undefined: another page is read first. */
function nextStart(read: {
  readonly since: Instant;
  readonly last: Instant;
  readonly more: boolean;
  readonly page: number;
}): Instant | undefined {
  const { since, last, more, page } = read;
  if (!more) return latest(since, plus(last, OVERLAP));
  return page >= MOST_PAGES && last > since ? last : undefined;
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
