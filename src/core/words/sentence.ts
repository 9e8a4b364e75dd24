/** The one sentence: the check's title and the first line of the comment. It is what a reviewer has ten seconds for. */
import type { About, Offer, Verdict } from '../review/verdict.ts';
import type { Rule } from '../request/permissions.ts';
import { oneLine, shortened } from './inert.ts';
import { count, list, span } from './lists.ts';

/** GitHub shows about this much of a title. */
const TITLE = 250;

export function sentence(verdict: Verdict): string {
  return shortened(oneLine(plain(verdict)), TITLE);
}

function plain(verdict: Verdict): string {
  switch (verdict.outcome) {
    case 'failure':
      return failure(verdict);
    case 'in progress':
      return 'Daypass is still reading what it needs; there is nothing to do.';
    case 'action_required':
      return `If you approve, ${effect(verdict)}`;
    case 'success':
      return `Approved: ${effect(verdict)}`;
  }
}

function failure({ problems }: Verdict): string {
  const [first, ...others] = problems;
  if (first === undefined) return 'This cannot be merged.';
  return others.length === 0 ? first.what : `${first.what} (And ${count(others.length, 'more problem')}.)`;
}

function effect(verdict: Verdict): string {
  const about: About = verdict.about;
  switch (about.kind) {
    case 'requests':
      return about.offers.map(offer).join(' ');
    case 'guardrails':
      return `these guardrails come into force with the merge: ${list(about.files)}.`;
    case 'removal':
      return `${count(about.paths.length, 'request')} and the access they hold end with the merge.`;
    case 'other':
      return 'this changes nobody’s access.';
    case 'unclear':
      return 'nothing is granted.';
  }
}

function offer({ subject, rules, namespace, cluster, duration, role }: Offer): string {
  const where = namespace === undefined ? `the whole cluster ${cluster}` : `${cluster}/${namespace}`;
  const deeds = list(rules.map(deed));
  const may =
    deeds.length > 0 && deeds.length <= 140
      ? deeds
      : `do what the role ${role} allows (${count(rules.length, 'rule')}, listed below)`;
  return `${subject} may ${may} in ${where}, for ${span(duration)} from the merge.`;
}

/** `get, list and watch pods and pods/log`. */
export function deed({ verbs, resources, apiGroups, resourceNames, nonResourceURLs }: Rule): string {
  const things = [...resources.map((resource) => inGroup(resource, apiGroups)), ...nonResourceURLs];
  const named = resourceNames.length === 0 ? '' : ` named ${list(resourceNames, 'or')}`;
  return `${list(verbs)} ${list(things)}${named}`;
}

function inGroup(resource: string, groups: readonly string[]): string {
  const named = groups.filter((group) => group !== '');
  return named.length === 0 ? resource : `${resource}.${named.join('|')}`;
}
