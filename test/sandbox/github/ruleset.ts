// A ruleset as GitHub publishes and imports it: the JSON of `deploy/github` is of this form.

/** With only the rules that the sandbox obeys. */
export interface Ruleset {
  readonly name: string;
  readonly target?: 'branch';
  readonly enforcement: 'active' | 'evaluate' | 'disabled';
  readonly conditions: {
    readonly ref_name: { readonly include: readonly string[]; readonly exclude: readonly string[] };
  };
  readonly rules: readonly Rule[];
  readonly bypass_actors: readonly BypassActor[];
}

export type Rule =
  | { readonly type: 'deletion' | 'non_fast_forward' | 'creation' | 'update' | 'required_linear_history' }
  | {
      readonly type: 'pull_request';
      readonly parameters: {
        readonly required_approving_review_count: number;
        readonly dismiss_stale_reviews_on_push: boolean;
        readonly [name: string]: unknown;
      };
    }
  | {
      readonly type: 'required_status_checks';
      readonly parameters: {
        readonly required_status_checks: readonly {
          readonly context: string;
          readonly integration_id?: number | null;
        }[];
        readonly strict_required_status_checks_policy: boolean;
        readonly [name: string]: unknown;
      };
    };

export interface BypassActor {
  readonly actor_id: number | null;
  readonly actor_type: 'Integration' | 'OrganizationAdmin' | 'RepositoryRole' | 'Team' | 'User' | 'DeployKey';
  readonly bypass_mode: 'always' | 'pull_request';
}
