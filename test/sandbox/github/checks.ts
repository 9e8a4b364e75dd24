// Check runs: attached to a commit, by the app that made them; at most 50 annotations a request.
import { invalid, type Hub } from './hub.ts';
import { accountOf } from './people.ts';
import { settleQueue } from './queue.ts';
import {
  nextId,
  type Annotation,
  type App,
  type CheckRun,
  type CheckSuite,
  type Conclusion,
} from './state.ts';
import { noteCheckRun, noteCheckSuite } from './webhooks/notes.ts';

export interface CheckWish {
  readonly name?: string;
  readonly status?: 'queued' | 'in_progress' | 'completed';
  readonly conclusion?: Conclusion;
  readonly externalId?: string;
  readonly detailsUrl?: string;
  readonly startedAt?: number;
  readonly completedAt?: number;
  readonly output?: {
    readonly title: string;
    readonly summary: string;
    readonly text?: string;
    readonly annotations?: readonly Annotation[];
  };
}

const annotationsARequest = 50;
const longestText = 65_535;

export function createCheckRun(
  hub: Hub,
  app: App,
  headSha: string,
  wish: CheckWish & { readonly name: string },
): CheckRun {
  refuseUnfit(wish);
  const suite = suiteOf(hub, app, headSha);
  const run: CheckRun = {
    id: nextId(hub.state),
    suite: suite.id,
    app: app.id,
    headSha,
    name: wish.name,
    status: 'queued',
    conclusion: null,
    externalId: '',
    detailsUrl: null,
    startedAt: wish.startedAt ?? hub.now(),
    completedAt: null,
    output: { title: null, summary: null, text: null, annotations: [] },
  };
  hub.state.checkRuns.push(run);
  apply(hub, run, wish);
  noteCheckRun(hub, 'created', run, accountOf(hub.state, app.bot));
  noteCompletion(hub, run, suite, app);
  return run;
}

export function updateCheckRun(hub: Hub, app: App, run: CheckRun, wish: CheckWish): void {
  refuseUnfit(wish);
  const wasCompleted = run.status === 'completed';
  apply(hub, run, wish);
  const suite = suiteOf(hub, app, run.headSha);
  if (!wasCompleted) noteCompletion(hub, run, suite, app);
}

const noteCompletion = (hub: Hub, run: CheckRun, suite: CheckSuite, app: App): void => {
  if (run.status !== 'completed') return;
  noteCheckRun(hub, 'completed', run, accountOf(hub.state, app.bot));
  // GitHub looks at its queue by itself, when the change that completed the check is done.
  if (hub.state.queue.some(({ group }) => group?.sha === run.headSha)) {
    void hub.exclusive(async () => settleQueue(hub));
  }
  suite.updatedAt = hub.now();
  if (runsOf(hub, suite).every((one) => one.status === 'completed')) noteCheckSuite(hub, 'completed', suite);
};

/** The runs of a suite that count: of several with one name, the last. */
function runsOf(hub: Hub, suite: CheckSuite): readonly CheckRun[] {
  const latest = new Map<string, CheckRun>();
  for (const run of hub.state.checkRuns) if (run.suite === suite.id) latest.set(run.name, run);
  return [...latest.values()];
}

function suiteOf(hub: Hub, app: App, headSha: string): CheckSuite {
  const { state } = hub;
  const known = state.checkSuites.find((suite) => suite.headSha === headSha && suite.app === app.id);
  if (known) return known;
  const at = hub.now();
  const headBranch = [...state.branches].find(([, sha]) => sha === headSha)?.[0] ?? null;
  const suite = {
    id: nextId(state),
    app: app.id,
    headSha,
    headBranch,
    before: null,
    createdAt: at,
    updatedAt: at,
  };
  state.checkSuites.push(suite);
  return suite;
}

/** A conclusion completes the run by itself; annotations of several requests add up. */
function apply(hub: Hub, run: CheckRun, wish: CheckWish): void {
  run.name = wish.name ?? run.name;
  run.externalId = wish.externalId ?? run.externalId;
  run.detailsUrl = wish.detailsUrl ?? run.detailsUrl;
  run.startedAt = wish.startedAt ?? run.startedAt;
  const completed = wish.conclusion !== undefined;
  run.status = completed ? 'completed' : (wish.status ?? run.status);
  if (completed) {
    run.conclusion = wish.conclusion;
    run.completedAt = wish.completedAt ?? hub.now();
  } else if (run.status !== 'completed') {
    run.conclusion = null;
    run.completedAt = null;
  }
  if (!wish.output) return;
  const { title, summary, text = null, annotations = [] } = wish.output;
  run.output = { title, summary, text, annotations: [...run.output.annotations, ...annotations] };
}

function refuseUnfit(wish: CheckWish): void {
  if (wish.status === 'completed' && wish.conclusion === undefined) {
    throw invalid('CheckRun', 'conclusion', 'conclusion is required when status is completed');
  }
  const { output } = wish;
  if (!output) return;
  if ((output.annotations ?? []).length > annotationsARequest) {
    throw invalid(
      'CheckRun',
      'annotations',
      `Only ${annotationsARequest} annotations are allowed per request`,
    );
  }
  for (const text of [output.summary, output.text ?? '']) {
    if (text.length > longestText)
      throw invalid('CheckRun', 'output', `is too long (maximum is ${longestText} characters)`);
  }
}
