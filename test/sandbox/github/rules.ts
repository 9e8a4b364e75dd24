// Branch rules: which changes of a branch a ruleset forbids, to whom, and in GitHub's words.
import type { Hub } from './hub.ts';
import { permissionOf, membershipIn } from './people.ts';
import type { Account, CheckRun, PullRequest, State } from './state.ts';
import type { BypassActor, Rule, Ruleset } from './ruleset.ts';

export type BranchChange = 'deletion' | 'rewrite' | 'advance';

const repositoryRoles: Readonly<Record<number, string>> = { 2: 'maintain', 4: 'write', 5: 'admin' };

/** The rules that hold for this account on this branch. */
export function rulesFor(
  state: State,
  branch: string,
  account: Account,
  occasion: 'push' | 'pull_request' = 'push',
): readonly Rule[] {
  return state.rulesets
    .filter((ruleset) => ruleset.enforcement === 'active' && covers(state, ruleset, branch))
    .filter((ruleset) => !ruleset.bypass_actors.some((actor) => isActor(state, actor, account, occasion)))
    .flatMap((ruleset) => ruleset.rules);
}

/** Why this account may not change the branch so; empty if it may. */
export function violations(
  state: State,
  branch: string,
  account: Account,
  change: BranchChange,
): readonly string[] {
  if (change === 'deletion' && branch === state.repository.defaultBranch)
    return ['Cannot delete this branch'];
  return rulesFor(state, branch, account).flatMap((rule) => {
    switch (rule.type) {
      case 'deletion':
        return change === 'deletion' ? ['Cannot delete this branch'] : [];
      case 'non_fast_forward':
        return change === 'rewrite' ? ['Cannot force-push to this branch'] : [];
      case 'pull_request':
        return change === 'deletion' ? [] : ['Changes must be made through a pull request.'];
      case 'required_status_checks':
        return change === 'deletion'
          ? []
          : rule.parameters.required_status_checks.map(
              ({ context }) => `Required status check "${context}" is expected.`,
            );
      case 'update':
        return ['Cannot update this protected ref.'];
      case 'creation':
      case 'required_linear_history':
        return [];
    }
  });
}

/** Why this pull request may not be merged by this account; empty if it may. */
export function mergeViolations(
  hub: Hub,
  pull: PullRequest,
  account: Account,
  method: 'merge' | 'squash' | 'rebase',
): readonly string[] {
  const { state } = hub;
  return rulesFor(state, pull.base.ref, account, 'pull_request').flatMap((rule) => {
    switch (rule.type) {
      case 'required_status_checks':
        return rule.parameters.required_status_checks
          .filter((check) => !hasPassed(state, pull.head.sha, check.context, check.integration_id ?? null))
          .map(({ context }) => `Required status check "${context}" is expected.`);
      case 'pull_request': {
        const wanted = rule.parameters.required_approving_review_count;
        return approvals(state, pull) >= wanted
          ? []
          : [
              `At least ${wanted} approving review${wanted === 1 ? ' is' : 's are'} required by reviewers with write access.`,
            ];
      }
      case 'required_linear_history':
        return method === 'merge' ? ['This branch must not contain merge commits.'] : [];
      case 'update':
        return ['Cannot update this protected ref.'];
      case 'deletion':
      case 'non_fast_forward':
      case 'creation':
        return [];
    }
  });
}

/** What the checks that the rules require say of a commit of the merge queue. */
export function queueStanding(state: State, pull: PullRequest, sha: string): 'passed' | 'failed' | 'pending' {
  const required = state.rulesets
    .filter((ruleset) => ruleset.enforcement === 'active' && covers(state, ruleset, pull.base.ref))
    .flatMap((ruleset) => ruleset.rules)
    .flatMap((rule) =>
      rule.type === 'required_status_checks' ? rule.parameters.required_status_checks : [],
    );
  const runs = required.map(({ context, integration_id }) =>
    latestRun(state, sha, context, integration_id ?? null),
  );
  if (runs.some((run) => run?.status === 'completed' && !isGood(run))) return 'failed';
  return runs.every((run) => run !== undefined && isGood(run)) ? 'passed' : 'pending';
}

/** Whether a push that changes the pull request takes its approvals away. */
export function dismissesStaleReviews(state: State, branch: string): boolean {
  return state.rulesets
    .filter((ruleset) => ruleset.enforcement === 'active' && covers(state, ruleset, branch))
    .flatMap((ruleset) => ruleset.rules)
    .some((rule) => rule.type === 'pull_request' && rule.parameters.dismiss_stale_reviews_on_push);
}

const covers = (state: State, ruleset: Ruleset, branch: string): boolean => {
  const named = (pattern: string) =>
    pattern === '~ALL' ||
    (pattern === '~DEFAULT_BRANCH' && branch === state.repository.defaultBranch) ||
    pattern === `refs/heads/${branch}`;
  const { include, exclude } = ruleset.conditions.ref_name;
  return include.some(named) && !exclude.some(named);
};

const isActor = (
  state: State,
  actor: BypassActor,
  account: Account,
  occasion: 'push' | 'pull_request',
): boolean => {
  if (actor.bypass_mode === 'pull_request' && occasion === 'push') return false;
  switch (actor.actor_type) {
    case 'Integration':
      return [state.app, ...state.otherApps].some(
        (app) => app.id === actor.actor_id && app.bot === account.id,
      );
    case 'OrganizationAdmin':
      return account.orgRole === 'admin';
    case 'RepositoryRole':
      return permissionOf(state, account) === repositoryRoles[actor.actor_id ?? 0];
    case 'Team': {
      const team = [...state.teams.values()].find((one) => one.id === actor.actor_id);
      return team !== undefined && membershipIn(state, team, account)?.state === 'active';
    }
    case 'User':
      return account.id === actor.actor_id;
    case 'DeployKey':
      return false;
  }
};

const hasPassed = (state: State, sha: string, name: string, app: number | null): boolean => {
  const latest = latestRun(state, sha, name, app);
  return latest !== undefined && isGood(latest);
};

const latestRun = (state: State, sha: string, name: string, app: number | null): CheckRun | undefined =>
  state.checkRuns.findLast(
    (run) => run.headSha === sha && run.name === name && (app === null || run.app === app),
  );

const isGood = ({ status, conclusion }: CheckRun): boolean =>
  status === 'completed' && ['success', 'neutral', 'skipped'].includes(conclusion ?? '');

/** People with write permission whose latest decisive review approves. */
const approvals = (state: State, pull: PullRequest): number => {
  const latest = new Map<number, string>();
  for (const review of state.reviews) {
    if (review.pull !== pull.number || review.state === 'COMMENTED' || review.state === 'PENDING') continue;
    latest.set(review.author, review.state);
  }
  return [...latest].filter(([author, verdict]) => {
    const account = state.accounts.get(author);
    return (
      verdict === 'APPROVED' &&
      account &&
      ['write', 'maintain', 'admin'].includes(permissionOf(state, account))
    );
  }).length;
};
