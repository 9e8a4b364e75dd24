/** The check's section on a role that changed since the check before: rule by rule. */
import type { Rule } from '../permissions/rules.ts';
import type { Offer } from '../review/verdict.ts';
import { code } from './inert.ts';
import { sayRule } from './rules.ts';

export function changedSection(offers: readonly Offer[]): readonly string[] {
  const lines = offers.flatMap(linesFor);
  if (lines.length === 0) return [];
  const mind = 'What was approved before this was something else, and does not count.';
  return [['### What changed in the role since the last check', ...lines, mind].join('\n')];
}

function linesFor({ changed, clusterRole }: Offer): readonly string[] {
  if (changed === undefined || changed.kind === 'same') return [];
  if (changed.kind === 'unknown')
    return [`- ${code(clusterRole ?? '')} changed; which of its rules did cannot be told.`];
  return [
    ...(changed.kind === 'gained' ? changed.gained.map((rule) => line('Now also', rule)) : []),
    ...changed.lost.map((rule) => line('No longer', rule)),
  ];
}

function line(said: string, rule: Rule): string {
  return `- ${said}: ${code(sayRule(rule))}`;
}
