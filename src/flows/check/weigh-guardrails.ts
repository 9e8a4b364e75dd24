/** Compares guardrails with those in force, and judges by both what history decided: from Git alone. */
import { compareGuardrails } from '../../core/guardrails/compare-guardrails.ts';
import { decidedOtherwise, type DecidedOtherwise } from '../../core/guardrails/decided-otherwise.ts';
import type { Versions } from '../../core/guardrails/difference.ts';
import { pastRequests, type PastRequest } from '../../core/guardrails/past.ts';
import type { Weighed } from '../../core/guardrails/weighed.ts';
import type { Ledger } from '../../core/ledger/history.ts';
import type { Branch } from '../../core/repository.ts';
import { MAX_REQUEST_BYTES } from '../../core/request/access-request.ts';
import type { Guardrails } from '../../core/request/guardrails.ts';
import type { GitReader } from '../../ports.ts';

export interface Weighing {
  readonly guardrails: Versions<Guardrails>;
  /** Undefined where there is no history to judge. */
  readonly ledger: Ledger | undefined;
  readonly branch: Pick<Branch, 'commits'>;
  /** The owner of the repository. */
  readonly organisation: string;
  /** How many of what is held, and of what is past, are judged. */
  readonly most: number;
}

export async function weighGuardrails(
  git: Pick<GitReader, 'blob'>,
  { guardrails, ledger, branch, organisation, most }: Weighing,
): Promise<Weighed> {
  const differences = compareGuardrails(guardrails.before, guardrails.after);
  const past =
    ledger === undefined || differences.length === 0 ? [] : pastRequests(ledger, branch.commits, most);
  const otherwise: DecidedOtherwise[] = [];
  for (const one of past) {
    const bytes = await bytesOf(git, one);
    const found = bytes && decidedOtherwise(one, bytes, guardrails, organisation);
    if (found !== undefined) otherwise.push(found);
    // NB: the guardrails may be a stranger's, and large. The end lanes turn in between.
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
  return { differences, otherwise, isPart: ledger !== undefined && holdsMore(ledger, most) };
}

function holdsMore({ open, grants }: Ledger, most: number): boolean {
  return open.size > most || grants.size - open.size > most;
}

async function bytesOf(git: Pick<GitReader, 'blob'>, { blob }: PastRequest): Promise<Uint8Array | undefined> {
  const found = blob === undefined ? undefined : await git.blob(blob, MAX_REQUEST_BYTES);
  return found?.kind === 'bytes' ? found.bytes : undefined;
}
