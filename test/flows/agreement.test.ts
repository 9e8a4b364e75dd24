// How many agree, and who: numbers of approvals, one more person for an entry, the policy itself, and programs.
import { expect, test } from 'vitest';
import { recordOf, requestText } from '../sandbox/memory/company.ts';
import { approvedBy, aStage, fileOf, pathOf, policyWithRoles } from './agreement-stage.ts';
import { story } from './expectations.ts';

test('[114] two approvals are two people', async () => {
  const world = await aStage();
  const pull = await world.alice.asks({ path: pathOf('pair') });

  expect(await approvedBy(world, pull, 'carol')).toBe('action_required');
  expect(await approvedBy(world, pull, 'bob')).toBe('success');
  await world.alice.merge(pull, 'squash');
  await world.turn();

  expect((await world.events()).at(-1)).toMatchObject({
    type: 'granted',
    approvals: [{ by: { login: 'carol' } }, { by: { login: 'bob' } }],
  });
});

test('an entry asks for one more person, whose approval says what it counts for', async () => {
  const world = await aStage();
  const pull = await world.alice.asks({ path: pathOf('guarded') });

  expect(await approvedBy(world, pull, 'carol')).toBe('action_required');
  // bob may be the owner, and carol the one more; or carol the owner, and heidi the one more.
  expect(world.check(pull).summary).toContain('Waiting for one of `bob` or `heidi` to approve as well');
  expect(await approvedBy(world, pull, 'bob')).toBe('success');
  await world.alice.merge(pull, 'squash');
  await world.turn();

  expect((await world.events()).at(-1)).toMatchObject({
    approvals: [
      { by: { login: 'bob' }, for: '@acme/payments' },
      { by: { login: 'carol' }, for: '@acme/security', membership: 'acme/security' },
    ],
  });
});

test('several requests ask for the strictest number, and for everybody whom any of them asks for', async () => {
  const world = await aStage();
  const files = Object.fromEntries(['pair', 'guarded', 'quick'].map((role) => [pathOf(role), requestText()]));
  const pull = await world.alice.asks({ files });

  expect(await approvedBy(world, pull, 'bob', 'carol')).toBe('action_required');
  expect(await approvedBy(world, pull, 'heidi')).toBe('success');
});

test('where the policy is itself the approval, the check succeeds at once and the merge grants', async () => {
  const world = await aStage();
  const pull = await world.alice.asks({ path: pathOf('quick') });
  await world.review();

  expect(world.check(pull)).toMatchObject({
    conclusion: 'success',
    title: expect.stringMatching(/^Nobody has to approve: alice may /),
    summary: expect.stringContaining('the policy, reviewed by its own owners, allows this'),
  });
  await world.alice.merge(pull, 'squash');
  await world.turn();

  expect(await story(world)).toEqual(['granted']);
  expect((await world.events()).at(-1)).toMatchObject({ approvals: [], byPolicy: { by: 'operator' } });
  expect(await fileOf(world, recordOf(pathOf('quick')))).toMatch(/policy at [0-9a-f]{12}, by operator/);
});

test('the record of such a grant says who approved the policy', async () => {
  const world = await aStage();
  const longer = policyWithRoles(world.sealKey.publicKey).replace(
    'daypass-log-viewer, maxDuration: 8h',
    'daypass-log-viewer, maxDuration: 7h',
  );
  const change = await world.alice.asks({ files: { 'access-requests/policy.yaml': longer } });
  expect(await approvedBy(world, change, 'carol')).toBe('success');
  await world.alice.merge(change, 'squash');
  await world.turn();
  const pull = await world.alice.asks({ path: pathOf('quick') });
  await world.review();
  await world.alice.merge(pull, 'squash');
  await world.turn();

  const events = await world.events();
  expect(events.findLast(({ type }) => type === 'guardrails')).toMatchObject({
    pr: { number: change.number },
    approvals: [{ by: { login: 'carol' }, for: '@acme/platform' }],
  });
  const policy = `policy of #${change.number}, by carol (1004) for @acme/platform`;
  expect(await fileOf(world, recordOf(pathOf('quick')))).toContain(policy);
  expect(world.bindings()[0]?.annotations['daypass.dev/approved-by']).toBe(policy);
  expect((await world.log()).at(-1)).toBe('Grant quick in prod-eu/payments to alice');
});

