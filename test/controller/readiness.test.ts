// What /readyz tells people: every reason once, each in words that can be acted upon.
import { expect, test } from 'vitest';
import type { ControllerState } from '../../src/controller/controller.ts';
import type { Lane, Standing } from '../../src/controller/lane.ts';
import { unready } from '../../src/controller/readiness.ts';
import { parseInstant, type Instant } from '../../src/core/time.ts';
import type { ClusterReport, Report } from '../../src/flows/reconcile/report.ts';
import { Unavailable, type Alert } from '../../src/ports.ts';

const now = parseInstant('2026-11-21T08:00:00Z') as Instant; // a text of that form always parses

function aLane(failing?: Standing['failing']): Lane {
  return {
    ask: () => {},
    standing: () => ({ runningSince: undefined, lastEnd: now, failing }),
    drain: async () => 'drained',
  };
}

function aCluster(held: string | undefined): ClusterReport {
  const grants = { scheduled: 0, active: 0, overdue: 0 };
  return { name: 'prod-eu', reachable: held !== 'unreachable', held, skew: undefined, grants };
}

function aReport(more: Partial<Report> = {}): Report {
  const quiet = {
    unserved: [],
    owed: 0,
    debts: { owed: 0, overdue: 0 },
    drift: [],
    grantLags: [],
    nextOpening: undefined,
    wrote: false,
    failures: [],
  };
  return {
    at: now,
    head: 'f'.repeat(40),
    guardrailsInForce: true,
    clusters: [aCluster(undefined)],
    ...quiet,
    ...more,
  };
}

function aState(more: Partial<ControllerState> = {}): ControllerState {
  return {
    started: now,
    record: aLane(),
    checks: aLane(),
    conversation: { hearing: aLane(), comments: aLane(), ask: () => {} },
    endLanes: [],
    lastReport: aReport(),
    ...more,
  };
}

const alerts = (...standing: readonly Alert[]) => ({ standing: () => standing });

test('a controller that does all its work has no reason to give', () => {
  expect(unready(aState(), alerts(), undefined)).toEqual([]);
});

test('before the first turn it says that nothing was compared yet', () => {
  expect(unready(aState({ lastReport: undefined }), alerts(), undefined)).toEqual([
    'The repository and the clusters were not compared yet since the start. Ends go on.',
  ]);
});

test('a cluster that does not answer, and one whose history GitHub does not show, are named', () => {
  const lastReport = aReport({ clusters: [aCluster('unreachable'), aCluster('head is no descendant')] });

  expect(unready(aState({ lastReport }), alerts(), undefined)).toEqual([
    'Nothing is granted in prod-eu: it does not answer.',
    'Nothing is granted in prod-eu: GitHub does not show the history that was carried out there.',
  ]);
});

test('what has an alert is told once, by the alert', () => {
  const lastReport = aReport({ clusters: [aCluster('rewritten')] });
  const alert: Alert = { kind: 'frozen', key: 'frozen prod-eu', message: 'Look at the default branch.' };

  expect(unready(aState({ lastReport }), alerts(alert), undefined)).toEqual(['Look at the default branch.']);
});

test('a lane that fails, work that was not done, and commits that are owed are told together', () => {
  const error = new Unavailable('GitHub answered 502');
  const record = aLane({ since: now, inARow: 3, error });
  const lastReport = aReport({ failures: ['prod-eu answered 500'], owed: 2 });

  expect(unready(aState({ record, lastReport }), alerts(), 'GitHub asked to be left alone.')).toEqual([
    'Of the record lane, the last 3 runs failed: GitHub answered 502',
    'Something planned was not done, and is tried again: prod-eu answered 500',
    '2 events happened and could not be written to the repository yet.',
    'GitHub asked to be left alone.',
  ]);
});
