/** Reads commits and what each changed from one `git log`: exact messages, any file name, as a stream. */
import type { Change, Commit, Oid } from '../../core/repository.ts';
import { instantOf } from '../../core/time.ts';
import { isOid } from './names.ts';
import { changeFrom, isChange } from './raw-change.ts';
import { runGit, streamGit, type GitCall } from './run-git.ts';
import { splitAtNul } from './split-at-nul.ts';

/**
 * `-z` everywhere, so that no name and no message can end a field; renames are a removal and an addition; a submodule's own settings cannot hide it.
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
  '--format=%x00%H%x00%P%x00%ct%x00%e%x00%B',
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
export async function readCommits(call: GitCall, stopAt: (oid: Oid) => boolean): Promise<CommitsRead> {
  const parser = parseCommits(stopAt);
  const tokens = splitAtNul(parser.token);
  await streamGit(call, tokens.push);
  tokens.end();
  const { commits, translated, stoppedAt } = parser.end();
  for (const index of translated) {
    const commit = commits[index];
    if (commit !== undefined) commits[index] = { ...commit, message: await readMessage(call, commit.oid) };
  }
  return { commits, stoppedAt };
}

/** Git translates a message that names its encoding; this is how it is stored. */
async function readMessage(call: GitCall, oid: Oid): Promise<string> {
  const { output } = await runGit({ ...call, args: ['cat-file', 'commit', oid] });
  return textOf(output.subarray(output.indexOf('\n\n') + 2));
}

const LONGEST_MESSAGE = 1024 * 1024;

/**
 * NB: whoever merges may write a message of any size, and all of them are kept as long as we run. None of ours comes near
 * to this; of one that does nothing is read.
 */
function textOf(message: Buffer): string {
  return message.length > LONGEST_MESSAGE ? '' : message.toString('utf8');
}

interface CommitDraft {
  readonly oid: Oid;
  readonly fields: Buffer[];
  readonly changes: Change[];
}

/**
 * The tokens are, for each commit: its id, its parents, its time, its encoding, its message, then pairs of a change and its path.
 * Between them stand empty tokens. NB: message and path are taken by their place, never by what they look like.
 */
function parseCommits(stopAt: (oid: Oid) => boolean) {
  const commits: Commit[] = [];
  const translated: number[] = [];
  let stoppedAt: Oid | undefined;
  let draft: CommitDraft | undefined;
  let change: string | undefined;

  const finish = () => {
    if (draft === undefined) return;
    if (draft.fields[2]?.length !== 0) translated.push(commits.length);
    commits.push(commitFrom(draft));
    draft = undefined;
  };
  const token = (bytes: Buffer): 'more' | 'enough' => {
    if (draft !== undefined && draft.fields.length < 4) {
      draft.fields.push(bytes);
    } else if (draft !== undefined && change !== undefined) {
      draft.changes.push(changeFrom(change, bytes.toString('utf8')));
      change = undefined;
    } else if (isChange(bytes)) {
      change = bytes.toString('latin1');
    } else if (bytes.length > 0) {
      finish();
      const oid = bytes.toString('latin1');
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
    return { commits, translated, stoppedAt };
  };
  return { token, end };
}

function commitFrom({ oid, fields, changes }: CommitDraft): Commit {
  const [parents, at, , message] = fields;
  if (parents === undefined || at === undefined || message === undefined) {
    throw new Error(`git log ended in the middle of ${oid}`);
  }
  return {
    oid,
    parents: parents.toString('latin1').split(' ').filter(isOid),
    at: instantOf(Number(at.toString('latin1')) * 1000),
    message: textOf(message),
    changes,
  };
}
