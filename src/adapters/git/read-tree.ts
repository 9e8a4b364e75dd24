/** Reads what a commit's tree holds, and what differs between two commits. */
import type { Change, Entry, Oid } from '../../core/repository.ts';
import { assertOid } from './names.ts';
import { changeFrom } from './raw-change.ts';
import { streamGit, type GitCall } from './run-git.ts';
import { oneText } from './one-text.ts';
import { splitAtNul } from './split-at-nul.ts';

/** All but the arguments: which mirror, how long, and when to stop. */
export type GitPlace = Pick<GitCall, 'folder' | 'deadline' | 'signal'>;

/** Every file of a commit's tree, by path. `text` keeps equal ones once. */
export async function readTree(
  place: GitPlace,
  commit: Oid,
  text = oneText(),
): Promise<ReadonlyMap<string, Entry>> {
  assertOid(commit);
  const entries = new Map<string, Entry>();
  const tokens = splitAtNul((token) => {
    const line = token.toString('utf8');
    const tab = line.indexOf('\t');
    const [mode, , blob] = line.slice(0, tab).split(' ');
    if (mode === undefined || blob === undefined) throw new Error('git ls-tree gave a broken line');
    entries.set(text(line.slice(tab + 1)), { mode: text(mode), blob: text(blob) });
    return 'more';
  });
  const args = ['ls-tree', '-r', '-z', '--full-tree', `${commit}^{commit}`];
  await streamGit({ ...place, args }, tokens.push);
  return entries;
}

/** What differs from one commit to another, at most `most` files: more is thrown. */
export async function readChanges(
  place: GitPlace,
  from: Oid,
  to: Oid,
  most: number,
): Promise<readonly Change[]> {
  assertOid(from);
  assertOid(to);
  const changes: Change[] = [];
  let raw: string | undefined;
  const tokens = splitAtNul((token) => {
    if (raw === undefined) {
      raw = token.toString('latin1');
      return 'more';
    }
    changes.push(changeFrom(raw, token.toString('utf8')));
    raw = undefined;
    if (changes.length > most) throw new Error(`more than ${most} files differ`);
    return 'more';
  });
  const options = ['-r', '-z', '--raw', '--no-abbrev', '--no-renames', '--ignore-submodules=none'];
  await streamGit({ ...place, args: ['diff-tree', ...options, from, to] }, tokens.push);
  return changes;
}
