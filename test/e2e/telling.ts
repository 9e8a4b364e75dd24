// What happens in every end-to-end story: somebody asks, owners approve, it is merged, and history tells it.
import type { AccessEvent } from '../../src/core/ledger/event.ts';
import { epochSeconds, seconds, type Duration } from '../../src/core/time.ts';
import type { MergeMethod, PullRequest } from '../sandbox/github/state.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { until, untilChecked } from '../sandbox/watching.ts';

export interface Ask {
  readonly by?: string;
  /** `access-requests/prod-eu/payments/log-viewer/alice.yaml` */
  readonly path?: string;
  readonly duration?: string;
  readonly reason?: string;
  readonly startsAt?: string;
}

export const REQUEST = 'access-requests/prod-eu/payments/log-viewer/alice.yaml';
export const RECORD = REQUEST.replace('access-requests', 'access-grants');

export function requestText({ by = 'alice', duration = '2h', reason = REASON, startsAt }: Ask = {}): string {
  return `apiVersion: daypass.dev/v1
kind: AccessRequest
spec:
  subject: ${by}
  duration: ${duration}
  reason: ${reason}
${startsAt === undefined ? '' : `  startsAt: ${startsAt}\n`}`;
}

const REASON = 'INC-4242, checkout latency, read logs of api';

export type Telling = ReturnType<typeof tellingOf>;

export function tellingOf(sandbox: Sandbox) {
  const { github, clock } = sandbox;
  let asked = 0;
  const asks = async (ask: Ask = {}): Promise<PullRequest> => {
    asked += 1;
    const { by = 'alice', path = REQUEST } = ask;
    return github.as(by).openPullRequest({
      branch: `ask-${asked}`,
      title: 'Ask for access',
      files: { [path]: requestText(ask) },
    });
  };
  /** The check asks for an approval, an owner gives it, the check passes. */
  const approved = async (pull: PullRequest, by = 'bob'): Promise<PullRequest> => {
    await untilChecked(github, pull, 'action_required');
    github.as(by).approve(pull);
    await untilChecked(github, pull, 'success');
    return pull;
  };
  const events = async (): Promise<readonly AccessEvent[]> => {
    const format = '--format=%(trailers:key=Access-Event,valueonly)';
    const lines = await github.git.run(['log', '--reverse', '--first-parent', format, 'main']);
    return lines
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as AccessEvent);
  };
  /** Waits until history tells of such an event. */
  const untilEvent = async <Type extends AccessEvent['type']>(type: Type) =>
    until(`a "${type}" event`, async () => {
      const found = (await events()).find((event) => event.type === type);
      return found as Extract<AccessEvent, { type: Type }> | undefined;
    });
  /** NB: the metric has whole seconds; the clock is put forward so that no earlier look is taken for this one. */
  const look = async (): Promise<void> => {
    clock.putForward(seconds(2));
    const began = epochSeconds(clock.now());
    sandbox.tick();
    await until('a reconcile', async () => ((await lastReconcile(sandbox)) ?? 0) >= began);
  };
  /** The controller looks at everything. Twice: the first look may have begun before. */
  const turn = async (): Promise<void> => {
    await look();
    await look();
  };
  return {
    asks,
    approved,
    /** Asks, is approved, and merges by the rules. */
    merged: async (ask: Ask = {}, method: MergeMethod = 'squash', by = 'bob'): Promise<PullRequest> => {
      const pull = await approved(await asks(ask), by);
      await github.as(ask.by ?? 'alice').merge(pull, method);
      return pull;
    },
    events,
    /** What kinds of events there are, the trusted beginning left out. */
    told: async (): Promise<readonly string[]> => (await events()).slice(1).map(({ type }) => type),
    untilEvent,
    turn,
    /** Time goes by, and the controller looks before and after. */
    pass: async (span: Duration): Promise<void> => {
      await turn();
      clock.putForward(span);
      await turn();
    },
    untilAllowed: async (login = 'alice', question = {}) =>
      until(`access of ${login}`, () => sandbox.canI(login, question)),
    untilRefused: async (login = 'alice', question = {}) =>
      until(`the end of access of ${login}`, async () => !(await sandbox.canI(login, question))),
    /** What kinds of alerts went out. */
    alerts: (): readonly unknown[] =>
      sandbox.log().flatMap((line) => (line['level'] === 'error' ? [line['alert']] : [])),
  };
}

/** In seconds of the epoch. */
async function lastReconcile(sandbox: Sandbox): Promise<number | undefined> {
  const metrics = await (await fetch(`${sandbox.url()}/metrics`)).text();
  const [, said] = /^daypass_last_reconcile_timestamp_seconds (\S+)$/m.exec(metrics) ?? [];
  return said === undefined ? undefined : Number(said);
}
