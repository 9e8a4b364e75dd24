// The check of guardrails that a pull request would bring: what they give away, and what they would have decided otherwise.
import { expect, test } from 'vitest';
import { hours, minutes } from '../../src/core/time.ts';
import { CODEOWNERS, policyText, REQUEST } from '../sandbox/memory/company.ts';
import { memoryWorld, type MemoryWorld } from '../sandbox/memory/world.ts';

const POLICY = 'access-requests/policy.yaml';
const OWNERS = '.github/CODEOWNERS';
const policyOf = (world: MemoryWorld, wish: { debugger?: string; more?: string } = {}) =>
  policyText({ keys: { 'key-1': world.sealKey.publicKey }, ...wish });
const LIMIT = '  limits: {activePerSubject: 1}\n';

async function checked(world: MemoryWorld, files: Readonly<Record<string, string>>) {
  const pull = await world.erin.asks({ files });
  await world.review();
  return world.check(pull);
}

test('guardrails that say the same in other words change no rule', async () => {
  const world = await memoryWorld();

  const { title } = await checked(world, { [POLICY]: `# why\n${policyOf(world)}` });

  expect(title).toBe(
    'If you approve, these guardrails come into force with the merge: this changes no rule.',
  );
});

test('the check says what they loosen first, and what they would have decided otherwise', async () => {
  const world = await memoryWorld();
  await world.merged({ duration: '2h' });
  await world.turn();

  const { title, summary } = await checked(world, {
    [POLICY]: policyOf(world, { debugger: '1h', more: LIMIT }).replace('maxDuration: 8h', 'maxDuration: 9h'),
    [OWNERS]: `${CODEOWNERS}/access-requests/staging/ @acme/payments @mallory\n`,
  });

  expect(title).toBe(
    'If you approve, these guardrails come into force with the merge: this loosens 2 rules, changes 1 and tightens 2.',
  );
  expect(summary).toMatchInlineSnapshot(`
    "### What it loosens
    - The role \`log-viewer\` may be had for 9 hours instead of 8 hours.
    - \`@mallory\` may approve what \`/access-requests/staging/\` covers.

    ### What it changes
    - The lines stand in another order, from \`/access-requests/policy.yaml\` on; the last line that matches decides who owns a file.

    ### What it tightens
    - The role \`debugger\` may be had for 1 hour instead of 4 hours.
    - One subject may hold 1 grant at a time instead of any number.

    ### What it would have decided otherwise
    What was granted stays granted, and ends at its own time.

    - \`access-requests/prod-eu/payments/debugger/alice.yaml\`: held by \`alice\` until 18:00Z on 20 November 2026; it would be refused. 2h is longer than the role \`debugger\` is given for.

    ### Who approves
    - Waiting for one of \`carol\` or \`dave\` to approve \`.github/CODEOWNERS\`, for \`@acme/platform\` (line 6 of CODEOWNERS).
    - Waiting for one of \`carol\` or \`dave\` to approve \`access-requests/policy.yaml\`, for \`@acme/platform\` (line 4 of CODEOWNERS).

    ### What happens next
    A code owner approves, in GitHub’s own review; then it can be merged. A push makes a new approval necessary."
  `);
});

test('[153] hostile guardrails of a stranger are told, and act nowhere', async () => {
  const world = await memoryWorld();
  const pattern = '(a+)+$|`@acme/all`<img src=x>';

  const { summary, title } = await checked(world, {
    [POLICY]: policyOf(world, {
      more: `  ticket: {pattern: '${pattern}', url: "https://evil.example/{ticket}"}\n`,
    }),
  });

  expect(title).toContain('tightens 1 rule');
  expect(summary).toMatchInlineSnapshot(`
    "### What it tightens
    - A ticket must match \`\`(a+)+$|\`@acme/all\`<img src=x>\`\`.

    ### Who approves
    - Waiting for one of \`carol\` or \`dave\` to approve, for \`@acme/platform\` (line 4 of CODEOWNERS).

    ### What happens next
    A code owner approves, in GitHub’s own review; then it can be merged. A push makes a new approval necessary."
  `);
});

test('guardrails that do not parse are refused, and not compared', async () => {
  const world = await memoryWorld();

  const { conclusion, summary } = await checked(world, { [POLICY]: 'kind: AccessPolicy\n' });

  expect(conclusion).toBe('failure');
  expect(summary).not.toContain('What it');
});

test('[152] the last place of a subject is one grant’s, though two are merged in the same turn', async () => {
  const world = await memoryWorld();
  const pull = await world.erin.asks({ files: { [POLICY]: policyOf(world, { more: LIMIT }) } });
  await world.review();
  world.dave.approve(pull);
  await world.review();
  await world.erin.merge(pull, 'squash');
  await world.pass(minutes(2));
  const both = [REQUEST, REQUEST.replace('alice', 'alice-too')];
  const pulls = [];
  for (const path of both) {
    const asked = await world.alice.asks({ path });
    await world.review();
    world.bob.approve(asked);
    await world.review();
    pulls.push(asked);
  }
  for (const asked of pulls) await world.alice.merge(asked, 'squash');

  await world.pass(minutes(2));

  const decided = (await world.events()).filter(({ type }) => type !== 'guardrails');
  expect(new Map(decided.map((event) => ['path' in event && event.path, event.type]))).toEqual(
    new Map([
      [REQUEST, 'granted'],
      [both[1], 'refused'],
    ]),
  );
  const third = await world.alice.asks({ path: REQUEST.replace('alice', 'alice-three') });
  await world.review();
  expect(world.check(third)).toMatchObject({
    conclusion: 'failure',
    title: 'alice would hold 2 grants at a time, and the policy allows 1.',
  });
  await world.pass(hours(3));
  await world.review();
  expect(world.check(third).conclusion).toBe('action_required');
});
