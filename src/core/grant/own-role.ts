/** The role of its own that a grant of `actions` has beside its binding: exactly the rules of the sealed event (§6). */
import type { Oid } from '../repository.ts';
import type { Unplaced } from '../ledger/event.ts';
import { rulesDigest, type Rule } from '../permissions/rules.ts';
import { keepsOurs, metadataOf, type ObjectMetadata } from './binding.ts';

/** A role of the reserved form as it should be. It allows nothing until its binding is there. */
export interface OwnRole extends ObjectMetadata {
  readonly kind: 'Role' | 'ClusterRole';
  readonly rules: readonly Rule[];
}

/** A role of the reserved form as it was read in a cluster. */
export interface HeldRole extends OwnRole {
  readonly uid: string;
  /** Whether its rules are gathered from other roles (`aggregationRule`), which writes them over whatever is applied. */
  readonly gathersRules: boolean;
}

/** Undefined where the grant is of a role of the catalogue. */
export function ownRoleOf(
  granted: Unplaced<'granted'>,
  commit: Oid,
  repository: number,
): OwnRole | undefined {
  if (granted.clusterRole !== null) return undefined;
  // NB: whoever would apply a role without knowing its rules would apply whatever is there.
  if (granted.rules === undefined) throw new Error(`grant ${granted.grant} has a role without rules`);
  return {
    kind: granted.namespace === null ? 'ClusterRole' : 'Role',
    ...metadataOf(granted, commit, repository),
    rules: granted.rules,
  };
}

export type RoleComparison =
  | 'same'
  | 'missing'
  | 'labels or annotations differ'
  | 'rules differ'
  /** Such a role would be changed again after each apply: it is deleted, and made anew. */
  | 'gathers rules';

/** What `held` differs in, the gravest first. Labels and annotations that others added to it are theirs, and no difference. */
export function compareRole(desired: OwnRole, held: HeldRole | undefined): RoleComparison {
  if (held === undefined) return 'missing';
  if (held.gathersRules) return 'gathers rules';
  // NB: by what they allow, for the API server gives back what was written, in whatever order or split.
  if (rulesDigest(desired.rules) !== rulesDigest(held.rules)) return 'rules differ';
  return keepsOurs(desired, held) ? 'same' : 'labels or annotations differ';
}
