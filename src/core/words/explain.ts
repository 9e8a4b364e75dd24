/** What `daypass policy explain` says: what one person may ask for in one place, in lines that a terminal shows well. */
import type { Owner } from '../approval/ownership.ts';
import type { Explained } from '../guardrails/explained.ts';
import type { Problem } from '../problem.ts';
import { WHOLE_CLUSTER } from '../request/path.ts';
import { list, span } from './lists.ts';

export function placeIsNone(): Problem {
  return {
    what: 'There is no such place.',
    why: 'A cluster and a namespace are DNS labels, or `_cluster` stands for the whole cluster.',
    mend: 'Write <cluster>/<namespace>, as in prod-eu/payments.',
  };
}

export interface ExplainedTo {
  readonly login: string;
  readonly cluster: string;
  readonly namespace: string;
  /** Undefined where the person has none. */
  readonly username: string | undefined;
  readonly explained: readonly Explained[];
  /** The logins behind a team, `org/team` in lower case; undefined where nobody can tell. */
  readonly membersOf: (team: string) => readonly string[] | undefined;
}

export function explanation(told: ExplainedTo): readonly string[] {
  const { login, username, explained } = told;
  const of = (outcome: Explained['outcome']) => explained.filter((one) => one.outcome === outcome);
  return [
    `${login} in ${placed(told)}${username === undefined ? '' : `, as ${username}`}`,
    ...section(
      'May ask for',
      of('may ask').map((one) => allowed(one, told)),
    ),
    ...section(
      'May ask for, as a member of a team',
      of('depends').map((one) => allowed(one, told)),
    ),
    ...section('May not ask for', of('may not').map(refused)),
  ];
}

function placed({ cluster, namespace }: ExplainedTo): string {
  return namespace === WHOLE_CLUSTER ? `the whole cluster ${cluster}` : `${cluster}/${namespace}`;
}

function section(heading: string, blocks: readonly (readonly string[])[]): readonly string[] {
  return blocks.length === 0 ? [] : ['', heading, ...blocks.flat().map((line) => `  ${line}`)];
}

function allowed(one: Explained, told: ExplainedTo): readonly string[] {
  const { name, role, allowance, teams } = one;
  const what = role === undefined ? 'exactly these actions' : `the ClusterRole ${role.clusterRole}`;
  return [
    name,
    `  ${what}, for at most ${span(allowance.maxDuration)}`,
    ...(teams.length === 0 ? [] : [`  if in ${list(teams, 'or')}`]),
    ...(allowance.needsATicket ? ['  with a ticket'] : []),
    ...(role === undefined || role.accepts.length === 0
      ? []
      : [`  it may hold ${list(role.accepts)}, which is dangerous`]),
    ...(allowance.serviceAccounts.length === 0
      ? []
      : [
          `  also for the service ${allowance.serviceAccounts.length === 1 ? 'account' : 'accounts'} ${list(allowance.serviceAccounts)}`,
        ]),
    `  ${approvedBy(one, told)}`,
  ];
}

function approvedBy({ allowance, owners }: Explained, { membersOf, login }: ExplainedTo): string {
  const { approvals, alsoApprovedBy } = allowance;
  const people = (team: string) =>
    membersOf(team)?.filter((one) => one.toLowerCase() !== login.toLowerCase());
  const of = owners.map((owner) => sayOwner(owner, people));
  const also = alsoApprovedBy.map((name) => sayOwner(entryOf(name), people));
  if (allowance.reviewWithin !== undefined)
    return `granted at the merge; then one of ${list(of, 'or')} reviews it, within ${span(allowance.reviewWithin)}`;
  if (approvals === 0 && also.length === 0)
    return `needs no approval; ${list(of)} own${of.length === 1 ? 's' : ''} the path, and may take it away`;
  const number = approvals === 0 ? [] : [`${approvals === 1 ? 'one' : approvals} of ${list(of, 'or')}`];
  return `approved by ${list([...number, ...also])}`;
}

function entryOf(text: string): Owner {
  const name = text.slice(1).toLowerCase();
  return name.includes('/') ? { kind: 'team', text, team: name } : { kind: 'person', text, login: name };
}

const TOLD = 8;

function sayOwner(owner: Owner, people: (team: string) => readonly string[] | undefined): string {
  const logins = owner.kind === 'team' ? people(owner.team) : undefined;
  if (logins === undefined) return owner.text;
  const more = logins.length > TOLD ? [`${logins.length - TOLD} more`] : [];
  return `${owner.text} (${logins.length === 0 ? 'nobody else' : list([...logins.slice(0, TOLD), ...more])})`;
}

function refused({ name, problems }: Explained): readonly string[] {
  return [name, ...problems.map(({ what, why }) => `  ${what} ${why}`)];
}
