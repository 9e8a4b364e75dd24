// The rulesets that are deployed to GitHub, as the sandbox obeys them: read from the very files that people import.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BypassActor, Rule, Ruleset } from './ruleset.ts';

const folder = join(import.meta.dirname, '../../../deploy/github');

const read = (name: string): Ruleset => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Ruleset;

/** Number 5 is the repository role `admin`. */
const admins: BypassActor = { actor_id: 5, actor_type: 'RepositoryRole', bypass_mode: 'always' };

export interface RuleChoices {
  /** Absent: only the App may pass by. */
  readonly adminsMayBypass?: boolean;
  /** Absent: as deployed. */
  readonly dismissStaleReviews?: boolean;
}

/** Nobody rewrites history; everything else needs a pull request and the check of this App, or a bypass. */
export function daypassRulesets(appId: number, choices: RuleChoices = {}): readonly Ruleset[] {
  const changes = read('pull-requests.json');
  const apps = changes.bypass_actors.map((actor) =>
    actor.actor_type === 'Integration' ? { ...actor, actor_id: appId } : actor,
  );
  return [
    read('branch-history.json'),
    {
      ...changes,
      bypass_actors: choices.adminsMayBypass ? [...apps, admins] : apps,
      rules: changes.rules.map((rule) => chosen(rule, appId, choices)),
    },
  ];
}

function chosen(rule: Rule, appId: number, { dismissStaleReviews }: RuleChoices): Rule {
  if (rule.type === 'required_status_checks') {
    const checks = rule.parameters.required_status_checks;
    const ours = checks.map((check) => ({ ...check, integration_id: appId }));
    return { ...rule, parameters: { ...rule.parameters, required_status_checks: ours } };
  }
  if (rule.type !== 'pull_request' || dismissStaleReviews === undefined) return rule;
  return { ...rule, parameters: { ...rule.parameters, dismiss_stale_reviews_on_push: dismissStaleReviews } };
}
