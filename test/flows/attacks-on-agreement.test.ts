// What somebody who can write, and owns nothing, tries where the policy asks for more than one approval, for none, or for
// a program: trent may ask for nothing, mallory may ask and owns nothing.
import { expect, test } from 'vitest';
import { REQUEST, requestText } from '../sandbox/memory/company.ts';
import type { PullRequest } from '../sandbox/github/state.ts';
import type { MemoryWorld } from '../sandbox/memory/world.ts';
import { approvedBy, aStage, fileOf, pathOf } from './agreement-stage.ts';
import { expectRefusal } from './expectations.ts';

const QUICK = pathOf('quick');
const LONGER = { [QUICK]: requestText({ duration: '90m' }) };

async function aQuickLook(world: MemoryWorld): Promise<PullRequest> {
  const pull = await world.alice.asks({ path: QUICK });
  await world.review();
  expect(world.check(pull).conclusion).toBe('success');
  return pull;
}

test('[141] whoever may not ask pushes onto a request that nobody has to approve: refused, and no grant', async () => {
  const world = await aStage();
  const pull = await aQuickLook(world);
  await world.github.as('trent').pushTo(pull, LONGER);
  await world.review();
  expect(world.check(pull)).toMatchObject({
    conclusion: 'failure',
    title: expect.stringMatching(/^trent took part in commit/),
  });

  await world.bypass(pull);

  await expectRefusal(world, /trent/);
});

test('[141] somebody is named beside the author of a commit that nobody reviews: refused', async () => {
  const world = await aStage();
  const pull = await aQuickLook(world);
  const trent = { name: 'Trent', email: 'trent@users.noreply.github.com' };
  await world.alice.pushTo(pull, LONGER, { coAuthors: [trent] });
  await world.review();

  expect(world.check(pull).conclusion).toBe('failure');
});

test('[141] whoever may not ask opens the pull request themselves: refused, and no grant', async () => {
  const world = await aStage();
  const trent = world.github.as('trent');
  const files = { [QUICK]: requestText({ subject: 'trent' }) };
  const pull = await trent.openPullRequest({ branch: 'trent', title: 'Mine', files });
  await world.review();
  expect(world.check(pull).conclusion).toBe('failure');

  await world.bypass(pull);

  await expectRefusal(world, /trent/);
});

test('[141] it is merged before any check showed what it grants: no grant', async () => {
  const world = await aStage();
  const pull = await world.alice.asks({ path: QUICK });

  await world.bypass(pull);

  await expectRefusal(world, /check had not allowed/);
});

test('[141] it is merged at once after a push that no check has seen: no grant', async () => {
  const world = await aStage();
  const pull = await aQuickLook(world);
  await world.alice.pushTo(pull, LONGER);

  await world.bypass(pull);

  await expectRefusal(world, /check had not allowed/);
});

test('[141] it takes away what a colleague holds beside it: an owner must look', async () => {
  const world = await aStage();
  await world.merged();
  await world.turn();
  const files = { [pathOf('quick', 'mallory')]: requestText({ subject: 'mallory' }), [REQUEST]: null };
  const pull = await world.mallory.asks({ files });
  await world.review();

  expect(world.check(pull).conclusion).not.toBe('success');
});

test('[160] one of its commits takes away what a colleague holds, and another puts it back: refused', async () => {
  const world = await aStage();
  await world.merged();
  await world.turn();
  const mine = { [pathOf('quick', 'mallory')]: requestText({ subject: 'mallory' }) };
  const pull = await world.mallory.asks({ files: { ...mine, [REQUEST]: null } });
  await world.mallory.pushTo(pull, { [REQUEST]: requestText() });
  await world.review();

  expect(world.check(pull)).toMatchObject({
    conclusion: 'failure',
    title: expect.stringMatching(/^Commit \w+ of this pull request touches access-requests/),
  });
});

test('[160] nor may somebody do so who gives back what they hold themselves', async () => {
  const world = await aStage();
  await world.merged();
  const mine = pathOf('debugger', 'mallory');
  const pull = await world.mallory.asks({ path: mine });
  expect(await approvedBy(world, pull, 'bob')).toBe('success');
  await world.mallory.merge(pull, 'squash');
  await world.turn();
  const removal = await world.mallory.asks({ files: { [mine]: null, [REQUEST]: null } });
  await world.mallory.pushTo(removal, { [REQUEST]: requestText() });
  await world.review();

  expect(world.check(removal).conclusion).toBe('failure');
});

test('[141] it puts another request in the place of a colleague’s that waits: an owner must look', async () => {
  const world = await aStage();
  const first = await aQuickLook(world);
  await world.alice.merge(first, 'squash'); // nothing has decided it yet
  const pull = await world.mallory.asks({ path: QUICK });
  await world.review();

  expect(world.check(pull).conclusion).not.toBe('success');
});

