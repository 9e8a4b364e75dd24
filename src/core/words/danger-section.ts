/** The check's section on dangers: what is dangerous about what is asked for, and what it means. */
import { VIRTUAL_GROUP } from '../actions/action-rules.ts';
import { dangersOf, type Danger } from '../permissions/dangers.ts';
import type { Offer } from '../review/verdict.ts';
import { sayDanger, sayMeaning } from './dangers.ts';
import { sayAllDeeds } from './deeds.ts';
import { code } from './inert.ts';
import { plainMarkdown } from './prose.ts';

/** One section for all that is asked for; none where nothing of it is dangerous. */
export function dangerSection(offers: readonly Offer[]): readonly string[] {
  const dangerous = offers.map((offer) => ({ offer, dangers: dangersIn(offer) }));
  const lines = dangerous.flatMap(({ offer, dangers }) => [
    ...(dangers.length > 0 && offers.length > 1 ? [`For ${code(offer.path)}:`] : []),
    ...dangers.map(line),
  ]);
  return lines.length === 0 ? [] : [['### What is dangerous about it', ...lines].join('\n')];
}

/** What the guard lets through is exactly what was asked for, and told with it. */
function dangersIn({ rules, namespace }: Offer): readonly Danger[] {
  const dangers = dangersOf(rules, { reach: namespace === undefined ? 'cluster' : 'namespace' });
  return dangers.filter(({ group }) => group !== VIRTUAL_GROUP);
}

function line(danger: Danger): string {
  const deed = sayAllDeeds([ruleOf(danger)]);
  const said = deed.charAt(0).toUpperCase() + deed.slice(1);
  return `- **${plainMarkdown(said)}** (${code(sayDanger(danger))}). ${plainMarkdown(sayMeaning(danger))}`;
}

function ruleOf({ kind, group, resource, verbs, names }: Danger): Offer['rules'][number] {
  const isAddress = kind === 'address';
  return {
    apiGroups: isAddress ? [] : [group],
    resources: isAddress ? [] : [resource],
    verbs,
    resourceNames: names,
    nonResourceURLs: isAddress ? [resource] : [],
  };
}
