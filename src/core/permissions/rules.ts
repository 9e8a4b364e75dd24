/** What a role allows, in one canonical form, and the digest by which "what was seen" and "what is granted" are compared. */
import { sha256 } from '../crypto.ts';
import { isCovered, keyOf, permissionsOf, type Permission, type Rule } from './permission.ts';

export type { Rule };

/** More single permissions than any role that can be reviewed; `admin` of a plain cluster has about 500. */
export const MOST_PERMISSIONS = 10_000;

/**
 * The rules in the one form that their meaning has: equal sets of permissions, written in any order, split or repeated,
 * give equal rules. Beyond `MOST_PERMISSIONS`, where nothing is granted, only order and repetition are evened out.
 */
export function canonicalRules(rules: readonly Rule[]): readonly Rule[] {
  if (areTooMany(rules)) return distinct(rules.map(sorted));
  return ruled(withoutCovered(permissionsOf(rules)));
}

/** SHA-256 of the canonical rules, as 64 hex digits. */
export function rulesDigest(rules: readonly Rule[]): string {
  return sha256(JSON.stringify(canonicalRules(rules)));
}

/** What `now` allows and `before` did not; wildcards count for all that they cover. */
export function gained(before: readonly Rule[], now: readonly Rule[]): readonly Rule[] {
  // NB: what is too much to compare is taken as gained, unless it is the very same.
  if (areTooMany(before) || areTooMany(now))
    return rulesDigest(before) === rulesDigest(now) ? [] : canonicalRules(now);
  const held = permissionsOf(before);
  const fresh = permissionsOf(now)
    .values()
    .filter((permission) => !isCovered(permission, held));
  return ruled(withoutCovered(new Map(fresh.map((permission) => [keyOf(permission), permission]))));
}

/**
 * More than can be compared one by one. NB: an address counts once for each of its characters, as each may be the last
 * before a wildcard that includes it; and a word stands in every permission that it is part of, however long it is.
 */
export function areTooMany(rules: readonly Rule[]): boolean {
  const count = rules.reduce((sum, rule) => {
    const { apiGroups, resources, verbs, resourceNames, nonResourceURLs } = rule;
    const named = apiGroups.length * resources.length * Math.max(1, resourceNames.length);
    const addressed = nonResourceURLs.reduce((length, url) => length + url.length, 0);
    return sum + verbs.length * (named + addressed);
  }, 0);
  const isTooLong = (rule: Rule) => Object.values(rule).some((words) => words.some(isNoName));
  return count > MOST_PERMISSIONS || rules.some(isTooLong);
}

/** Longer than the name of anything in Kubernetes. */
function isNoName(word: string): boolean {
  return word.length > 253;
}

function withoutCovered(permissions: ReadonlyMap<string, Permission>): readonly Permission[] {
  return [...permissions.values()].filter((permission) => !isCovered(permission, permissions, 'by another'));
}

/** Puts single permissions together: verbs first, then names, then resources, then groups. Each step depends on the set alone. */
function ruled(permissions: readonly Permission[]): readonly Rule[] {
  const single = permissions.map(singleRule);
  const parts = ['verbs', 'resourceNames', 'nonResourceURLs', 'resources', 'apiGroups'] as const;
  const merged = parts.reduce<readonly Rule[]>((rules, part) => mergedBy(part, rules), single);
  return distinct(merged);
}

function singleRule(permission: Permission): Rule {
  if (permission.kind === 'address') {
    return { ...NOTHING, verbs: [permission.verb], nonResourceURLs: [permission.url] };
  }
  const { group, resource, verb, name } = permission;
  const resourceNames = name === undefined ? [] : [name];
  return { ...NOTHING, apiGroups: [group], resources: [resource], verbs: [verb], resourceNames };
}

const NOTHING: Rule = { apiGroups: [], resources: [], verbs: [], resourceNames: [], nonResourceURLs: [] };

/** Makes one rule of those that differ in one part only. NB: an empty part means "any" and is never merged with names. */
function mergedBy(part: keyof Rule, rules: readonly Rule[]): readonly Rule[] {
  const alike = Map.groupBy(rules, (rule) => JSON.stringify({ ...rule, [part]: rule[part].length > 0 }));
  return [...alike.values()].map((group) =>
    sorted({ ...group[0]!, [part]: group.flatMap((rule) => rule[part]) }),
  ); // a group has a first
}

/** NB: the order of the parts is part of the digest. */
function sorted(rule: Rule): Rule {
  const even = (texts: readonly string[]) => [...new Set(texts)].sort();
  return {
    apiGroups: even(rule.apiGroups),
    resources: even(rule.resources),
    verbs: even(rule.verbs),
    resourceNames: even(rule.resourceNames),
    nonResourceURLs: even(rule.nonResourceURLs),
  };
}

function distinct(rules: readonly Rule[]): readonly Rule[] {
  const byText = new Map(rules.map((rule) => [JSON.stringify(rule), rule]));
  return [...byText.keys()].sort().map((text) => byText.get(text)!); // the keys are its own
}
