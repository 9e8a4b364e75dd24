// A default branch that grows commit by commit, with real seals: what a test of the ledger reads.
import { generateKeyPairSync } from 'node:crypto';
import { publicKeyOf, readPublicKey, sha256, type SealingKey } from '../../../src/core/crypto.ts';
import { composeCommit } from '../../../src/core/ledger/commit.ts';
import type { EndedEvent, UnplacedEvent } from '../../../src/core/ledger/event.ts';
import { readLedger, type LedgerContext } from '../../../src/core/ledger/fold.ts';
import { grantIdOf } from '../../../src/core/ledger/grant-id.ts';
import type { Files, Ledger } from '../../../src/core/ledger/history.ts';
import type { PublicKey, SealKeys } from '../../../src/core/ledger/seal.ts';
import type { Change, CommitWithMessage, Entry, Oid } from '../../../src/core/repository.ts';
import { POLICY_PATH } from '../../../src/core/request/path.ts';
import { instantOf } from '../../../src/core/time.ts';
import { aGrant } from '../grant/a-grant.ts';

export const repository = 4242;
export const PATH = 'access-requests/prod-eu/payments/debugger/alice-inc-4242.yaml';
export const RECORD = 'access-grants/prod-eu/payments/debugger/alice-inc-4242.yaml';
export const CODEOWNERS = '.github/CODEOWNERS';

export type Unplaced<Type extends UnplacedEvent['type']> = Extract<UnplacedEvent, { type: Type }>;

/** An object id that stands for a content. */
export function blobOf(content: string): Oid {
  return sha256(content).slice(0, 40);
}

export function aKey(id: string): SealingKey {
  return { id, privateKey: generateKeyPairSync('ed25519').privateKey };
}

export const key = aKey('2026-11');
export const otherKey = aKey('2027-01');

/** The blob of a policy that lists these keys, and nothing else of interest. */
export function policyWith(...keys: readonly SealingKey[]): Oid {
  const blob = blobOf(`policy ${keys.map(({ id }) => id).join(' ')}`);
  policies.set(blob, new Map(keys.map((one) => [one.id, publicHalf(one)])));
  return blob;
}

export function publicHalf({ privateKey }: SealingKey): PublicKey {
  const found = readPublicKey(publicKeyOf(privateKey));
  if (found === undefined) throw new Error('a key that was just made');
  return found;
}

const policies = new Map<Oid, SealKeys>();

/** Any policy that `policyWith` made parses; any other blob does not. */
export const context: LedgerContext = {
  repository,
  keysOf: (files: Files) => policies.get(files[POLICY_PATH] ?? ''),
};

type Writes = Readonly<Record<string, Oid | null>>;

export interface Branch {
  readonly commits: CommitWithMessage[];
  readonly tree: Map<string, Entry>;
  head(): Oid;
  /** A commit of people: null takes a file out. Returns its id. */
  push(writes: Writes, message?: string): Oid;
  /** A commit of ours. Returns its id. */
  record(events: readonly UnplacedEvent[], writes?: Writes, sealedWith?: SealingKey): Oid;
  ledger(): Ledger;
}

export function aBranch(): Branch {
  const commits: CommitWithMessage[] = [];
  const tree = new Map<string, Entry>();
  const head = (): Oid => commits.at(-1)?.oid ?? '0'.repeat(40);
  const push = (writes: Writes, message = 'Change files'): Oid => {
    const changes = Object.entries(writes).flatMap(([path, blob]) => changeOf(tree, path, blob));
    const parents = commits.length === 0 ? [] : [head()];
    const oid = blobOf(JSON.stringify([parents, message, changes]));
    commits.push({ oid, parents, at: instantOf(0), message, changes });
    return oid;
  };
  return {
    commits,
    tree,
    head,
    push,
    record: (events, writes = {}, sealedWith = key) =>
      push(writes, composeCommit({ repository, parent: head(), key: sealedWith, events }).message),
    ledger: () => readLedger(undefined, commits, context),
  };
}

/** The guardrails are there, and an operator has trusted them. */
export function aTrustedBranch(): Branch {
  const branch = aBranch();
  branch.push({ [POLICY_PATH]: policyWith(key), [CODEOWNERS]: blobOf('owners') });
  branch.record([trust(branch)]);
  return branch;
}

/** A guardrails event for the files that the branch holds. */
export function trust(
  branch: Branch,
  differences: Partial<Unplaced<'guardrails'>> = {},
): Unplaced<'guardrails'> {
  const paths = [POLICY_PATH, 'access-requests/people.yaml', CODEOWNERS];
  const files = Object.fromEntries(
    paths.flatMap((path) => {
      const blob = branch.tree.get(path)?.blob;
      return blob === undefined ? [] : [[path, blob]];
    }),
  );
  return {
    type: 'guardrails',
    at: '2026-11-20T15:00:00Z',
    files,
    by: 'operator',
    reason: 'The first version',
    ...differences,
  };
}

export interface Granted {
  readonly event: Unplaced<'granted'>;
  readonly merge: Oid;
  readonly commit: Oid;
}

/** A request is merged as one commit, and recorded. */
export function grantOn(branch: Branch, path = PATH): Granted {
  const base = branch.head();
  const blob = blobOf(`request ${branch.commits.length}`);
  const merge = branch.push({ [path]: blob }, 'Ask for access (#42)');
  const event = grantEvent({ base, merge, blob, path });
  const commit = branch.record([event], { [recordOf(path)]: blobOf(`record of ${event.grant}`) });
  return { event, merge, commit };
}

export function grantEvent(of: { base: Oid; merge: Oid; blob: Oid; path?: string }): Unplaced<'granted'> {
  const { base, merge, blob, path = PATH } = of;
  return aGrant({
    path,
    grant: grantIdOf(repository, path, merge),
    request: { blob, sha256: 'f'.repeat(64) },
    pr: { number: 42, head: 'a'.repeat(40), base, merge, method: 'squash' },
  });
}

function recordOf(path: string): string {
  return path.replace('access-requests/', 'access-grants/');
}

export function endOf(
  { event }: Granted,
  type: EndedEvent['type'] = 'expired',
): Unplaced<EndedEvent['type']> {
  const { grant, path } = event;
  const at = '2026-11-20T18:00:02Z';
  return { type, at, grant, path, by: { kind: 'time' }, bound: true, goneBy: at };
}

export function refusalOf(path: string, merge: Oid): Unplaced<'refused'> {
  const grant = grantIdOf(repository, path, merge);
  return { type: 'refused', at: '2026-11-20T16:30:00Z', grant, path, why: ['Nobody approved it.'] };
}

function changeOf(tree: Map<string, Entry>, path: string, blob: Oid | null): readonly Change[] {
  const before = tree.get(path);
  if (blob === null) {
    tree.delete(path);
    return before === undefined ? [] : [{ path, before }];
  }
  const after = { mode: '100644', blob };
  if (before?.blob === blob) return [];
  tree.set(path, after);
  return [before === undefined ? { path, after } : { path, before, after }];
}
