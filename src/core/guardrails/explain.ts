/** What one person may ask for in one place, and why not: every role and every rule for actions, judged like a request. */
import type { Account } from '../approval/facts.ts';
import { ownership } from '../approval/ownership.ts';
import type { Fact } from '../problem.ts';
import type { ActionsPolicy } from '../request/access-policy.ts';
import type { AccessRequest, LocatedRequest } from '../request/access-request.ts';
import { usernameOf, type Guardrails } from '../request/guardrails.ts';
import { ACTIONS, parseRequestPath, REQUESTS } from '../request/path.ts';
import type { Case } from '../request/case.ts';
import { requestRules } from '../request/request-rules.ts';
import { placeIsNone } from '../words/explain.ts';
import type { Explained } from './explained.ts';

export interface ExplainInput {
  readonly guardrails: Guardrails;
  readonly organisation: string;
  readonly account: Account;
  readonly cluster: string;
  /** Or `_cluster`. */
  readonly namespace: string;
  /** `org/team` in lower case. */
  readonly isMember: (team: string) => Fact<boolean>;
}

export function explain(input: ExplainInput): readonly Explained[] {
  const { roles, actions } = input.guardrails.policy;
  return [
    ...[...roles].map(([name, role]) => explainOne(input, { kind: 'role', name, role, allowance: role })),
    ...actions.map((rule) =>
      explainOne(input, { kind: 'actions', name: namesOf(rule), role: undefined, allowance: rule }),
    ),
  ];
}

function namesOf({ allow }: ActionsPolicy): string {
  return allow.join(', ');
}

type Asked = Pick<Explained, 'kind' | 'name' | 'role' | 'allowance'>;

function explainOne(input: ExplainInput, asked: Asked): Explained {
  const located = sample(input, asked);
  if (located === undefined)
    return { ...asked, outcome: 'may not', teams: [], problems: [placeIsNone()], owners: [] };
  const findings = requestRules.flatMap((rule) => rule(caseOf(input, asked, located)));
  const owned = ownership(input.guardrails.codeowners, located.path.text, 'request');
  const problems = [
    ...findings.flatMap((finding) => (finding.kind === 'problem' ? [finding.problem] : [])),
    ...(owned.kind === 'owned' ? [] : owned.problems),
  ];
  const depends = findings.some(({ kind }) => kind === 'unread');
  return {
    ...asked,
    outcome: problems.length > 0 ? 'may not' : depends ? 'depends' : 'may ask',
    teams: depends ? asked.allowance.requesters.filter((name) => name.includes('/')) : [],
    problems,
    owners: owned.kind === 'owned' ? owned.owners : [],
  };
}

/** A request as good as this allowance takes: for all of its time; what a person still has to write is not held against it. */
function sample({ cluster, namespace, account }: ExplainInput, asked: Asked): LocatedRequest | undefined {
  const role = asked.kind === 'actions' ? ACTIONS : asked.name;
  const path = parseRequestPath(`${REQUESTS}${cluster}/${namespace}/${role}/request.yaml`);
  if (path === undefined) return undefined;
  const request: AccessRequest = {
    subject: { kind: 'person', login: account.login },
    duration: asked.allowance.maxDuration,
    reason: '',
    ticket: undefined,
    startsAt: undefined,
    actions: asked.kind === 'actions' ? [] : undefined,
  };
  return { path, request, place: () => ({ file: path.text, line: 1, column: 1 }) };
}

function caseOf(
  { guardrails, organisation, account, cluster, isMember }: ExplainInput,
  { kind, name, role, allowance }: Asked,
  located: LocatedRequest,
): Case {
  return {
    located,
    policy: guardrails.policy,
    cluster: guardrails.policy.clusters.get(cluster),
    role,
    called: kind === 'role' ? `role \`${name}\`` : `rule for \`${name}\``,
    allowance: { ...allowance, needsATicket: false },
    author: account,
    username: usernameOf(guardrails, account),
    organisation,
    isMember,
  };
}
