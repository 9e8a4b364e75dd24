/** The guardrails in force: policy, people and CODEOWNERS as one value, and what they say of a request. */
import { parseCodeowners, type Codeowners } from '../approval/codeowners.ts';
import type { Account } from '../approval/facts.ts';
import { invalid, valid, type Fact, type Parsed, type Problem } from '../problem.ts';
import { guardrailIsMissing } from '../words/policy-problems.ts';
import { roleCalled } from '../words/request-problems.ts';
import { parseAccessPolicy, type AccessPolicy, type Allowance, type RolePolicy } from './access-policy.ts';
import type { LocatedRequest } from './access-request.ts';
import { PEOPLE_PATH, POLICY_PATH } from './path.ts';
import { isUsername, parsePeople, type People } from './people.ts';
import { serviceAccountUsername } from './service-account.ts';
import type { Case } from './case.ts';
import { requestRules } from './request-rules.ts';

export interface Guardrails {
  readonly policy: AccessPolicy;
  readonly people: People;
  readonly codeowners: Codeowners;
}

export interface GuardrailFiles {
  readonly policy?: { readonly bytes: Uint8Array };
  /** Without it there is nobody in it. */
  readonly people?: { readonly bytes: Uint8Array };
  /** The one that GitHub would use. */
  readonly codeowners?: { readonly path: string; readonly bytes: Uint8Array };
}

/** Reads a version of the guardrails; every problem of all its files at once. */
export function parseGuardrails({ policy, people, codeowners }: GuardrailFiles): Parsed<Guardrails> {
  const read = {
    policy: policy ? parseAccessPolicy(POLICY_PATH, policy.bytes) : missing(POLICY_PATH),
    people: people ? parsePeople(PEOPLE_PATH, people.bytes) : valid<People>(new Map()),
    codeowners: codeowners
      ? parseCodeowners(codeowners.path, codeowners.bytes)
      : missing('.github/CODEOWNERS'),
  };
  if (read.policy.kind === 'valid' && read.people.kind === 'valid' && read.codeowners.kind === 'valid') {
    return valid({ policy: read.policy.value, people: read.people.value, codeowners: read.codeowners.value });
  }
  return invalid(Object.values(read).flatMap((part) => (part.kind === 'invalid' ? part.problems : [])));
}

function missing(path: string): { kind: 'invalid'; problems: readonly Problem[] } {
  return invalid([{ ...guardrailIsMissing(path), place: { file: path, line: 1, column: 1 } }]);
}

/**
 * The Kubernetes username of an account: by the people file, else by the policy's template; undefined where it has none.
 * NB: an account that shares only its login or only its id with an entry is somebody else, and gets no username at all;
 * nor does one for whom the template makes up the name that the people file gives to another.
 */
export function usernameOf({ policy, people }: Guardrails, account: Account): string | undefined {
  const login = account.login.toLowerCase();
  const entry = people.get(login);
  if (entry !== undefined)
    return entry.id === account.id && isUsername(entry.username) ? entry.username : undefined;
  const username = policy.usernameTemplate?.replace('{login}', () => login);
  if (username === undefined || !isUsername(username)) return undefined;
  const isTaken = people
    .values()
    .some((person) => person.id === account.id || person.username.toLowerCase() === username.toLowerCase());
  return isTaken ? undefined : username;
}

export interface JudgementInput {
  readonly located: LocatedRequest;
  readonly guardrails: Guardrails;
  /** The pull request's. */
  readonly author: Account;
  /** The owner of the repository. */
  readonly organisation: string;
  /** Whether the author is an active member of a team, `org/team` in lower case. */
  readonly isMember: (team: string) => Fact<boolean>;
}

/** Refuses where there is a problem; waits where only something could not be read. */
export interface Judgement {
  readonly problems: readonly Problem[];
  readonly unread: readonly string[];
  readonly role: RolePolicy | undefined;
  /** What the policy says of the role, or of the actions. */
  readonly allowance: Allowance | undefined;
  /** The subject's. */
  readonly username: string | undefined;
}

/** All that the guardrails say of one request, given who asks. */
export function judgeRequest({ guardrails, ...input }: JudgementInput): Judgement {
  const { policy } = guardrails;
  const { path } = input.located;
  const role = policy.roles.get(path.role);
  const username = usernameOf(guardrails, input.author);
  const allowance = role;
  const judged: Case = {
    ...input,
    policy,
    role,
    called: roleCalled(path.role),
    allowance,
    username,
    cluster: policy.clusters.get(path.cluster),
  };
  const findings = requestRules.flatMap((rule) => rule(judged));
  return {
    problems: findings.flatMap((finding) => (finding.kind === 'problem' ? [finding.problem] : [])),
    unread: findings.flatMap((finding) => (finding.kind === 'unread' ? [finding.why] : [])),
    role,
    allowance,
    username: subjectsUsername(input.located, username),
  };
}

/** A service account has the cluster's own; a person what the guardrails give the author. */
function subjectsUsername({ request: { subject } }: LocatedRequest, authors: string | undefined) {
  return subject.kind === 'person' ? authors : serviceAccountUsername(subject);
}
