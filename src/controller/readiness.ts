/** What `/healthz` and `/readyz` answer: whether the lanes turn, and every reason why this controller cannot do all its work. */
import * as words from '../core/words/readiness.ts';
import { minutes, type Instant } from '../core/time.ts';
import type { ControllerState } from './controller.ts';
import { standsStill } from './health.ts';
import type { AlertJournal } from './journal.ts';
import type { Lane } from './lane.ts';

/** Lanes that no longer turn: a restart can mend that, and nothing else can. */
export function stuck(
  { record, checks, conversation, endLanes, started }: ControllerState,
  now: Instant,
): readonly string[] {
  return [
    standsStill('the record lane', record.standing(), started, now),
    standsStill('the checks', checks.standing(), started, now),
    standsStill('the reading of comments', conversation.hearing.standing(), started, now),
    ...endLanes.map((lane) => {
      const { cluster, lastTurn } = lane.state();
      const standing = { runningSince: undefined, lastEnd: lastTurn };
      return standsStill(`the end lane of ${cluster}`, standing, started, now, minutes(1));
    }),
  ].filter((reason) => reason !== undefined);
}

export function unready(
  state: ControllerState,
  journal: Pick<AlertJournal, 'standing'>,
  standstill: string | undefined,
): readonly string[] {
  const { lastReport } = state;
  const alerts = journal.standing();
  /** An alert says the same, and what to do about it. */
  const isTold = (cluster: string) =>
    alerts.some(({ key }) =>
      ['frozen', 'another cluster', 'freeze unread'].some((about) => key === `${about} ${cluster}`),
    );
  return [
    ...(lastReport === undefined ? [words.nothingReconciledYet()] : []),
    ...failing('the record lane', state.record),
    ...failing('the checks', state.checks),
    ...failing('the reading of comments', state.conversation.hearing),
    ...state.endLanes.flatMap((lane) => {
      const { cluster, failing: failed } = lane.state();
      return failed === undefined ? [] : [words.endLaneFails(cluster, failed.why)];
    }),
    ...(lastReport?.clusters ?? []).flatMap(({ name, held }) =>
      held === undefined || isTold(name) ? [] : [words.clusterIsHeld(name, held)],
    ),
    ...(lastReport?.failures ?? []).map((why) => words.wasNotDone(why)),
    ...(lastReport !== undefined && lastReport.owed > 0 ? [words.commitsAreOwed(lastReport.owed)] : []),
    ...(standstill === undefined ? [] : [standstill]),
    ...alerts.map(({ message }) => message),
  ];
}

function failing(name: string, lane: Lane): readonly string[] {
  const { failing: failed } = lane.standing();
  if (failed === undefined) return [];
  const why = failed.error instanceof Error ? failed.error.message : String(failed.error);
  return [words.laneFails(name, why, failed.inARow)];
}
