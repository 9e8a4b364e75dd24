/** The path of a request is its scope: cluster, namespace and role are said once, by the path (§2). */

export const REQUESTS = 'access-requests/';
export const GRANTS = 'access-grants/';
export const POLICY_PATH = 'access-requests/policy.yaml';
export const PEOPLE_PATH = 'access-requests/people.yaml';
export const LEDGER_PATH = 'access-grants/ledger.yaml';

/** The reserved word that stands for "the whole cluster" in place of a namespace. */
export const WHOLE_CLUSTER = '_cluster';
/** The reserved word that stands for "exactly these actions" in place of a role. */
export const ACTIONS = 'actions';

export interface RequestPath {
  readonly cluster: string;
  /** A namespace, or `_cluster`. */
  readonly namespace: string;
  /** A role of the policy, or `actions`. */
  readonly role: string;
  readonly name: string;
  /** The whole path, as it stands in the tree. */
  readonly text: string;
}
