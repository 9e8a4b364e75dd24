/** Check runs named `daypass`: ours are read, and a new one is written for each result. */
import type { CheckRun } from '../../core/approval/facts.ts';
import type { Oid } from '../../core/repository.ts';
import type { Annotation, CheckResult } from '../../ports.ts';
import { instantFrom } from './answered.ts';
import { cut } from './cut.ts';
import type { Desk } from './desk.ts';
import { allPages, PER_PAGE } from './pages.ts';

const NAME = 'daypass';
const ANNOTATIONS_A_REQUEST = 50;

/** Completed runs of our own App on a commit, oldest first. */
export async function readCheckRuns(desk: Desk, commit: Oid): Promise<readonly CheckRun[]> {
  const appId = await desk.appId();
  return desk.ask(`the check runs on ${commit}`, async (here) => {
    let announced = 0;
    const all = await allPages('check runs', async (page) => {
      const query = { ...here, ref: commit, check_name: NAME, app_id: appId, filter: 'all' as const };
      const { data, headers } = await desk.octokit.rest.checks.listForRef({
        ...query,
        per_page: PER_PAGE,
        page,
      });
      announced = data.total_count;
      return { items: data.check_runs, link: headers.link };
    });
    if (all.length < announced) throw new Error(`${all.length} of ${announced} are named`);
    return all
      .filter((run) => run.status === 'completed' && run.name === NAME && run.app?.id === appId)
      .map((run) => ({
        id: run.id,
        head: run.head_sha,
        externalId: run.external_id ?? '',
        conclusion: run.conclusion ?? '',
        completedAt: instantFrom(run.completed_at),
      }))
      .toSorted((one, other) => one.completedAt - other.completedAt || one.id - other.id);
  });
}

/**
 * GitHub's own clock says when it was completed: reviews are dated by the same clock. Annotations beyond the first
 * fifty follow in further requests.
 */
export async function publishCheck(desk: Desk, result: CheckResult): Promise<void> {
  const [first = [], ...rest] = batches(result.annotations.map(annotationOf));
  const output = { title: cut(result.title, LONGEST_TITLE), summary: cut(result.summary, LONGEST_SUMMARY) };
  const what = `a check run on ${result.head}`;
  const { data } = await desk.ask(what, (here) =>
    desk.octokit.rest.checks.create({
      ...here,
      name: NAME,
      head_sha: result.head,
      external_id: result.externalId,
      ...stateOf(result.outcome),
      output: { ...output, annotations: first },
    }),
  );
  for (const annotations of rest) {
    await desk.ask(what, (here) =>
      desk.octokit.rest.checks.update({ ...here, check_run_id: data.id, output: { ...output, annotations } }),
    );
  }
}

const LONGEST_TITLE = 255;
const LONGEST_SUMMARY = 65_535;
const LONGEST_MESSAGE = 16_000;

function stateOf(outcome: CheckResult['outcome']) {
  return outcome === 'in progress'
    ? ({ status: 'in_progress' } as const)
    : ({ status: 'completed', conclusion: outcome } as const);
}

function annotationOf({ place, title, message }: Annotation) {
  return {
    path: place.file,
    start_line: place.line,
    end_line: place.line,
    start_column: place.column,
    end_column: place.column,
    annotation_level: 'failure' as const,
    title: cut(title, LONGEST_TITLE),
    message: cut(message, LONGEST_MESSAGE),
  };
}

function batches<T>(all: readonly T[]): T[][] {
  const count = Math.ceil(all.length / ANNOTATIONS_A_REQUEST);
  return Array.from({ length: count }, (_, index) =>
    all.slice(index * ANNOTATIONS_A_REQUEST, (index + 1) * ANNOTATIONS_A_REQUEST),
  );
}
