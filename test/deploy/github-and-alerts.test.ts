// The rulesets and the alerts of deploy/, which no API server of ours can try.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const read = (...path: readonly string[]) =>
  readFileSync(join(import.meta.dirname, '..', '..', 'deploy', ...path), 'utf8');

const ruleset = z.object({
  enforcement: z.literal('active'),
  conditions: z.object({ ref_name: z.object({ include: z.array(z.string()) }) }),
  bypass_actors: z.array(z.object({ actor_type: z.string(), bypass_mode: z.string() })),
  rules: z.array(z.object({ type: z.string(), parameters: z.record(z.string(), z.unknown()).default({}) })),
});
const readRuleset = (file: string) => ruleset.parse(JSON.parse(read('github', file)));

describe('the rulesets', () => {
  test('nobody at all may delete the branch or rewrite its history', () => {
    const { conditions, bypass_actors, rules } = readRuleset('branch-history.json');

    expect(conditions.ref_name.include).toEqual(['~DEFAULT_BRANCH']);
    expect(bypass_actors).toEqual([]);
    expect(rules.map(({ type }) => type)).toEqual(['deletion', 'non_fast_forward']);
  });

  test('only an App commits without a pull request whose check its own App posted', () => {
    const { bypass_actors, rules } = readRuleset('pull-requests.json');

    expect(bypass_actors).toEqual([{ actor_type: 'Integration', bypass_mode: 'always' }]);
    expect(rules).toMatchObject([
      {
        type: 'pull_request',
        parameters: { required_approving_review_count: 0, dismiss_stale_reviews_on_push: true },
      },
      {
        type: 'required_status_checks',
        parameters: {
          strict_required_status_checks_policy: false,
          required_status_checks: [{ context: 'daypass', integration_id: expect.any(Number) }],
        },
      },
    ]);
  });
});

const alerts = z.object({
  spec: z.object({
    groups: z.array(z.object({ rules: z.array(z.object({ alert: z.string(), expr: z.string() })) })),
  }),
});

/** Fixed by name; what a dashboard or an alert of somebody else relies on. */
const metrics = [
  'daypass_alerts_total',
  'daypass_clock_skew_seconds',
  'daypass_cluster_reachable',
  'daypass_commits_owed',
  'daypass_debts',
  'daypass_drift_total',
  'daypass_frozen',
  'daypass_github_rate_remaining',
  'daypass_grant_lag_seconds',
  'daypass_grants_overdue',
  'daypass_guardrails_in_force',
  'daypass_last_reconcile_timestamp_seconds',
  'daypass_notifications_total',
  'daypass_revocation_lag_seconds',
];

test('every metric that can go wrong has an alert, and no alert asks for another', () => {
  const { spec } = alerts.parse(parse(read('alerts', 'prometheus-rule.yaml')));

  const asked = spec.groups.flatMap(({ rules }) =>
    rules.flatMap(({ expr }) => expr.match(/daypass_\w+/g) ?? []),
  );

  expect([...new Set(asked.map((name) => name.replace(/_bucket$/, '')))].sort()).toEqual(metrics);
});
