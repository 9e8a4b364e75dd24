// One comment read by itself: what is not told whole is no answer, and a failure is no deletion.
import { describe, expect, test } from 'vitest';
import { Unavailable } from '../../../src/ports.ts';
import { aRequest, useSetting } from './setting.ts';

describe('a comment', () => {
  const here = useSetting();

  async function said(): Promise<string> {
    const alice = here.github.as('alice');
    const pull = await alice.openPullRequest({ branch: 'ask', title: 'Ask', files: aRequest });
    alice.comment(pull, '/release');
    const [comment] = await here.ours.comments(pull.number);
    return comment?.node ?? '';
  }

  test('costs one question of GraphQL', async () => {
    const node = await said();
    here.calls();

    expect(await here.ours.saidComment(node)).toMatchObject({ by: { login: 'alice' }, isEdited: false });
    expect(here.calls()).toEqual(['POST /graphql']);
  });

  test('is there though GitHub fails, and so is not called deleted', async () => {
    const node = await said();
    here.github.faults.fail(/POST \/graphql/, 502);

    await expect(here.ours.saidComment(node)).rejects.toThrow(Unavailable);
  });

  test.each([
    ['a part of it is an error', { data: { node: null }, errors: [{ type: 'FORBIDDEN', message: 'No' }] }],
    ['nothing is told', {}],
    ['it does not say whether it was edited', { data: { node: { __typename: 'IssueComment', body: 'x' } } }],
  ])('is not answered where %s', async (_, body) => {
    const node = await said();
    here.github.faults.fail(/POST \/graphql/, 200, { body });

    await expect(here.ours.saidComment(node)).rejects.toThrow(Unavailable);
  });

  test.each([
    ['of another kind', () => here.github.user('bob').id],
    ['that there never was', () => 4711],
  ])('is none where the id is one %s', async (_, id) => {
    await said();
    const node = `User_${Buffer.from(String(id())).toString('base64url')}`;

    expect(await here.ours.saidComment(node)).toBeUndefined();
  });
});
