// History as it is read turn by turn: what an earlier turn saw never makes a later one see something else.
import { expect, test } from 'vitest';
import { publicKeyOf } from '../../src/core/crypto.ts';
import { headOf, type Branch } from '../../src/core/repository.ts';
import { POLICY_PATH } from '../../src/core/request/path.ts';
import { readHistory, type HistoryMemory } from '../../src/flows/read/read-history.ts';
import type { GitReader } from '../../src/ports.ts';
import { aBranch, blobOf, CODEOWNERS, key, trust, type Branch as Growing } from '../core/ledger/a-branch.ts';
import { CODEOWNERS as OWNERS, policyText } from '../sandbox/memory/company.ts';

const POLICY = policyText({ keys: { [key.id]: publicKeyOf(key.privateKey) } });

/** A mirror that holds the branch, and these texts. */
function mirrorOf(branch: Growing, texts: ReadonlySet<string>) {
  const blobs = new Map([...texts].map((text) => [blobOf(text), Buffer.from(text)]));
  const asRead = (): Branch => ({ name: 'main', commits: [...branch.commits], tree: new Map(branch.tree) });
  const git: GitReader = {
    branch: async () => asRead(),
    messages: async (commits) => commits.map((oid) => messageOf(branch, oid)),
    blob: async (oid) => {
      const bytes = blobs.get(oid);
      return bytes === undefined ? undefined : { kind: 'bytes', bytes };
    },
    tree: async () => asRead().tree,
    mergeBase: async () => undefined,
    pullRequestContent: async () => {
      throw new Error('no pull request is asked for');
    },
  };
  const github = {
    repository: async () => ({ id: 4242, owner: 'acme', name: 'access', defaultBranch: 'main' }),
  };
  return { git, github };
}

function messageOf({ commits }: Growing, oid: string): string {
  return commits.find((commit) => commit.oid === oid)!.message; // only what the branch has is asked for
}

test('a policy that was named before it was there comes into force all the same', async () => {
  // Given somebody whose commit message names the blob of a policy that is not in the repository yet.
  const branch = aBranch();
  const claim = { type: 'guardrails', files: { [POLICY_PATH]: blobOf(POLICY) } };
  branch.push(
    { 'README.md': blobOf('words') },
    `Explain\n\nAccess-Event: ${JSON.stringify(claim).replace('{"type":"guardrails",', '{').replace(/\}$/, ',"type":"guardrails"}')}\n`,
  );
  const memory: { history: HistoryMemory | undefined } = { history: undefined };
  await readHistory(mirrorOf(branch, new Set()), memory);

  // When that policy is merged, and an operator trusts it.
  branch.push({ [POLICY_PATH]: blobOf(POLICY), [CODEOWNERS]: blobOf(OWNERS) });
  const trusted = branch.record([trust(branch)]);
  const mirror = mirrorOf(branch, new Set([POLICY, OWNERS]));

  // Then a controller that read the claim says what one says that starts anew.
  const later = await readHistory(mirror, memory);
  const anew = await readHistory(mirror, { history: undefined });
  expect(anew.inForce?.version.commit).toBe(trusted);
  expect(later.inForce?.version.commit).toBe(trusted);
});

test('a history that was rewritten is read from its beginning', async () => {
  const branch = aBranch();
  branch.push({ [POLICY_PATH]: blobOf(POLICY), [CODEOWNERS]: blobOf(OWNERS) });
  branch.record([trust(branch)]);
  const memory: { history: HistoryMemory | undefined } = { history: undefined };
  await readHistory(mirrorOf(branch, new Set([POLICY, OWNERS])), memory);

  const other = aBranch();
  other.push({ 'README.md': blobOf('another beginning') });
  other.push({ [POLICY_PATH]: blobOf(POLICY) });
  other.push({ 'README.md': blobOf('and more') });

  const { ledger, inForce, head } = await readHistory(mirrorOf(other, new Set([POLICY])), memory);
  expect([ledger.length, ledger.root, inForce, head]).toEqual([3, undefined, undefined, other.head()]);
  expect(headOf({ name: 'main', commits: other.commits, tree: other.tree })).toBe(head);
});
