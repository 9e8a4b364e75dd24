// Check runs and suites, in the JSON of GitHub's REST API.
import { timestamp } from '../hub.ts';
import type { CheckRun, CheckSuite, PullRequest, State } from '../state.ts';
import { nodeId } from './account.ts';
import { app } from './app.ts';
import { minimalPull } from './pull.ts';
import { apiOf, htmlOf } from './repository.ts';

/** `check-run`. */
export function checkRun(state: State, run: CheckRun) {
  const url = `${apiOf(state)}/check-runs/${run.id}`;
  return {
    id: run.id,
    name: run.name,
    node_id: nodeId('CR', run.id),
    head_sha: run.headSha,
    external_id: run.externalId,
    url,
    html_url: `${htmlOf(state)}/runs/${run.id}`,
    details_url: run.detailsUrl ?? `${htmlOf(state)}/runs/${run.id}`,
    status: run.status,
    conclusion: run.conclusion,
    started_at: timestamp(run.startedAt),
    completed_at: timestamp(run.completedAt),
    output: {
      title: run.output.title,
      summary: run.output.summary,
      text: run.output.text,
      annotations_count: run.output.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: run.suite },
    app: appOf(state, run.app),
    pull_requests: pullsOn(state, run.headSha).map((pull) => minimalPull(state, pull)),
  };
}

/** What a suite says as a whole: of its runs the worst counts. */
function suiteVerdict(runs: readonly CheckRun[]): {
  readonly status: 'queued' | 'in_progress' | 'completed';
  readonly conclusion: string | null;
} {
  if (runs.length === 0) return { status: 'queued', conclusion: null };
  if (runs.some((run) => run.status !== 'completed')) return { status: 'in_progress', conclusion: null };
  const order = ['failure', 'timed_out', 'cancelled', 'action_required', 'success', 'neutral', 'skipped'];
  const worst = order.find((one) => runs.some((run) => run.conclusion === one));
  return { status: 'completed', conclusion: worst ?? null };
}

/** `simple-check-suite`: how a webhook about a run names its suite. */
export function simpleSuite(state: State, suite: CheckSuite, runs: readonly CheckRun[]) {
  return {
    id: suite.id,
    node_id: nodeId('CS', suite.id),
    head_branch: suite.headBranch,
    head_sha: suite.headSha,
    ...suiteVerdict(runs),
    url: suiteUrl(state, suite),
    before: suite.before,
    after: suite.headSha,
    pull_requests: pullsOn(state, suite.headSha).map((pull) => minimalPull(state, pull)),
    app: appOf(state, suite.app),
    created_at: timestamp(suite.createdAt),
    updated_at: timestamp(suite.updatedAt),
  };
}

/** The suite of a webhook about itself. */
export function checkSuite(state: State, suite: CheckSuite, runs: readonly CheckRun[]) {
  return {
    ...simpleSuite(state, suite, runs),
    rerequestable: true,
    runs_rerequestable: true,
    latest_check_runs_count: runs.length,
    check_runs_url: `${suiteUrl(state, suite)}/check-runs`,
  };
}

const suiteUrl = (state: State, suite: CheckSuite): string => `${apiOf(state)}/check-suites/${suite.id}`;

const appOf = (state: State, id: number) =>
  app(state, state.otherApps.find((other) => other.id === id) ?? state.app);

/** Checks attach to commits: these are the open pull requests whose head the commit is, forks left out. */
const pullsOn = (state: State, sha: string): readonly PullRequest[] =>
  [...state.pulls.values()].filter(
    (pull) => pull.state === 'open' && pull.head.sha === sha && pull.head.fork === null,
  );
