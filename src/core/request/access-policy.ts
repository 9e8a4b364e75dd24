/** The guardrails that a platform team writes: `access-requests/policy.yaml`, read strictly, nothing optional inside. */
import { valid, type Parsed, type Problem } from '../problem.ts';
import { days, hours, type Duration } from '../time.ts';
import { policyFields } from '../words/policy-fields.ts';
import { clusterIsNotListed } from '../words/policy-problems.ts';
import type { Notify } from './notify.ts';
import { MAX_GUARDRAIL_BYTES } from './people.ts';
import { entry, readAs, type Form } from './read-as.ts';
import {
  writtenPolicy,
  type WrittenAllowance,
  type WrittenPolicy,
  type WrittenRole,
} from './written-policy.ts';
import type { YamlFile } from './yaml.ts';

/** A seal key's public half: base64 of the DER (SPKI) form. */
export interface SealKey {
  readonly id: string;
  readonly publicKey: string;
}

export interface ClusterPolicy {
  /** UID of the namespace kube-system; undefined: any cluster by that name. */
  readonly uid: string | undefined;
  /** Names or globs, in addition to `kube-*` and `daypass`, which always are. */
  readonly protectedNamespaces: readonly string[];
}

/** What a role and a rule for actions have in common: where, to whom, for how long, and who must agree. */
export interface Allowance {
  readonly maxDuration: Duration;
  /** Undefined: all that the policy lists. */
  readonly clusters: readonly string[] | undefined;
  /** Names or globs; undefined: all that are not protected. */
  readonly namespaces: readonly string[] | undefined;
  /** `@login` or `@org/team`, as written. */
  readonly requesters: readonly string[];
  /** How many distinct owners must approve first. */
  readonly approvals: number;
  /** It is granted before an owner has looked, and a review is due so long after the merge; undefined: none is owed. */
  readonly reviewWithin: Duration | undefined;
  /** `@login` or `@org/team`: for each of them one more person must approve. */
  readonly alsoApprovedBy: readonly string[];
  /** `namespace/name` of those that may be its subject; nobody but people where there are none. */
  readonly serviceAccounts: readonly string[];
  readonly needsATicket: boolean;
}

export interface RolePolicy extends Allowance {
  readonly clusterRole: string;
  readonly scope: 'namespace' | 'cluster';
  /** Dangerous permissions that it may hold, as `resource[.group][/subresource]`. */
  readonly accepts: readonly string[];
}

/** A rule for actions. */
export interface ActionsPolicy extends Allowance {
  /** A verb and a resource as one types them to kubectl: `scale deployments`. */
  readonly allow: readonly string[];
}

export interface TicketPolicy {
  /** What a ticket must match as a whole. */
  readonly pattern: string;
  /** Holds `{ticket}`. */
  readonly url: string;
}

/** Undefined: no limit. */
export interface LimitsPolicy {
  readonly activePerSubject: number | undefined;
  readonly openPerAuthor: number | undefined;
}

export interface AccessPolicy {
  readonly sealKeys: readonly SealKey[];
  /** `{login}@acme.com`; undefined: people who are not in people.yaml are refused. */
  readonly usernameTemplate: string | undefined;
  readonly clusters: ReadonlyMap<string, ClusterPolicy>;
  readonly roles: ReadonlyMap<string, RolePolicy>;
  readonly actions: readonly ActionsPolicy[];
  readonly ticket: TicketPolicy | undefined;
  readonly limits: LimitsPolicy;
  readonly pendingTimeout: Duration;
  /** From the opening of a pull request; undefined: nobody is reminded. */
  readonly remindAfter: Duration | undefined;
  /** From the opening of a pull request; undefined: nobody else is told. */
  readonly escalateAfter: Duration | undefined;
  readonly notify: Notify;
}

/** Reads any bytes, never throws, and tells every problem at once. */
export function parseAccessPolicy(file: string, bytes: Uint8Array): Parsed<AccessPolicy> {
  const read = readAs(form, file, bytes);
  return read.kind === 'invalid' ? read : valid(policyOf(read.value.value));
}

const form: Form<WrittenPolicy> = {
  schema: writtenPolicy,
  fields: policyFields,
  limits: { bytes: MAX_GUARDRAIL_BYTES, tokens: 50_000, depth: 16 },
  alsoWrong: clustersThatAreNotListed,
};

function policyOf({ spec }: WrittenPolicy): AccessPolicy {
  const clusters = Object.entries(spec.clusters).map(([name, { uid, protectedNamespaces = [] }]) => {
    return [name, { uid, protectedNamespaces }] as const;
  });
  return {
    sealKeys: spec.sealKeys,
    usernameTemplate: spec.identities?.username,
    clusters: new Map(clusters),
    roles: new Map(Object.entries(spec.roles).map(([name, role]) => [name, roleOf(role)])),
    actions: (spec.actions ?? []).map((rule) => ({ allow: rule.allow, ...allowanceOf(rule) })),
    ticket: spec.ticket,
    limits: {
      activePerSubject: spec.limits?.activePerSubject,
      openPerAuthor: spec.limits?.openPerAuthor,
    },
    pendingTimeout: spec.pendingTimeout ?? days(7),
    remindAfter: spec.remindAfter,
    escalateAfter: spec.escalateAfter,
    notify: spec.notify,
  };
}

function roleOf(role: WrittenRole): RolePolicy {
  return {
    clusterRole: role.clusterRole,
    scope: role.scope ?? 'namespace',
    accepts: role.accepts ?? [],
    ...allowanceOf(role),
  };
}

function allowanceOf(written: WrittenAllowance): Allowance {
  return {
    maxDuration: written.maxDuration,
    clusters: written.clusters,
    namespaces: written.namespaces,
    requesters: written.requesters,
    approvals: written.approvals ?? (written.review === 'after' ? 0 : 1),
    reviewWithin: written.review === 'after' ? (written.reviewWithin ?? hours(24)) : undefined,
    alsoApprovedBy: written.alsoApprovedBy ?? [],
    serviceAccounts: written.serviceAccounts ?? [],
    needsATicket: written.ticket === 'required',
  };
}

/** A role or a rule for actions that names a cluster which the same policy does not list. */
function clustersThatAreNotListed(file: YamlFile): readonly Problem[] {
  const listed = entry(file.value, 'spec', 'clusters');
  if (typeof listed !== 'object' || listed === null) return [];
  const rules = ['roles', 'actions'].flatMap((section) =>
    Object.entries(entry(file.value, 'spec', section) ?? {}).map(([name, rule]) => ({ section, name, rule })),
  );
  return rules.flatMap(({ section, name, rule }) => {
    const named = entry(rule, 'clusters');
    if (!Array.isArray(named)) return [];
    return named.flatMap((cluster: unknown, index): Problem[] => {
      if (typeof cluster !== 'string' || Object.hasOwn(listed, cluster)) return [];
      const step = section === 'actions' ? Number(name) : name;
      const place = file.place(['spec', section, step, 'clusters', index]);
      return [{ ...clusterIsNotListed(section === 'actions' ? 'actions' : name, cluster), place }];
    });
  });
}
