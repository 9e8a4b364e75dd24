/** A cluster and the open grants in it, for tests: everything is as it should be unless a test says otherwise. */
import { bindingOf, type HeldBinding } from '../../../src/core/grant/binding.ts';
import type { Checkpoint } from '../../../src/core/grant/checkpoint.ts';
import { keyText, type ClusterFacts } from '../../../src/core/grant/cluster-facts.ts';
import type { History } from '../../../src/core/grant/cluster-standing.ts';
import { ownRoleOf, type HeldRole } from '../../../src/core/grant/own-role.ts';
import type { OpenGrant } from '../../../src/core/grant/position.ts';
import type { PlanInput } from '../../../src/core/grant/plan.ts';
import type { GrantState } from '../../../src/core/ledger/history.ts';
import { read } from '../../../src/core/problem.ts';
import type { Oid } from '../../../src/core/repository.ts';
import { rulesDigest, type Rule } from '../../../src/core/permissions/rules.ts';
import { instantOf, type Instant } from '../../../src/core/time.ts';
import { aPolicy } from '../request/builders.ts';
import { aGrant, commit, repository } from './a-grant.ts';

export { commit, repository };

/** `17:00`, on the day of all stories. */
export function clock(time: string): Instant {
  return instantOf(Date.parse(`2026-11-20T${time}${time.length === 5 ? ':00' : ''}Z`));
}

/** The grant of `aGrant` runs from 16:00 to 18:00. */
export const NOW = clock('17:00');

export const RULES: readonly Rule[] = [aRule(['get', 'list'], ['pods'])];

export function aRule(verbs: readonly string[], resources: readonly string[]): Rule {
  return { apiGroups: [''], resources, verbs, resourceNames: [], nonResourceURLs: [] };
}

/** The first-parent chain: where it began, the commit that recorded the grant, and the head. */
export const ROOT = '0'.repeat(40);
export const HEAD = '9'.repeat(40);
export const CHAIN: readonly Oid[] = [ROOT, commit, HEAD];

export function aState(differences: Partial<GrantState['event']> = {}, at: Oid = commit): GrantState {
  const event = {
    ...aGrant({ rules: RULES, digest: rulesDigest(RULES), ...differences }),
    repository,
    parent: ROOT,
    key: '2026-11',
  };
  return { commit: at, index: CHAIN.indexOf(at), event, closed: undefined };
}

export function anOpenGrant(over: Partial<OpenGrant> = {}): OpenGrant {
  const state = over.state ?? aState();
  const { path } = state.event;
  const remove = [path.replace('access-requests/', 'access-grants/'), path];
  return {
    state,
    taken: undefined,
    notApplicable: undefined,
    opening: undefined,
    replacedBy: undefined,
    replaces: [],
    remove,
    ...over,
  };
}

/** The binding of a grant as the cluster holds it. */
export function heldOf({ event, commit: at }: GrantState, over: Partial<HeldBinding> = {}): HeldBinding {
  return { ...bindingOf(event, at, repository), uid: `uid of ${event.grant}`, ...over };
}

/** The rules of a grant that has a role of its own. */
export const OWN_RULES: readonly Rule[] = [
  { ...aRule(['delete'], ['pods']), resourceNames: ['api-7d9f'] },
  { ...aRule(['get'], ['pods', 'pods/log']), resourceNames: ['api-7d9f'] },
];

export function aStateWithItsOwnRole(differences: Partial<GrantState['event']> = {}): GrantState {
  return aState({
    role: 'actions',
    path: 'access-requests/prod-eu/payments/actions/alice-api.yaml',
    clusterRole: null,
    actions: ['delete pods/api-7d9f', 'logs pods/api-7d9f'],
    rules: OWN_RULES,
    digest: rulesDigest(OWN_RULES),
    ...differences,
  });
}

/** The role of its own of such a grant, as the cluster holds it. */
export function heldRoleOf({ event, commit: at }: GrantState, over: Partial<HeldRole> = {}): HeldRole {
  const role = ownRoleOf(event, at, repository);
  if (role === undefined) throw new Error('this grant is of a role of the catalogue');
  return { ...role, uid: `uid of the role of ${event.grant}`, gathersRules: false, ...over };
}

export function aCheckpoint(over: Partial<Checkpoint> = {}): Checkpoint {
  return { repository, branch: 'main', root: ROOT, head: HEAD, at: clock('16:30'), waiting: [], ...over };
}

export function inStep(over: Partial<Checkpoint> = {}): ClusterFacts['standing'] {
  return { kind: 'in step', checkpoint: aCheckpoint(over) };
}

/** What the checkpoint covers nothing of: it was written before the grant was recorded. */
export function notCovering(): ClusterFacts['standing'] {
  return inStep({ head: ROOT, at: clock('15:30') });
}

export type ClusterWish = Partial<Omit<ClusterFacts, 'bindings' | 'ownRoles'>> & {
  readonly bindings?: readonly HeldBinding[];
  readonly ownRoles?: readonly HeldRole[];
};

export function aCluster({ bindings = [], ownRoles = [], ...over }: ClusterWish = {}): ClusterFacts {
  return {
    name: 'prod-eu',
    uid: 'uid-of-prod-eu',
    now: NOW,
    standing: inStep(),
    freeze: read(undefined),
    checkpointVersion: '77',
    bindings: new Map(bindings.map((binding) => [keyText(binding), binding])),
    ownRoles: new Map(ownRoles.map((role) => [keyText(role), role])),
    roles: new Map([['daypass-debugger', read(RULES)]]),
    namespaces: new Map([['payments', read({ uid: 'uid-of-payments', terminating: false })]]),
    ...over,
  };
}

export function aHistory(over: Partial<History> = {}): History {
  return {
    repository,
    branch: 'main',
    root: ROOT,
    head: HEAD,
    isOnChain: (oid) => CHAIN.includes(oid),
    ...over,
  };
}

export function aPlanInput(over: Partial<PlanInput> = {}): PlanInput {
  return {
    now: NOW,
    history: aHistory(),
    indexOf: (oid) => (CHAIN.includes(oid) ? CHAIN.indexOf(oid) : undefined),
    policy: aPolicy(),
    open: [],
    grantOf: () => undefined,
    clusters: [],
    guardrails: { kind: 'in force' },
    merged: [],
    reviewed: [],
    declined: [],
    declinedAlone: undefined,
    alerts: [],
    ...over,
  };
}
