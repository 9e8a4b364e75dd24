/** What one version of the policy gives away that another does not: everything but its roles and rules for actions. */
import type { AccessPolicy, ClusterPolicy } from '../request/access-policy.ts';
import { destinationsOf, ROUTES } from '../request/notify.ts';
import * as say from '../words/policy-differences.ts';
import { compareActions, compareRoles } from './compare-roles.ts';
import {
  changes,
  counted,
  loosens,
  moreIsTighter,
  tightens,
  type Difference,
  type Versions,
} from './difference.ts';
import { movedPatterns } from './namespace-patterns.ts';

type Policies = Versions<AccessPolicy>;

export function comparePolicies(policies: Policies): readonly Difference[] {
  return [
    sealKeys,
    identities,
    clusters,
    compareRoles,
    compareActions,
    tickets,
    limits,
    pendingTimeouts,
    nudges,
    notifications,
  ].flatMap((comparison) => comparison(policies));
}

/** NB: whoever has the private half of a key writes what counts as history. */
function sealKeys({ before, after }: Policies): readonly Difference[] {
  const [old, fresh] = [before, after].map(
    ({ sealKeys: keys }) => new Map(keys.map((key) => [key.publicKey, key.id])),
  );
  const all = [...new Map([...(old ?? []), ...(fresh ?? [])]).keys()];
  return all.flatMap((key) => {
    const [was, is] = [old?.get(key), fresh?.get(key)];
    if (was === is) return [];
    if (was === undefined) return [loosens(say.sealKeyIsNew(is ?? ''))];
    return [is === undefined ? tightens(say.sealKeyIsGone(was)) : changes(say.sealKeyIsRenamed(was, is))];
  });
}

function identities({ before, after }: Policies): readonly Difference[] {
  const [old, fresh] = [before.usernameTemplate, after.usernameTemplate];
  if (old === fresh) return [];
  if (old === undefined) return [loosens(say.everybodyHasAUsername(fresh ?? ''))];
  return [
    fresh === undefined ? tightens(say.onlyPeopleHaveAUsername()) : changes(say.usernamesChange(old, fresh)),
  ];
}

function clusters({ before, after }: Policies): readonly Difference[] {
  const names = new Set([...before.clusters.keys(), ...after.clusters.keys()]);
  return [...names].flatMap((name) => {
    const [old, fresh] = [before.clusters.get(name), after.clusters.get(name)];
    if (fresh === undefined) return [tightens(say.clusterIsGone(name))];
    return old === undefined
      ? [loosens(say.clusterIsNew(name))]
      : compareCluster(name, { before: old, after: fresh });
  });
}

function compareCluster(name: string, { before, after }: Versions<ClusterPolicy>): readonly Difference[] {
  const both = { before: before.protectedNamespaces, after: after.protectedNamespaces };
  return [
    ...uids(name, before.uid, after.uid),
    ...moreIsTighter(movedPatterns(both), say.protectedNamespaces(name)),
  ];
}

function uids(name: string, before: string | undefined, after: string | undefined): readonly Difference[] {
  if (before === after) return [];
  if (after === undefined) return [loosens(say.clusterIsAnybody(name))];
  return [
    before === undefined
      ? tightens(say.clusterIsKnown(name, after))
      : changes(say.clusterIsAnother(name, after)),
  ];
}

/** NB: which of two patterns takes more is not told from the patterns. */
function tickets({ before, after }: Policies): readonly Difference[] {
  const [old, fresh] = [before.ticket, after.ticket];
  if (old === undefined) return fresh === undefined ? [] : [tightens(say.ticketsMatch(fresh.pattern))];
  if (fresh === undefined) return [loosens(say.anyTicketCounts(old.pattern))];
  return [
    ...(old.pattern === fresh.pattern ? [] : [changes(say.ticketsMatchAnother(old.pattern, fresh.pattern))]),
    ...(old.url === fresh.url ? [] : [changes(say.ticketsAreElsewhere(fresh.url))]),
  ];
}

function limits({ before, after }: Policies): readonly Difference[] {
  return (['activePerSubject', 'openPerAuthor'] as const).flatMap((limit) => {
    const both = { before: before.limits[limit] ?? Infinity, after: after.limits[limit] ?? Infinity };
    return counted(both, 'more', () => say.limit(limit, both));
  });
}

function pendingTimeouts({ before, after }: Policies): readonly Difference[] {
  const both = { before: before.pendingTimeout, after: after.pendingTimeout };
  return counted(both, 'more', () => say.pendingTimeout(both));
}

function nudges({ before, after }: Policies): readonly Difference[] {
  return (['remindAfter', 'escalateAfter'] as const).flatMap((nudge) =>
    before[nudge] === after[nudge]
      ? []
      : [changes(say.nudges(nudge, { before: before[nudge], after: after[nudge] }))],
  );
}

/** NB: who is told gets nothing by it, and who no longer is loses nothing; a reviewer still wants to know. */
function notifications({ before, after }: Policies): readonly Difference[] {
  return ROUTES.flatMap((route) => {
    const [old, fresh] = [destinationsOf(before.notify, route), destinationsOf(after.notify, route)];
    return old.join(' ') === fresh.join(' ')
      ? []
      : [changes(say.notifications(route, { before: old, after: fresh }))];
  });
}
