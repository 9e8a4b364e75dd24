// Whatever people call their files and write into their messages, it is always read as they wrote it.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { useSetting } from './setting.ts';

const here = useSetting();

/** A segment that Git takes: anything but a slash, NUL, and the names that mean a folder or Git itself. */
const segment = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 12 })
  .map((text) => text.toWellFormed().replaceAll(/[/\0]/g, '_'))
  .filter(
    (text) =>
      !/^\.{1,2}$/.test(text) &&
      !/git/i.test(text) &&
      !/[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/.test(text),
  );
const path = fc.array(segment, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
const message = fc
  .string({ unit: 'binary', maxLength: 60 })
  .map((text) => text.toWellFormed().replaceAll('\0', '_'));

test('any file name and any message is read as it was written', async () => {
  const commits = fc.sample(fc.record({ path, message }), {
    numRuns: 40,
    seed: Number(process.env['SEED'] ?? 20_261_121),
  });
  const root = here.origin.push({});
  for (const commit of commits) {
    // Each beside the root, so that one's file is never another's folder.
    const tip = here.origin.git(['rev-parse', 'refs/heads/main']);
    here.origin.push({ [commit.path]: 'x\n' }, { parents: [tip], from: root, message: commit.message });
  }

  const git = here.connect();
  const [, ...since] = (await git.branch('main')).commits;
  const messages = await git.messages(since.map(({ oid }) => oid));

  const read = since.map(({ changes }, index) => ({
    path: changes.find(({ after }) => after !== undefined)?.path,
    message: messages[index],
  }));
  expect(read).toEqual(commits);
});
