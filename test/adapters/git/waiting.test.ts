// What open pull requests bring, and how slowly, holds up neither the branch nor a proof, and fills no disk.
import { randomBytes } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useSetting } from './setting.ts';

const here = useSetting();

const packs = () => readdirSync(join(here.mirror, 'objects', 'pack'));

test('the branch and proofs are fetched before all that checks wait for', async () => {
  const root = here.origin.push({ a: '1\n' });
  const heads = Array.from({ length: 4 }, (_, index) =>
    here.origin.commit({ b: `${index}\n` }, { parents: [root] }),
  );
  const gate = Promise.withResolvers<void>();
  let isHeld = false;
  const git = here.connect({ credentials: async () => (isHeld ? gate.promise.then(() => '') : '') });
  await git.branch('main');
  const order: string[] = [];
  const told = async (name: string, work: Promise<unknown>) => work.then(() => order.push(name));

  isHeld = true;
  const [first = '', second = '', third = '', merged = ''] = heads;
  const all = [first, second, third].map(async (head, index) =>
    told(`check ${index + 1}`, git.forChecks.pullRequestContent(head, root)),
  );
  all.push(told('proof', git.pullRequestContent(merged, root)), told('branch', git.branch('main')));
  gate.resolve();
  await Promise.all(all);

  expect(order).toEqual(['check 1', 'branch', 'proof', 'check 2', 'check 3']);
});

test('what a fetch that was cut off had written is gone', async () => {
  here.origin.push({ a: '1\n' });
  let url = here.origin.url;
  const git = here.connect({ url: () => url });
  await git.branch('main');
  const whole = packs();
  writeFileSync(join(here.mirror, 'objects', 'pack', 'tmp_pack_a1b2c3'), randomBytes(1000));
  url = 'file:///nowhere';

  await expect(git.branch('main')).rejects.toThrow(/git fetch failed/);

  expect(packs()).toEqual(whole);
});

test('a pull request of more bytes than any check needs is cut off, for a while without another try, and fills no disk', async () => {
  const root = here.origin.push({ a: '1\n' });
  const large = here.origin.commit({ b: randomBytes(64 * 1024 * 1024) }, { parents: [root] });
  let fetches = 0;
  const git = here.connect({
    largestFetch: 1024 * 1024,
    credentials: async () => {
      fetches += 1;
      return '';
    },
  });
  await git.branch('main');
  const whole = packs();

  await expect(git.forChecks.pullRequestContent(large, root)).rejects.toThrow(/more than 1 MiB/);
  await expect(git.pullRequestContent(large, root)).rejects.toThrow(/more than 1 MiB/);

  expect(fetches).toBe(2);
  expect(packs()).toEqual(whole);
  expect((await git.branch('main')).commits).toHaveLength(1);
});
