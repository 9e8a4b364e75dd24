/** Fetches the repository and reads what its history says; what an earlier turn read is not read again. */
import type { KeyObject } from 'node:crypto';
import { readPublicKey } from '../../core/crypto.ts';
import type { RepositoryFacts } from '../../core/approval/facts.ts';
import type { History } from '../../core/grant/cluster-standing.ts';
import { policiesNamed } from '../../core/ledger/events-of.ts';
import { readLedger, type LedgerContext } from '../../core/ledger/fold.ts';
import { guardrailStanding, type GuardrailStanding } from '../../core/ledger/guardrail-states.ts';
import {
  emptyLedger,
  versionInForce,
  type Files,
  type Ledger,
  type Version,
} from '../../core/ledger/history.ts';
import type { Parsed } from '../../core/problem.ts';
import { headOf, type Branch, type Commit, type CommitWithMessage, type Oid } from '../../core/repository.ts';
import { parseGuardrails, type Guardrails } from '../../core/request/guardrails.ts';
import { parseAccessPolicy } from '../../core/request/access-policy.ts';
import { CODEOWNERS_PATHS } from '../../core/approval/codeowners.ts';
import { PEOPLE_PATH, POLICY_PATH } from '../../core/request/path.ts';
import { Unavailable, type GitHubReader, type GitReader } from '../../ports.ts';
import { withMessages } from './with-messages.ts';

/** More is no guardrail file: GitHub itself reads no CODEOWNERS above 3 MB. */
const MOST_BYTES = 3 * 1024 * 1024 + 1;

export interface InForce {
  readonly version: Version;
  readonly guardrails: Guardrails;
}

export interface HistorySnapshot {
  readonly repository: RepositoryFacts;
  readonly branch: Branch;
  readonly head: Oid;
  readonly ledger: Ledger;
  readonly standing: GuardrailStanding;
  /** Undefined before the first guardrails were trusted. */
  readonly inForce: InForce | undefined;
}

export interface HistoryMemory {
  readonly ledger: Ledger;
  /** Seal keys by policy blob. */
  readonly keys: Map<Oid, ReadonlyMap<string, KeyObject>>;
  readonly inForce: InForce | undefined;
}

export async function readHistory(
  { git, github }: { readonly git: GitReader; readonly github: Pick<GitHubReader, 'repository'> },
  memory: { history: HistoryMemory | undefined },
): Promise<HistorySnapshot> {
  const repository = await github.repository();
  const branch = await git.branch(repository.defaultBranch);
  const keys = memory.history?.keys ?? new Map();
  const { earlier, fresh } = continuation(memory.history?.ledger, repository.id, branch);
  const context = { repository: repository.id, keysOf: (files: Files) => keys.get(files[POLICY_PATH] ?? '') };
  let ledger = earlier ?? emptyLedger(repository.id);
  for (let start = 0; start < fresh.length; start += READ_AT_ONCE) {
    const some = await withMessages(git, fresh.slice(start, start + READ_AT_ONCE));
    await readKeys(git, policiesNamed(some, branch.commits), keys);
    ledger = await fold(ledger, some, context);
  }
  const inForce = await readInForce(git, ledger, memory.history?.inForce);
  memory.history = { ledger, keys, inForce };
  return { repository, branch, head: headOf(branch), ledger, standing: guardrailStanding(ledger), inForce };
}

/** Commits whose messages are in memory at once: of a long history all of them would weigh far more than what they say. */
const READ_AT_ONCE = 40;

/** Commits that are folded in one go: each may cost fifty signature checks. */
const AT_ONCE = 10;

