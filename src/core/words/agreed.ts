/** Who agreed to a grant, as its record and its binding say it. */
import type { ByPolicy, EventApproval, Unplaced } from '../ledger/event.ts';
import { list } from './lists.ts';

/** People, or where nobody had to approve, the policy and who approved that. */
export function approversOf({
  approvals,
  byPolicy,
  guardrails,
}: Pick<Unplaced<'granted'>, 'approvals' | 'byPolicy' | 'guardrails'>): readonly string[] {
  if (approvals.length > 0) return approvals.map(approver);
  return byPolicy === undefined ? ['the policy'] : [policy(byPolicy, guardrails)];
}

function policy(approved: ByPolicy, guardrails: string): string {
  if ('by' in approved) return `policy at ${guardrails.slice(0, 12)}, by operator`;
  const people = list(approved.approvals.map(approver));
  return `policy of #${approved.pr}${people === '' ? '' : `, by ${people}`}`;
}

function approver({ by, for: owner }: EventApproval): string {
  return `${by.login} (${by.id}) for ${owner}`;
}
