/** Reads what commits say: each message exactly as it is stored. */
import type { Oid } from '../../core/repository.ts';
import { assertOid } from './names.ts';
import type { GitPlace } from './read-tree.ts';
import { runGit, streamGit } from './run-git.ts';
import { splitAtNul } from './split-at-nul.ts';

/** So many by one process of git: as many ids as a command line takes, and as much as may be in memory at once. */
const AT_ONCE = 100;

/** In the order asked for. Throws where one of them is not in the mirror. */
export async function readMessages(place: GitPlace, commits: readonly Oid[]): Promise<readonly string[]> {
  commits.forEach(assertOid);
  const messages: string[] = [];
  for (let start = 0; start < commits.length; start += AT_ONCE) {
    messages.push(...(await readSome(place, commits.slice(start, start + AT_ONCE))));
  }
  return messages;
}

/** Three fields of each commit, and no message can end one: git prints none beyond a NUL. */
const asRead = ['log', '-z', '--no-walk=unsorted', '--no-color', '--no-notes', '--format=%H%x00%e%x00%B'];

async function readSome(place: GitPlace, commits: readonly Oid[]): Promise<readonly string[]> {
  const fields: string[] = [];
  const tokens = splitAtNul((token) => {
    fields.push(textOf(token));
    return 'more';
  });
  await streamGit({ ...place, args: [...asRead, ...commits, '--'], maxBytes: Infinity }, tokens.push);
  tokens.end();
  return Promise.all(
    commits.map(async (oid, index) => {
      const [name, encoding, message] = fields.slice(index * 3, index * 3 + 3);
      if (name !== oid || message === undefined) throw new Error(`git log gave no message of ${oid}`);
      return encoding === '' ? message : asStored(place, oid);
    }),
  );
}

/** Git translates a message that names its encoding; this is how it is stored. */
async function asStored(place: GitPlace, oid: Oid): Promise<string> {
  const { output } = await runGit({ ...place, args: ['cat-file', 'commit', oid] });
  return textOf(output.subarray(output.indexOf('\n\n') + 2));
}

const LONGEST = 1024 * 1024;

/** NB: whoever merges may write a message of any size. None of ours comes near to this; of one that does nothing is read. */
function textOf(message: Buffer): string {
  return message.length > LONGEST ? '' : message.toString('utf8');
}
