/** Whom a proof asks GitHub about: the owners of what is changed, whoever reviewed it, and whether the author may ask. */
import { ownersOf } from '../../core/approval/codeowners.ts';
import type { PullRequest, Review } from '../../core/approval/facts.ts';
import { homeOf } from '../../core/grant/agreement.ts';
import type { Fact } from '../../core/problem.ts';
import type { Change, PullRequestContent } from '../../core/repository.ts';
import type { Allowance } from '../../core/request/access-policy.ts';
import type { Guardrails } from '../../core/request/guardrails.ts';
import { ACTIONS, parseRequestPath } from '../../core/request/path.ts';
import type { GitReader } from '../../ports.ts';
import { readRequests } from './read-requests.ts';

export interface PeopleAsked {
  readonly logins: ReadonlySet<string>;
  readonly teams: ReadonlySet<string>;
  /** `org/team login`. */
  readonly memberships: ReadonlySet<string>;
}

/** `homes`: where the owners of service accounts are found, besides those of what is changed. */
export function peopleAsked(
  { pullRequest, guardrails }: { readonly pullRequest: PullRequest; readonly guardrails: Guardrails },
  content: Fact<PullRequestContent>,
  reviews: Fact<readonly Review[]>,
  homes: readonly string[],
): PeopleAsked {
  const changes = content.kind === 'read' ? content.value.changes : [];
  const paths = changes.map(({ path }) => path);
  const allowances = paths.flatMap((path) => allowancesFor(guardrails, path));
  const owners = [...paths, ...homes].flatMap((path) => ownersOf(guardrails.codeowners, path)?.owners ?? []);
  const { teams, logins } = teamsAndLogins([
    ...owners,
    ...allowances.flatMap(({ alsoApprovedBy }) => alsoApprovedBy),
  ]);
  const reviewers = reviews.kind === 'read' ? reviews.value.filter(decides).map(({ by }) => by.login) : [];
  const requesters = teamsAndLogins(allowances.flatMap((allowance) => allowance.requesters)).teams;
  // Who removes a request may do so at once where they own it.
  const enders = changes.some(({ after }) => after === undefined) ? [pullRequest.author.login] : [];
  return {
    logins: new Set([...logins, ...reviewers, ...enders].map((login) => login.toLowerCase())),
    teams: new Set(teams),
    memberships: new Set([
      ...teams.flatMap((team) => [...reviewers, ...enders].map((login) => `${team} ${login.toLowerCase()}`)),
      ...requesters.map((team) => `${team} ${pullRequest.author.login.toLowerCase()}`),
    ]),
  };
}

/** Where the owners of the service accounts are found for which these changes ask. Reads only what may name one. */
export async function readHomes(
  git: GitReader,
  changes: readonly Change[],
  guardrails: Guardrails,
): Promise<readonly string[]> {
  const mayNameOne = changes.filter(({ path }) =>
    allowancesFor(guardrails, path).some(({ serviceAccounts }) => serviceAccounts.length > 0),
  );
  const requests = await readRequests(git, mayNameOne);
  return requests.flatMap(({ written }) =>
    written.kind === 'valid' ? (homeOf({ located: written.value }) ?? []) : [],
  );
}

/** As `org/team`, in lower case. */
export function teamsThatMayAsk(guardrails: Guardrails, path: string): readonly string[] {
  return teamsAndLogins(allowancesFor(guardrails, path).flatMap(({ requesters }) => requesters)).teams;
}

/** Every one by which the request at the path may be judged. */
function allowancesFor({ policy }: Guardrails, path: string): readonly Allowance[] {
  const request = parseRequestPath(path);
  if (request === undefined) return [];
  if (request.role === ACTIONS) return policy.actions;
  return [policy.roles.get(request.role)].filter((role) => role !== undefined);
}

function decides({ by, state }: Review): boolean {
  return by.kind === 'person' && (state === 'approved' || state === 'changes requested');
}

/** `@org/team` and `@login` apart, in lower case, without the `@`. E-mails are no owners here. */
function teamsAndLogins(owners: readonly string[]): { readonly teams: string[]; readonly logins: string[] } {
  const names = owners.filter((owner) => owner.startsWith('@')).map((owner) => owner.slice(1).toLowerCase());
  return {
    teams: names.filter((name) => name.includes('/')),
    logins: names.filter((name) => !name.includes('/')),
  };
}
