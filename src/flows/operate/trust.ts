/** `daypass trust <commit>`: an operator accepts a version of the guardrails, and with it the history that leads there (§6). */
import { sha256 } from '../../core/crypto.ts';
import { composeCommit } from '../../core/ledger/commit.ts';
import { renderLedgerSummary } from '../../core/grant/record.ts';
import { guardrailsAfter, guardrailsAt, sameFiles } from '../../core/ledger/guardrail-states.ts';
import type { UnplacedEvent } from '../../core/ledger/event.ts';
import type { Files } from '../../core/ledger/history.ts';
import { unusableVersion } from '../../core/ledger/succession.ts';
import { unread } from '../../core/problem.ts';
import type { Oid } from '../../core/repository.ts';
import type { AccessPolicy } from '../../core/request/access-policy.ts';
import type { Guardrails } from '../../core/request/guardrails.ts';
import { LEDGER_PATH } from '../../core/request/path.ts';
import { formatInstant } from '../../core/time.ts';
import * as words from '../../core/words/trust.ts';
import { Unavailable } from '../../ports.ts';
import { asFact } from '../read/gather.ts';
import { readClusters, type ClusterReadings } from '../read/read-clusters.ts';
import { historyOf, readGuardrails, readHistory, type HistorySnapshot } from '../read/read-history.ts';
import { listedKey } from '../seal-key.ts';
import type { Memory, World } from '../world.ts';

/** What the operator is shown before anything is written. */
export interface Trusting {
  readonly commit: Oid;
  readonly files: Files;
  /** SHA-256 of each listed seal key's DER form, by its id: what an auditor compares outside GitHub. */
  readonly fingerprints: ReadonlyMap<string, string>;
  /** Whether a `guardrails` event will be committed, and why; undefined where they are in force already. */
  readonly records: string | undefined;
  readonly clusters: readonly { readonly name: string; readonly reachable: boolean }[];
}

export interface TrustRequest {
  readonly commit: Oid;
  readonly reason: string;
  /** Shows it and asks; nothing is written unless it says yes. */
  readonly confirm: (trusting: Trusting) => Promise<boolean>;
}

export type Trusted =
  | { readonly kind: 'refused'; readonly why: readonly string[] }
  | { readonly kind: 'declined' }
  | {
      readonly kind: 'trusted';
      readonly root: Oid;
      readonly head: Oid;
      /** Each cluster, and what went wrong there; undefined: its checkpoint was written. */
      readonly clusters: readonly { readonly name: string; readonly failure: string | undefined }[];
    };

export async function trust(world: World, memory: Memory, request: TrustRequest): Promise<Trusted> {
  const all = await readClusters(world);
  const history = await readHistory(world, memory);
  const files = guardrailsAt(history.branch.tree);
  const version = await readGuardrails(world.git, files);
  const why = [
    ...notTrustworthy(request, history, files),
    ...unusableVersion(version, files, world.sealKey.publicKey),
  ];
  if (why.length > 0 || version.kind === 'invalid') return { kind: 'refused', why };
  const readings = listedIn(version.value.policy, all);
  const records = whyToRecord(history, readings);
  const key = listedKey(world.sealKey, (history.inForce?.guardrails ?? version.value).policy);
  if (records !== undefined && key === undefined) return { kind: 'refused', why: [words.keyIsNotInForce()] };
  if (!(await request.confirm(shown(request.commit, files, version.value, records, readings))))
    return { kind: 'declined' };
  if (records !== undefined && key !== undefined) await recordTrust(request, history, files, key, world);
  return writeCheckpoints(world, memory, readings);
}

/** NB: a checkpoint says "this history belongs here"; in a context that the policy does not name, or names as another, it does not. */
function listedIn({ clusters }: AccessPolicy, readings: ClusterReadings): ClusterReadings {
  const listed = [...readings].filter(([name]) => clusters.has(name));
  return new Map(
    listed.map(([name, reading]) => {
      const uid = clusters.get(name)?.uid;
      const isAnother = reading.kind === 'read' && uid !== undefined && reading.value.view.uid !== uid;
      return [name, isAnother ? unread(words.isAnotherCluster(name)) : reading];
    }),
  );
}

function notTrustworthy(
  { commit }: TrustRequest,
  { ledger }: HistorySnapshot,
  files: Files,
): readonly string[] {
  const index = ledger.positions.get(commit);
  if (index === undefined) return [words.isNotOnTheBranch(commit)];
  return sameFiles(guardrailsAfter(ledger, index), files) ? [] : [words.headHasOtherGuardrails(commit)];
}

function whyToRecord(history: HistorySnapshot, readings: ClusterReadings): string | undefined {
  if (history.inForce === undefined) return words.firstVersion();
  if (history.standing.kind !== 'in force') return words.notInForce();
  const { isOnChain } = historyOf(history);
  const rewritten = [...readings.values()].some((reading) => {
    const checkpoint = reading.kind === 'read' ? reading.value.checkpoint?.checkpoint : undefined;
    return checkpoint !== undefined && !isOnChain(checkpoint.head);
  });
  return rewritten ? words.historyWasRewritten() : undefined;
}

function shown(
  commit: Oid,
  files: Files,
  { policy }: Guardrails,
  records: string | undefined,
  readings: ClusterReadings,
): Trusting {
  const fingerprints = new Map(
    policy.sealKeys.map(({ id, publicKey }) => [id, sha256(Buffer.from(publicKey, 'base64'))]),
  );
  const clusters = [...readings].map(([name, { kind }]) => ({ name, reachable: kind === 'read' }));
  return { commit, files, fingerprints, records, clusters };
}

async function recordTrust(
  { reason }: TrustRequest,
  { repository, branch, head, ledger }: HistorySnapshot,
  files: Files,
  key: NonNullable<ReturnType<typeof listedKey>>,
  { github, clock }: World,
): Promise<void> {
  const event: UnplacedEvent = {
    type: 'guardrails',
    at: formatInstant(clock.now()),
    files,
    by: 'operator',
    reason,
  };
  const { message } = composeCommit({ repository: repository.id, parent: head, key, events: [event] });
  const summary = new Map([[LEDGER_PATH, renderLedgerSummary(ledger, [event])]]);
  const answer = await github.commit(branch.name, head, message, { write: summary, remove: [] });
  if (answer.kind === 'moved') throw new Unavailable(words.branchMoved());
}

async function writeCheckpoints(world: World, memory: Memory, readings: ClusterReadings): Promise<Trusted> {
  const history = await readHistory(world, memory);
  const { repository, branch, root, head } = historyOf(history);
  if (root === undefined) throw new Unavailable(words.eventIsNotThereYet());
  const at = world.clock.now();
  const clusters = await Promise.all(
    [...readings].map(async ([name, reading]) => {
      if (reading.kind === 'unread') return { name, failure: reading.why };
      const { cluster, checkpoint } = reading.value;
      const next = { repository, branch, root, head, at, waiting: [] };
      const answer = await asFact(cluster.writeCheckpoint(next, checkpoint?.resourceVersion));
      if (answer.kind === 'unread') return { name, failure: answer.why };
      return { name, failure: answer.value.kind === 'refused' ? answer.value.message : undefined };
    }),
  );
  return { kind: 'trusted', root, head, clusters };
}
