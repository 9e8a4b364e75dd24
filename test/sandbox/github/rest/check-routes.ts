// Routes of check runs: only apps may write them.
import { createCheckRun, updateCheckRun, type CheckWish } from '../checks.ts';
import { notFound, Refusal } from '../hub.ts';
import { created, ok, page, textOf, type Answer, type Call } from '../http/answers.ts';
import type { Route } from '../http/router.ts';
import { checkRun as renderRun } from '../render/check.ts';
import type { CheckRun, Conclusion } from '../state.ts';
import { commitIn, repositoryIn } from './found.ts';

const read = { kind: 'repository', permission: 'checks', level: 'read' } as const;
const write = { kind: 'repository', permission: 'checks', level: 'write', person: null } as const;

export const checkRoutes: readonly Route[] = [
  { method: 'GET', path: '/repos/{owner}/{repo}/commits/{ref}/check-runs', need: read, handle: listRuns },
  {
    method: 'POST',
    path: '/repos/{owner}/{repo}/check-runs',
    need: write,
    createsContent: true,
    handle: postRun,
  },
  { method: 'GET', path: '/repos/{owner}/{repo}/check-runs/{check_run_id}', need: read, handle: getRun },
  { method: 'PATCH', path: '/repos/{owner}/{repo}/check-runs/{check_run_id}', need: write, handle: patchRun },
  { method: 'POST', path: '/repos/{owner}/{repo}/check-runs/{check_run_id}', need: write, handle: patchRun },
];

/** Newest first; unless all are asked for, the last of each name and suite. */
async function listRuns(call: Call): Promise<Answer> {
  const state = repositoryIn(call);
  const sha = await commitIn(call, 'ref');
  const query = (name: string) => call.url.searchParams.get(name);
  const name = query('check_name');
  const status = query('status');
  const app = query('app_id');
  const found = state.checkRuns
    .filter((run) => run.headSha === sha)
    .filter((run) => name === null || run.name === name)
    .filter((run) => status === null || run.status === status)
    .filter((run) => app === null || run.app === Number(app));
  const shown = query('filter') === 'all' ? found : latestOf(found);
  return page(call, shown.toReversed(), (items) => ({
    total_count: shown.length,
    check_runs: items.map((run) => renderRun(state, run)),
  }));
}

const latestOf = (runs: readonly CheckRun[]): readonly CheckRun[] => [
  ...new Map(runs.map((run) => [`${run.suite} ${run.name}`, run])).values(),
];

async function postRun(call: Call): Promise<Answer> {
  const state = repositoryIn(call);
  const sha = textOf(call, 'head_sha', 'CheckRun');
  if (!/^[0-9a-f]{40}$/.test(sha) || !(await call.hub.git.has(sha))) {
    throw new Refusal(422, `No commit found for SHA: ${sha}`);
  }
  const run = createCheckRun(call.hub, state.app, sha, {
    ...wishOf(call),
    name: textOf(call, 'name', 'CheckRun'),
  });
  return created(renderRun(state, run));
}

function getRun(call: Call): Answer {
  return ok(renderRun(call.hub.state, runIn(call)));
}

function patchRun(call: Call): Answer {
  const run = runIn(call);
  const { state } = call.hub;
  if (run.app !== state.app.id) throw new Refusal(403, 'Invalid app_id for the check run.');
  updateCheckRun(call.hub, state.app, run, wishOf(call));
  return ok(renderRun(state, run));
}

const runIn = (call: Call): CheckRun => {
  const run = repositoryIn(call).checkRuns.find((one) => one.id === Number(call.params['check_run_id']));
  if (!run) throw notFound();
  return run;
};

const conclusions: readonly string[] = [
  'success', 'failure', 'neutral', 'cancelled', 'skipped', 'timed_out', 'action_required',
] satisfies readonly Conclusion[]; // prettier-ignore

function wishOf(call: Call): CheckWish {
  const { body } = call;
  const text = (field: string) => (typeof body[field] === 'string' ? body[field] : undefined);
  const moment = (field: string) => (text(field) === undefined ? undefined : Date.parse(text(field) ?? ''));
  const conclusion = text('conclusion');
  if (conclusion !== undefined && !conclusions.includes(conclusion)) {
    throw new Refusal(
      422,
      `Invalid request.\n\n${conclusion} is not a member of ${JSON.stringify(conclusions)}.`,
    );
  }
  const wish = {
    name: text('name'),
    status: text('status'),
    conclusion,
    externalId: text('external_id'),
    detailsUrl: text('details_url'),
    startedAt: moment('started_at'),
    completedAt: moment('completed_at'),
    output: body['output'],
  };
  // The App is the only caller, and the published description is checked against what we answer.
  return Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined)) as CheckWish;
}
