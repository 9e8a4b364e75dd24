/** Reads commits and what each changed from one `git log`: any file name, as a stream. */
import type { Change, Commit, Oid } from '../../core/repository.ts';
import { instantOf } from '../../core/time.ts';
import { isOid } from './names.ts';
import { oneText } from './one-text.ts';
import { changeFrom, isChange } from './raw-change.ts';
import { streamGit, type GitCall } from './run-git.ts';
import { splitAtNul } from './split-at-nul.ts';

/**
 * `-z` everywhere, so that no name can end a field; renames are a removal and an addition; a submodule's own settings cannot hide it.
 */
const asRead = [
  'log',
  '-z',
  '--raw',
  '--no-abbrev',
  '--no-renames',
  '--no-color',
  '--no-notes',
  '--ignore-submodules=none',
  '--format=%x00%H%x00%P%x00%ct',
];

/** Each commit against its first parent, along first parents. No path is given: a filter hides evil merges. */
export const firstParentLog = [...asRead, '--first-parent', '--diff-merges=first-parent'] as const;

/** Each commit against all of its parents at once: the files that differ from every one. */
export const combinedLog = [...asRead, '--diff-merges=combined', '--topo-order'] as const;

export interface CommitsRead {
  /** Newest first; the one at which the reading stopped is left out. */
  readonly commits: readonly Commit[];
  readonly stoppedAt: Oid | undefined;
}

/** Runs one of the logs above and reads it until it ends, or until the first commit that `stopAt` knows. */
export async function readCommits(
  call: GitCall,
  stopAt: (oid: Oid) => boolean,
  text = oneText(),
): Promise<CommitsRead> {
  const parser = parseCommits(stopAt, text);
  const tokens = splitAtNul(parser.token);
  await streamGit(call, tokens.push);
  tokens.end();
  return parser.end();
}

interface CommitDraft {
  readonly oid: Oid;
  readonly fields: Buffer[];
  readonly changes: Change[];
}

/**
 * The tokens are, for each commit: its id, its parents, its time, then pairs of a change and its path.
 * Between them stand empty tokens. NB: a path is taken by its place, never by what it looks like.
 */
function parseCommits(stopAt: (oid: Oid) => boolean, text: (text: string) => string) {
  const commits: Commit[] = [];
  let stoppedAt: Oid | undefined;
  let draft: CommitDraft | undefined;
  let change: string | undefined;

  const finish = () => {
    if (draft === undefined) return;
    commits.push(commitFrom(draft, text));
    draft = undefined;
  };
  const token = (bytes: Buffer): 'more' | 'enough' => {
    if (draft !== undefined && draft.fields.length < 2) {
      draft.fields.push(bytes);
    } else if (draft !== undefined && change !== undefined) {
      draft.changes.push(changeFrom(change, bytes.toString('utf8'), text));
      change = undefined;
    } else if (isChange(bytes)) {
      change = bytes.toString('latin1');
    } else if (bytes.length > 0) {
      finish();
      const oid = text(bytes.toString('latin1'));
      if (!isOid(oid)) throw new Error(`git log gave ${JSON.stringify(oid)} in place of a commit`);
      if (stopAt(oid)) {
        stoppedAt = oid;
        return 'enough';
      }
      draft = { oid, fields: [], changes: [] };
    }
    return 'more';
  };
  const end = () => {
    if (change !== undefined) throw new Error('git log ended in the middle of a change');
    finish();
    return { commits, stoppedAt };
  };
  return { token, end };
}

function commitFrom({ oid, fields, changes }: CommitDraft, text: (text: string) => string): Commit {
  const [parents, at] = fields;
  if (parents === undefined || at === undefined) {
    throw new Error(`git log ended in the middle of ${oid}`);
  }
  return {
    oid,
    parents: parents.toString('latin1').split(' ').filter(isOid).map(text),
    at: instantOf(Number(at.toString('latin1')) * 1000),
    changes,
  };
}
