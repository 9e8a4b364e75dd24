/** Of what would be granted, only what nobody asked to end since it was merged: of one pull request all of it, or nothing. */
import type { GrantId } from '../ledger/event.ts';
import type { Fact } from '../problem.ts';
import type { Oid } from '../repository.ts';
import { askedToEndBefore } from '../words/commands.ts';
import type { Command } from './command.ts';
import type { MergedDecision } from './merged-decision.ts';

type Grants = Extract<MergedDecision, { readonly kind: 'grant' }>;

/** A word that counts, and which of what would be granted it ends. */
export interface AskedBefore {
  readonly command: Command;
  readonly ends: readonly GrantId[];
}

/**
 * `asked`: by the number of the pull request. `heldBlob`: what an open grant was granted for at a path; it is put back where
 * the request that would take its place is refused.
 */
export function withoutAsked(
  decisions: readonly MergedDecision[],
  asked: ReadonlyMap<number, Fact<AskedBefore | undefined>>,
  heldBlob: (path: string) => Oid | undefined,
): readonly MergedDecision[] {
  return decisions.map((decision) => {
    if (decision.kind !== 'grant') return decision;
    const number = decision.grants[0]?.event.pr.number;
    const fact = number === undefined ? undefined : asked.get(number);
    return decided(decision, fact, heldBlob);
  });
}

/** NB: what was not read is no "nobody asked"; the grant waits. */
function decided(
  decision: Grants,
  asked: Fact<AskedBefore | undefined> | undefined,
  heldBlob: (path: string) => Oid | undefined,
): MergedDecision {
  const requests = decision.grants.map(({ event: { path, grant, pr } }) => {
    return { path, grant, pullRequest: pr.number, restore: heldBlob(path) };
  });
  if (asked?.kind !== 'read') return { kind: 'wait', requests, why: asked === undefined ? [] : [asked.why] };
  if (asked.value === undefined) return decision;
  const { command, ends } = asked.value;
  const problems = [askedToEndBefore(command.by.login, command.word)];
  // NB: what is said where access was extended is said of all of it, whether or not the extension was recorded by then.
  const takes = new Map(
    decision.grants.flatMap(({ event: { grant, replaces } }) =>
      replaces !== null && ends.includes(grant) ? [[replaces, command] as const] : [],
    ),
  );
  return { kind: 'refuse', requests, problems, patient: false, isAsked: true, takes };
}

/** What is held and ends with what was refused. */
export function takenBefore(decisions: readonly MergedDecision[]): ReadonlyMap<GrantId, Command> {
  return new Map(
    decisions.flatMap((decision) => (decision.kind === 'refuse' ? [...(decision.takes ?? [])] : [])),
  );
}
