/** Guardrails of a clone against those at a commit of it: what they give away, and what history would have been. */
import { openClone, type Clone } from '../../adapters/git/clone.ts';
import { guardrailsAt } from '../../core/ledger/guardrail-states.ts';
import { repositoriesClaimed } from '../../core/ledger/claimed-repository.ts';
import type { Weighed } from '../../core/guardrails/weighed.ts';
import { headOf } from '../../core/repository.ts';
import type { Guardrails } from '../../core/request/guardrails.ts';
import { readGuardrails, readHistory, type HistorySnapshot } from '../../flows/read/read-history.ts';
import { weighGuardrails } from '../../flows/check/weigh-guardrails.ts';

export interface Against extends Weighed {
  /** Why history was not judged. */
  readonly unjudged: 'shallow' | 'no ledger' | undefined;
}

/** Throws where the commit cannot be found, or its guardrails cannot be read. */
export async function compareWith(
  { folder, ref, repository }: { folder: string; ref: string; repository: string | undefined },
  after: Guardrails,
): Promise<Against> {
  const clone = openClone(folder);
  try {
    const branch = await clone.git.branch(ref);
    const before = await readGuardrails(clone.git, guardrailsAt(await clone.git.tree(headOf(branch))));
    if (before.kind === 'invalid')
      throw new Error(`the guardrails at ${ref} are no guardrails: ${before.problems[0]?.what ?? ''}`);
    const history = await historyOf(clone, ref);
    const [organisation = ''] = (repository ?? (await clone.repository()) ?? anOrganisation(after)).split(
      '/',
    );
    const weighed = await weighGuardrails(clone.git, {
      guardrails: { before: before.value, after },
      ledger: typeof history === 'string' ? undefined : history.ledger,
      branch,
      organisation,
      most: Infinity,
    });
    return { ...weighed, unjudged: typeof history === 'string' ? history : undefined };
  } finally {
    clone.close();
  }
}

/**
 * NB: the clone is believed. Its first sealed event vouches for itself, and which root is the right one only a checkpoint
 * knows; nothing is decided by what is said here.
 */
async function historyOf(clone: Clone, ref: string): Promise<HistorySnapshot | 'shallow' | 'no ledger'> {
  if (await clone.isShallow()) return 'shallow';
  const { commits } = await clone.git.branch(ref);
  const messages = await clone.git.messages(commits.map(({ oid }) => oid));
  for (const id of repositoriesClaimed(messages)) {
    const github = { repository: () => Promise.resolve({ id, owner: '', name: '', defaultBranch: ref }) };
    const history = await readHistory({ git: clone.git, github }, { history: undefined });
    if (history.ledger.root !== undefined) return history;
  }
  return 'no ledger';
}

/** Where no remote names the owner: that of the first team that may ask for anything. */
export function anOrganisation({ policy }: Guardrails): string {
  const requesters = [...policy.roles.values(), ...policy.actions].flatMap(
    (allowance) => allowance.requesters,
  );
  return requesters.find((name) => name.includes('/'))?.slice(1) ?? '';
}
