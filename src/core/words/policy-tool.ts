/** What `daypass policy check` says: plain lines for a terminal, each problem where an editor can jump to it. */
import type { DecidedOtherwise } from '../guardrails/decided-otherwise.ts';
import type { Difference } from '../guardrails/difference.ts';
import type { Problem } from '../problem.ts';
import type { Guardrails } from '../request/guardrails.ts';
import { sayOtherwise, sumOf } from './guardrail-change.ts';
import { count, list } from './lists.ts';

/** `access-requests/policy.yaml:14:7: what`, then why and how to mend it. */
export function problemLines({ place, what, why, mend }: Problem): readonly string[] {
  const at = place === undefined ? '' : `${place.file}:${place.line}:${place.column}: `;
  return [`${at}${what}`, `    ${why}`, `    ${mend}`];
}

export function problemsFound(problems: readonly Problem[]): string {
  return `${count(problems.length, 'problem')}. These guardrails could never come into force.`;
}

export function guardrailsAreInOrder({ policy, people, codeowners }: Guardrails): string {
  const parts = [
    count(policy.clusters.size, 'cluster'),
    count(policy.roles.size, 'role'),
    count(policy.actions.length, 'rule') + ' for actions',
    `${people.size === 1 ? '1 person' : `${people.size} people`} by name`,
    `${count(codeowners.lines.length, 'line')} of ${codeowners.path}`,
  ];
  return `The guardrails are in order: ${list(parts)}.`;
}

const UNJUDGED = {
  shallow:
    'The clone is shallow, so what history would have been was not looked at: `git fetch --unshallow`.',
  'no ledger': 'There is no ledger on that branch, so there is no past to look at.',
} as const;

export interface ComparisonSaid {
  readonly differences: readonly Difference[];
  readonly otherwise: readonly DecidedOtherwise[];
  readonly unjudged: keyof typeof UNJUDGED | undefined;
}

export function comparisonLines(
  ref: string,
  { differences, otherwise, unjudged }: ComparisonSaid,
): readonly string[] {
  const width = 'tightens'.length;
  return [
    `Against ${ref}, this ${sumOf(differences)}.`,
    ...differences.map(({ direction, sentence }) => `  ${direction.padEnd(width)}  ${sentence}`),
    ...(differences.length > 0 ? pastLines(otherwise, unjudged) : []),
  ];
}

function pastLines(
  otherwise: readonly DecidedOtherwise[],
  unjudged: ComparisonSaid['unjudged'],
): readonly string[] {
  if (unjudged !== undefined) return [UNJUDGED[unjudged]];
  if (otherwise.length === 0) return ['Every request of the past would have been decided as it was.'];
  return [
    `It would have decided ${count(otherwise.length, 'request')} of the past otherwise:`,
    ...otherwise.map((one) => `  ${one.past.path}: ${sayOtherwise(one)}`),
  ];
}
