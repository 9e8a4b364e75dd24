/** A request as the rules judge it, and what they find. */
import type { Account } from '../approval/facts.ts';
import type { Fact, Place, Problem } from '../problem.ts';
import type { AccessPolicy, Allowance, ClusterPolicy, RolePolicy } from './access-policy.ts';
import type { LocatedRequest } from './access-request.ts';

/** A request, and all that it is judged by. */
export interface Case {
  readonly located: LocatedRequest;
  readonly policy: AccessPolicy;
  /** Undefined where the policy does not list it. */
  readonly cluster: ClusterPolicy | undefined;
  readonly role: RolePolicy | undefined;
  /** The role, or the kind of action, as sentences call it. */
  readonly called: string;
  /** What the policy says of the role, or of the actions; undefined where it says nothing. */
  readonly allowance: Allowance | undefined;
  readonly author: Account;
  /** The author's, by the guardrails. */
  readonly username: string | undefined;
  /** The owner of the repository. */
  readonly organisation: string;
  /** Whether the author is in a team, `org/team` in lower case. */
  readonly isMember: (team: string) => Fact<boolean>;
}

export type Finding =
  | { readonly kind: 'problem'; readonly problem: Problem }
  | { readonly kind: 'unread'; readonly why: string };

export type RequestRule = (judged: Case) => readonly Finding[];

export function refused(said: Omit<Problem, 'place'>, place: Place): readonly Finding[] {
  return [{ kind: 'problem', problem: { ...said, place } }];
}

/** Where problems of the path stand: it has no line of its own in the file. */
export function top({ path }: LocatedRequest): Place {
  return { file: path.text, line: 1, column: 1 };
}
