// What did not change is not asked for twice, but by whoever keeps it themselves.
import { expect, test } from 'vitest';
import { conditionally } from '../../../src/adapters/github/conditional.ts';

const URL = 'https://github.test/repos/acme/access';
const TAG = '"1"';

/** Answers 304 to whoever names the tag, and else with it; `asked`: the tags that were named. */
function aSide(tag: string | null = TAG) {
  const asked: (string | null)[] = [];
  const send = conditionally(async (_, init) => {
    const named = new Headers(init.headers).get('if-none-match');
    asked.push(named);
    if (named !== null && named === tag) return new Response(null, { status: 304, headers: { etag: tag } });
    return new Response('{"a":1}', { status: 200, headers: tag === null ? {} : { etag: tag } });
  });
  return { asked, get: async (headers: Record<string, string> = {}) => send(URL, { headers }) };
}

test('an unchanged answer is the one of before, whole', async () => {
  const { asked, get } = aSide();
  const all = [await get(), await get()];

  expect(asked).toEqual([null, TAG]);
  expect(await Promise.all(all.map((one) => one.text()))).toEqual(['{"a":1}', '{"a":1}']);
  expect(all.map(({ status }) => status)).toEqual([200, 200]);
});

test('whoever names a tag is told of it as GitHub does, and nothing is kept for them', async () => {
  const { asked, get } = aSide();
  const [first, second] = [await get({ 'if-none-match': '"none"' }), await get({ 'if-none-match': TAG })];

  expect([first.status, second.status]).toEqual([200, 304]);
  await get();
  expect(asked).toEqual(['"none"', TAG, null]);
});

test('what was answered to another token, or without a tag, is asked for anew', async () => {
  const tagged = aSide();
  await tagged.get({ authorization: 'token one' });
  await tagged.get({ authorization: 'token two' });
  expect(tagged.asked).toEqual([null, null]);

  const untagged = aSide(null);
  await untagged.get();
  await untagged.get();
  expect(untagged.asked).toEqual([null, null]);
});
