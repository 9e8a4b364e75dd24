// Rules as roles have them, for tests: only what matters to the case.
import type { Rule } from '../../../src/core/permissions/rules.ts';

export function aRule(rule: Partial<Rule>): Rule {
  return { apiGroups: [], resources: [], verbs: [], resourceNames: [], nonResourceURLs: [], ...rule };
}

/** `rule('create', 'pods/exec')`, `rule('get list', 'deployments.apps/scale')`; names after it. */
export function rule(verbs: string, name: string, ...resourceNames: readonly string[]): Rule {
  const [whole = '', ...subresource] = name.split('/');
  const [resource, ...group] = whole.split('.');
  const resources = [[resource, ...subresource].join('/')];
  return aRule({ apiGroups: [group.join('.')], resources, verbs: verbs.split(' '), resourceNames });
}

export function address(verbs: string, ...nonResourceURLs: readonly string[]): Rule {
  return aRule({ verbs: verbs.split(' '), nonResourceURLs });
}