test('a program is granted what its owners and those of its own namespace approved, under its own name', async () => {
  const world = await aStage();
  const files = { [pathOf('program')]: requestText({ subject: '{serviceAccount: web/deployer}' }) };
  const pull = await world.alice.asks({ files });

  expect(await approvedBy(world, pull, 'bob')).toBe('action_required');
  expect(world.check(pull).summary).toContain('Waiting for `dave` to approve');
  expect(await approvedBy(world, pull, 'dave')).toBe('success');
  await world.alice.merge(pull, 'squash');
  await world.turn();

  const username = 'system:serviceaccount:web:deployer';
  expect((await world.events()).at(-1)).toMatchObject({
    type: 'granted',
    subject: { login: 'alice', username },
    approvals: [
      { by: { login: 'bob' }, for: '@acme/payments' },
      { by: { login: 'dave' }, for: '@dave' },
    ],
  });
  expect(world.bindings().map(({ subjects }) => subjects)).toEqual([
    [{ kind: 'ServiceAccount', namespace: 'web', name: 'deployer' }],
  ]);
  const question = { verb: 'get', resource: 'pods/log', namespace: 'payments' };
  expect(world.prodEu.canI({ ...question, username })).toBe(true);
  expect(world.prodEu.canI({ ...question, username: 'alice@acme.com' })).toBe(false);
  await world.turn();
  expect(await story(world)).toEqual(['granted']);
});

test('a program in its own namespace needs the owners of that alone', async () => {
  const world = await aStage();
  const files = { [pathOf('program')]: requestText({ subject: '{serviceAccount: payments/api}' }) };
  const pull = await world.alice.asks({ files });

  expect(await approvedBy(world, pull, 'bob')).toBe('success');
});

test('the check says by name who can approve, and where there is no choice', async () => {
  const world = await aStage();
  const pull = await world.alice.asks({ path: pathOf('pair') });
  await world.review();

  const { summary } = world.check(pull);
  expect(summary).toContain('Waiting for 2 of `bob` or `carol` to approve, for `@acme/payments`');
  expect(summary).toContain('Only `bob` and `carol` can approve this.');
});

test('where too few are left to approve, the check says so before anybody waits', async () => {
  const world = await aStage();
  const pull = await world.alice.asks({ path: pathOf('pair') });
  await world.github.as('carol').pushTo(pull, { [pathOf('pair')]: requestText({ duration: '1h' }) });
  await world.review();

  expect(world.check(pull)).toMatchObject({
    conclusion: 'failure',
    title: expect.stringContaining('Nobody but bob can approve'),
  });
});

test('a team whose members could not be read is waited for, not given up', async () => {
  const world = await aStage();
  const pull = await world.alice.asks();
  world.github.faults.cut('teamMembers');
  await world.review();

  expect(world.check(pull).conclusion).toBe('action_required');
  expect(world.check(pull).summary).toContain('Waiting for one of `@acme/payments` to approve');
});

test('[48] where the policy is itself the approval, it approves more time too; and nothing beside it', async () => {
  const world = await aStage();
  const path = pathOf('quick');
  await world.alice.merge(await askedFor(world, { [path]: requestText({ duration: '30m' }) }), 'squash');
  await world.turn();

  // Alone it needs nobody, beside the end of what somebody else asked for it does.
  const pull = await askedFor(world, { [path]: requestText({ duration: '1h' }) });
  expect(world.check(pull)).toMatchObject({
    conclusion: 'success',
    title: expect.stringMatching(
      /^Nobody has to approve: alice keeps the right to .*, 30 minutes longer than now\.$/,
    ),
  });
  await world.alice.merge(pull, 'squash');
  await world.turn();
  expect(await story(world)).toEqual(['granted', 'granted', 'replaced']);

  const others = await world.erin.asks({ path: pathOf('quick', 'erin') });
  await world.review();
  await world.erin.merge(others, 'squash');
  await world.turn();
  const both = await askedFor(world, {
    [path]: requestText({ duration: '2h' }),
    [pathOf('quick', 'erin')]: null,
  });
  expect(world.check(both).conclusion).toBe('failure');
});

/** By alice, and checked. */
async function askedFor(
  world: Awaited<ReturnType<typeof aStage>>,
  files: Readonly<Record<string, string | null>>,
) {
  const pull = await world.alice.asks({ files });
  await world.review();
  return pull;
}
