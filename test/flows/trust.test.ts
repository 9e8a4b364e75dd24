// An operator's trust reaches the clusters that the policy names, and no others.
import { expect, test } from 'vitest';
import { policyText } from '../sandbox/memory/company.ts';
import { memoryWorld } from '../sandbox/memory/world.ts';

const POLICY = 'access-requests/policy.yaml';

test('every cluster that the policy lists gets its checkpoint', async () => {
  const world = await memoryWorld({ trusted: false });

  expect(await world.trusts()).toMatchObject({
    kind: 'trusted',
    clusters: [
      { name: 'prod-eu', failure: undefined },
      { name: 'staging', failure: undefined },
    ],
  });
  expect(await world.prodEu.checkpoint()).toBeDefined();
  expect(await world.staging.checkpoint()).toBeDefined();
});

test('a context that the policy does not list is left alone', async () => {
  const files = (key: string) => ({
    [POLICY]: policyText({ keys: { 'key-1': key } }).replace('    staging: {}\n', ''),
  });
  const world = await memoryWorld({ trusted: false, files });

  expect(await world.trusts()).toMatchObject({ kind: 'trusted', clusters: [{ name: 'prod-eu' }] });
  expect(await world.staging.checkpoint()).toBeUndefined();
});

test('[122] a context that leads to another cluster than the policy names gets none, and it is said', async () => {
  const files = (key: string) => ({
    [POLICY]: policyText({ keys: { 'key-1': key } }).replace('uid-of-prod-eu', 'uid-of-another'),
  });
  const world = await memoryWorld({ trusted: false, files });

  expect(await world.trusts()).toMatchObject({
    kind: 'trusted',
    clusters: [
      {
        name: 'prod-eu',
        failure:
          'the context prod-eu leads to another cluster than the policy names (another UID of kube-system)',
      },
      { name: 'staging', failure: undefined },
    ],
  });
  expect(await world.prodEu.checkpoint()).toBeUndefined();
});