test('[141] a path that nobody owns is refused, though nobody has to approve it', async () => {
  const world = await aStage();
  const unowned = pathOf('quick').replace('prod-eu', 'staging').replace('payments', 'web');
  const codeowners = (await fileOf(world, '.github/CODEOWNERS')).replace(
    '/access-requests/staging/ @acme/payments\n',
    '',
  );
  const change = await world.alice.asks({ files: { '.github/CODEOWNERS': codeowners } });
  expect(await approvedBy(world, change, 'dave')).toBe('success');
  await world.alice.merge(change, 'squash');
  await world.turn();
  const pull = await world.alice.asks({ path: unowned });
  await world.review();

  expect(world.check(pull)).toMatchObject({
    conclusion: 'failure',
    title: expect.stringContaining('Nobody owns'),
  });
});

test('[141] an owner who asks for changes still stops it', async () => {
  const world = await aStage();
  const pull = await aQuickLook(world);
  world.bob.requestChanges(pull);
  await world.review(pull.number);
  expect(world.check(pull).conclusion).toBe('failure');

  await world.bypass(pull);

  await expectRefusal(world, /bob/);
});

test.each([
  ['somebody who may write, and is nobody that the entry names', 'trent'],
  ['an owner a second time', 'bob'],
])('[142] the entry of one more person is not filled by %s', async (_, login) => {
  const world = await aStage();
  const pull = await world.alice.asks({ path: pathOf('guarded') });

  const conclusion = await approvedBy(world, pull, ...(login === 'bob' ? ['bob'] : ['bob', login]));

  expect(conclusion).toBe('action_required');
  await world.bypass(pull);
  await expectRefusal(world, /security/);
});

test('[142] the entry of one more person is not filled by a member who took part in a commit', async () => {
  const world = await aStage();
  const pull = await world.alice.asks({ path: pathOf('guarded') });
  await world.github.as('heidi').pushTo(pull, { [pathOf('guarded')]: requestText({ duration: '90m' }) });

  expect(await approvedBy(world, pull, 'bob', 'heidi')).toBe('action_required');
});

test('[142] a member who asks for changes stops it, however many others approve', async () => {
  const world = await aStage();
  const pull = await world.alice.asks({ path: pathOf('guarded') });
  await world.review();
  world.github.as('heidi').requestChanges(pull);

  expect(await approvedBy(world, pull, 'bob', 'carol')).toBe('failure');
});

test.each([
  ['that the policy does not list', 'web/other', /service account/],
  ['of a protected namespace', 'kube-system/deployer', /service account/],
  ['of the controller’s own namespace', 'daypass/daypass', /service account/],
])('[143] a program %s is refused, whoever approves', async (_, account, why) => {
  const world = await aStage();
  const files = { [pathOf('program')]: requestText({ subject: `{serviceAccount: ${account}}` }) };
  const pull = await world.alice.asks({ files });
  expect(await approvedBy(world, pull, 'bob', 'dave')).toBe('failure');

  await world.bypass(pull);

  await expectRefusal(world, why);
});

test('[143] a program is granted nothing that only the owners of the other namespace approved', async () => {
  const world = await aStage();
  const files = { [pathOf('program')]: requestText({ subject: '{serviceAccount: web/deployer}' }) };
  const pull = await world.alice.asks({ files });
  expect(await approvedBy(world, pull, 'bob', 'carol')).toBe('action_required');

  await world.bypass(pull);

  await expectRefusal(world, /dave/);
});

test('[143] who asks for a program cannot approve for its namespace', async () => {
  const world = await aStage();
  world.github.setTeam('engineers', { members: ['alice', 'dave'], permission: 'write' });
  const files = { [pathOf('program')]: requestText({ subject: '{serviceAccount: web/deployer}' }) };
  const pull = await world.dave.asks({ files });

  expect(await approvedBy(world, pull, 'bob')).toBe('failure');
  expect(world.check(pull).title).toContain('Nobody can approve');
});

test('[143] a program is asked about where people are not: somebody could push another one under the author’s name', async () => {
  const world = await aStage();
  const files = { [QUICK]: requestText({ subject: '{serviceAccount: payments/api}' }) };
  const pull = await world.alice.asks({ files });
  await world.review();
  expect(world.check(pull).conclusion).toBe('action_required');

  await world.bypass(pull);

  await expectRefusal(world, /lacks the approval/);
});

test('[143] whoever may not ask for themselves may not ask for a program', async () => {
  const world = await aStage();
  const files = { [pathOf('program')]: requestText({ subject: '{serviceAccount: payments/api}' }) };
  const trent = world.github.as('trent');
  const pull = await trent.openPullRequest({ branch: 'trent', title: 'Deploy', files });

  expect(await approvedBy(world, pull, 'bob')).toBe('failure');
});