/** NB: a long history takes seconds to read. The end lanes turn in between; they wait for nobody's arithmetic. */
async function fold(
  earlier: Ledger,
  fresh: readonly CommitWithMessage[],
  context: LedgerContext,
): Promise<Ledger> {
  let ledger = earlier;
  for (let start = 0; start < fresh.length; start += AT_ONCE) {
    ledger = readLedger(ledger, fresh.slice(start, start + AT_ONCE), context);
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
  return ledger;
}

/** What of the chain is new to an earlier ledger; all of it, where the chain is not that ledger's own. */
function continuation(
  earlier: Ledger | undefined,
  repository: number,
  { commits }: Branch,
): { readonly earlier: Ledger | undefined; readonly fresh: readonly Commit[] } {
  const continues =
    earlier?.repository === repository &&
    earlier.length > 0 &&
    commits[earlier.length - 1]?.oid === earlier.head;
  return continues
    ? { earlier, fresh: commits.slice(earlier.length) }
    : { earlier: undefined, fresh: commits };
}

async function readKeys(
  git: GitReader,
  policies: ReadonlySet<Oid>,
  keys: HistoryMemory['keys'],
): Promise<void> {
  for (const blob of policies) {
    if (keys.has(blob)) continue;
    const found = await keysIn(git, blob);
    // NB: anybody can name any blob in a message, also one that is not there yet. That it was absent is not remembered.
    if (found !== undefined) keys.set(blob, found);
  }
}

async function keysIn(git: GitReader, blob: Oid): Promise<ReadonlyMap<string, KeyObject> | undefined> {
  const found = await git.blob(blob, MOST_BYTES);
  if (found?.kind !== 'bytes') return undefined;
  const policy = parseAccessPolicy(POLICY_PATH, found.bytes);
  if (policy.kind === 'invalid') return undefined;
  const keys = policy.value.sealKeys.map(({ id, publicKey }) => [id, readPublicKey(publicKey)] as const);
  return new Map(keys.filter((pair): pair is readonly [string, KeyObject] => pair[1] !== undefined));
}

async function readInForce(
  git: GitReader,
  ledger: Ledger,
  earlier: InForce | undefined,
): Promise<InForce | undefined> {
  const version = versionInForce(ledger);
  if (version === undefined) return undefined;
  if (earlier?.version.commit === version.commit) return { version, guardrails: earlier.guardrails };
  const parsed = await readGuardrails(git, version.files);
  if (parsed.kind === 'invalid') {
    // It was valid when it came into force; that it cannot be read now is a fault of the mirror or of this version.
    throw new Unavailable(
      `the guardrails in force do not parse: ${parsed.problems.map(({ what }) => what).join(' ')}`,
    );
  }
  return { version, guardrails: parsed.value };
}

/** Reads and parses one version of the guardrails, by the blobs of its files. */
export async function readGuardrails(git: GitReader, files: Files): Promise<Parsed<Guardrails>> {
  const codeowners = CODEOWNERS_PATHS.find((path) => files[path] !== undefined);
  const [policy, people, owners] = await Promise.all(
    [POLICY_PATH, PEOPLE_PATH, codeowners].map((path) =>
      bytesOf(git, path === undefined ? undefined : files[path]),
    ),
  );
  return parseGuardrails({
    ...(policy === undefined ? {} : { policy: { bytes: policy } }),
    ...(people === undefined ? {} : { people: { bytes: people } }),
    ...(owners === undefined || codeowners === undefined
      ? {}
      : { codeowners: { path: codeowners, bytes: owners } }),
  });
}

async function bytesOf(git: GitReader, blob: Oid | undefined): Promise<Uint8Array | undefined> {
  if (blob === undefined) return undefined;
  const found = await git.blob(blob, MOST_BYTES);
  if (found === undefined) throw new Unavailable(`the mirror does not hold the object ${blob}`);
  // NB: too large is not "absent": a byte more than GitHub reads stands for it, and is refused where it is parsed.
  return found.kind === 'bytes' ? found.bytes : new Uint8Array(MOST_BYTES);
}

/** The history as a checkpoint tells it from another. */
export function historyOf({ repository, branch, ledger, head }: HistorySnapshot): History {
  return {
    repository: repository.id,
    branch: branch.name,
    root: ledger.root,
    head,
    isOnChain: (commit) => ledger.positions.has(commit),
  };
}
