/** What the guardrails mean for one person in one place: one role, or one rule for actions. */
import type { Owner } from '../approval/ownership.ts';
import type { Problem } from '../problem.ts';
import type { Allowance, RolePolicy } from '../request/access-policy.ts';

export interface Explained {
  readonly kind: 'role' | 'actions';
  /** The role's name, or the actions that the rule allows. */
  readonly name: string;
  readonly outcome: 'may ask' | 'depends' | 'may not';
  /** Where it depends: the teams that may ask, one of which the person must be in. */
  readonly teams: readonly string[];
  readonly problems: readonly Problem[];
  readonly allowance: Allowance;
  /** Undefined for actions, which have a role of their own. */
  readonly role: RolePolicy | undefined;
  /** Whose line of CODEOWNERS it is; none where nobody could approve. */
  readonly owners: readonly Owner[];
}
