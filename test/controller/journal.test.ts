// Journal, log and metrics: each fact once, by its fixed name, and never a secret.
import { beforeEach, expect, test } from 'vitest';
import { openJournal } from '../../src/controller/journal.ts';
import { openLog } from '../../src/controller/log.ts';
import { openMetrics } from '../../src/controller/metrics.ts';
import type { Alert } from '../../src/ports.ts';
import { parseInstant, seconds, milliseconds } from '../../src/core/time.ts';

let lines: string[] = [];
beforeEach(() => {
  lines = [];
});

function aLog(secrets: readonly string[] = []) {
  return openLog('info', secrets, { write: (line) => lines.push(line) });
}

function logged(): readonly unknown[] {
  return lines.map((line) => {
    const { time, ...rest } = JSON.parse(line) as Record<string, unknown>;
    expect(time).toMatch(/^\d{4}-.*Z$/);
    return rest;
  });
}

const overdue: Alert = {
  kind: 'overdue',
  key: 'prod-eu/daypass-7f3a9c21d05be8140c62-1795276800',
  message: 'A binding of prod-eu is 2m past its end and cannot be deleted.',
};

test('an alert is one error line and one count, however often it is raised, until it is over', async () => {
  const { metrics, page } = openMetrics();
  const journal = openJournal(aLog(), metrics);

  journal.alert(overdue);
  journal.alert(overdue);
  expect(journal.standing()).toEqual([overdue]);
  journal.over(overdue.key);
  journal.over(overdue.key);
  journal.alert(overdue);

  const told = { level: 'error', alert: 'overdue', key: overdue.key, msg: overdue.message };
  expect(logged()).toEqual([told, { ...told, level: 'info', msg: 'This alert is over.' }, told]);
  expect((await page()).text).toContain('daypass_alerts_total{kind="overdue"} 2\n');
});

test('whoever listens hears of an alert as often as it is told, and counts what became of it', async () => {
  const { metrics, page } = openMetrics();
  const journal = openJournal(aLog(), metrics);
  const heard: Alert[] = [];
  journal.onAlert((alert) => heard.push(alert));

  journal.alert(overdue);
  journal.alert(overdue);
  metrics.notified('overdue', 'failed');
  metrics.notified('overdue', 'told');

  expect(heard).toEqual([overdue]);
  const { text } = await page();
  expect(text).toContain('daypass_notifications_total{kind="overdue",outcome="failed"} 1\n');
  expect(text).toContain('daypass_notifications_total{kind="overdue",outcome="told"} 1\n');
});

test('a note is one line with its fields', () => {
  openJournal(aLog(), openMetrics().metrics).note('A context is not listed by the policy.', {
    cluster: 'minikube',
  });

  expect(logged()).toEqual([
    { level: 'info', cluster: 'minikube', msg: 'A context is not listed by the policy.' },
  ]);
});

test('no line carries a secret of ours, or what looks like one of anybody', () => {
  const secret = 'a-secret-of-at-least-32-characters';
  const pem = '-----BEGIN PRIVATE KEY-----\nMC4CAQAw\n-----END PRIVATE KEY-----\n';
  const log = aLog([secret, pem]);

  log.error({ err: new Error(`bad ${secret}`) }, 'failed');
  log.info({ pem, header: 'Bearer abcdefghijklmnopqrstuvwxyz' }, 'sent');
  log.info({ url: 'https://x-access-token:ghs_0123456789abcdefghij@github.com/acme/access' }, 'fetched');
  log.info(
    { other: '-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----' },
    'ghp_0123456789abcdefghij',
  );

  const text = lines.join('');
  for (const part of [secret, 'MC4CAQAw', 'abcdefghijkl', 'ghs_', 'ghp_', 'RSA'])
    expect(text).not.toContain(part);
  expect(text).toContain('https://[hidden]@github.com/acme/access');
});

test('the metrics have the names that dashboards and alerts count on', async () => {
  const { metrics, page } = openMetrics();
  metrics.grants([{ cluster: 'prod-eu', state: 'active', count: 3 }]);
  metrics.overdue('prod-eu', 1);
  metrics.frozen('prod-eu', true);
  metrics.revoked(milliseconds(40));
  metrics.granted(seconds(2));
  metrics.commitsOwed(2);
  metrics.drift('prod-eu', 'subjects');
  metrics.alert('overdue');
  metrics.reconciled(parseInstant('2026-11-21T08:00:00Z')!);
  metrics.reachable('prod-eu', true);
  metrics.clockSkew('prod-eu', milliseconds(-1500));
  metrics.rateRemaining(4321);
  metrics.guardrailsInForce(true);

  const { text } = await page();

  expect(text.split('\n').filter((line) => /^daypass_(?!.*_bucket)/.test(line))).toMatchInlineSnapshot(`
    [
      "daypass_grants{cluster="prod-eu",state="active"} 3",
      "daypass_grants_overdue{cluster="prod-eu"} 1",
      "daypass_frozen{cluster="prod-eu"} 1",
      "daypass_commits_owed 2",
      "daypass_last_reconcile_timestamp_seconds 1795248000",
      "daypass_cluster_reachable{cluster="prod-eu"} 1",
      "daypass_clock_skew_seconds{cluster="prod-eu"} -1.5",
      "daypass_github_rate_remaining 4321",
      "daypass_guardrails_in_force 1",
      "daypass_drift_total{cluster="prod-eu",kind="subjects"} 1",
      "daypass_alerts_total{kind="overdue"} 1",
      "daypass_revocation_lag_seconds_sum 0.04",
      "daypass_revocation_lag_seconds_count 1",
      "daypass_grant_lag_seconds_sum 2",
      "daypass_grant_lag_seconds_count 1",
    ]
  `);
});

test('what is overdue in a cluster that is served again, or forgotten, is not shown with its old number', async () => {
  const { metrics, page } = openMetrics();
  metrics.overdueElsewhere([
    { cluster: 'staging', count: 2 },
    { cluster: 'lab', count: 1 },
  ]);
  expect((await page()).text).toContain('daypass_grants_overdue{cluster="lab"} 1');

  metrics.overdueElsewhere([{ cluster: 'staging', count: 0 }]);

  const { text } = await page();
  expect(text).toContain('daypass_grants_overdue{cluster="staging"} 0');
  expect(text).not.toContain('cluster="lab"');
});

test('a state in which no grant is any more is not shown with its old number', async () => {
  const { metrics, page } = openMetrics();
  metrics.grants([{ cluster: 'prod-eu', state: 'active', count: 3 }]);

  metrics.grants([{ cluster: 'prod-eu', state: 'scheduled', count: 1 }]);

  expect((await page()).text).not.toContain('state="active"');
});

test('[90] what a name from outside would do to a terminal is spelled out in the log', () => {
  aLog().info({ path: 'access-requests/\u202Elmay.x\u009B2J' }, 'seen');

  expect(lines.join('')).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
  expect(logged()).toEqual([{ level: 'info', path: 'access-requests/\u202Elmay.x\u009B2J', msg: 'seen' }]);
});
