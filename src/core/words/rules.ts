/** One rule of a role as one plain line. */
import { oneLine, shortened } from './inert.ts';
import { list } from './lists.ts';

export interface SaidRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames: readonly string[];
  readonly nonResourceURLs: readonly string[];
}

/** `get, list and watch pods and pods/log`, `delete deployments (apps) named api`, `get the address /healthz`. */
export function sayRule(rule: SaidRule): string {
  const verbs = list(rule.verbs);
  if (rule.nonResourceURLs.length > 0) {
    return `${verbs} the ${rule.nonResourceURLs.length === 1 ? 'address' : 'addresses'} ${list(rule.nonResourceURLs)}`;
  }
  const groups = rule.apiGroups.map((group) => (group === '' ? 'core' : group));
  const inGroups = groups.every((group) => group === 'core') ? '' : ` (${list(groups)})`;
  const named = rule.resourceNames.length === 0 ? '' : ` named ${list(rule.resourceNames, 'or')}`;
  return `${verbs} ${list(rule.resources)}${inGroups}${named}`;
}

/** Rules inside a sentence: the first of them, each cut short. */
export function sayRules(rules: readonly SaidRule[], most = 5): string {
  const said = rules.slice(0, most).map((rule) => shortened(oneLine(sayRule(rule)), 120));
  const rest = rules.length - said.length;
  return [...said, ...(rest > 0 ? [`${rest} more`] : [])].join('; ');
}
