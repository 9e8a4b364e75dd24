/** What a cluster remembers of the history that was carried out in it (§6): the ConfigMap `daypass-checkpoint`. */
import type { Oid } from '../repository.ts';
import { formatInstant, parseInstant, type Instant } from '../time.ts';
import type { GrantId } from '../ledger/event.ts';

export interface Checkpoint {
  readonly repository: number;
  readonly branch: string;
  /** The commit of the first `guardrails` event. */
  readonly root: Oid;
  readonly head: Oid;
  readonly at: Instant;
  /** Grants recorded by that head, open by that time, and not applied. */
  readonly waiting: readonly GrantId[];
}

/** The data of the ConfigMap. NB: parts of a second of `at` are dropped, so that it never covers what opened after it. */
export function checkpointData(checkpoint: Checkpoint): Readonly<Record<string, string>> {
  const { repository, branch, root, head, at, waiting } = checkpoint;
  return {
    repository: String(repository),
    branch,
    root,
    head,
    at: formatInstant(at),
    waiting: waiting.join(' '),
  };
}

const REPOSITORY = /^[1-9]\d{0,15}$/;
const OID = /^[0-9a-f]{40}$/;
const GRANT = /^[0-9a-f]{20}$/;

/**
 * Undefined where the data is no checkpoint, in whole or in part: one that was tampered with counts as none, and then
 * nothing is granted in that cluster.
 */
export function parseCheckpoint(data: Readonly<Record<string, string>>): Checkpoint | undefined {
  const { repository = '', branch = '', root = '', head = '', at: time = '', waiting } = data;
  const at = parseInstant(time);
  if (at === undefined || waiting === undefined || branch === '') return undefined;
  const grants = waiting === '' ? [] : waiting.split(' ');
  if (![root, head].every((oid) => OID.test(oid)) || !grants.every((grant) => GRANT.test(grant)))
    return undefined;
  if (!REPOSITORY.test(repository)) return undefined;
  return { repository: Number(repository), branch, root, head, at, waiting: grants };
}
