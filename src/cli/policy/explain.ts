/** `daypass policy explain`: what the guardrails of a working tree mean for one person in one place. */
import { connectByToken, type PeopleReader } from '../../adapters/github/by-token.ts';
import { openClone } from '../../adapters/git/clone.ts';
import type { Account } from '../../core/approval/facts.ts';
import { examineGuardrails } from '../../core/guardrails/examine.ts';
import { explain } from '../../core/guardrails/explain.ts';
import type { Explained } from '../../core/guardrails/explained.ts';
import { unread, type Fact } from '../../core/problem.ts';
import { usernameOf, type Guardrails } from '../../core/request/guardrails.ts';
import { explanation } from '../../core/words/explain.ts';
import { problemLines } from '../../core/words/policy-tool.ts';
import { asFact, inParallel } from '../../flows/read/gather.ts';
import { OUTPUT, readArguments, wantsJson } from '../arguments.ts';
import { EXIT, Misuse, type ExitCode, type Io } from '../command.ts';
import { anOrganisation } from './against.ts';
import { readWorkingTree } from './working-tree.ts';

const OPTIONS = { ...OUTPUT, repository: { type: 'string', default: '.' } } as const;

interface Asked {
  readonly login: string;
  readonly cluster: string;
  readonly namespace: string;
  readonly folder: string;
}

export async function explainPolicy(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = readArguments(args, OPTIONS, {
    required: '<login>',
    optional: '<cluster>/<namespace>',
  });
  const isJson = wantsJson(values.output);
  const asked = { ...placeOf(positionals), folder: values.repository };
  const { files, problems } = readWorkingTree(asked.folder);
  const examined = examineGuardrails(files);
  if (examined.kind === 'invalid' || problems.length > 0) {
    const all = [...problems, ...(examined.kind === 'invalid' ? examined.problems : [])];
    io.err(`${all.flatMap(problemLines).join('\n')}\n`);
    return EXIT.refused;
  }
  const told = await tell(asked, examined.value, io);
  io.out(isJson ? `${JSON.stringify(asJson(told))}\n` : `${explanation(told).join('\n')}\n`);
  return EXIT.done;
}

function placeOf([login = '', place = '']: readonly string[]): Omit<Asked, 'folder'> {
  const [cluster, namespace, ...more] = place.split('/');
  if (!cluster || !namespace || more.length > 0)
    throw new Misuse('<cluster>/<namespace> is missing, as in prod-eu/payments');
  return { login: login.replace(/^@/, ''), cluster, namespace };
}

type Told = Parameters<typeof explanation>[0];

async function tell(asked: Asked, guardrails: Guardrails, { variables }: Io): Promise<Told> {
  const repository = variables['DAYPASS_REPOSITORY'] ?? (await originOf(asked.folder));
  const [organisation = ''] = (repository ?? anOrganisation(guardrails)).split('/');
  const people = peopleReader(repository, variables);
  const account = await accountOf(asked.login, guardrails, people);
  const whoever = { ...asked, guardrails, organisation, account };
  const teams = teamsAbout(explain({ ...whoever, isMember: () => unread('it was not asked for') }));
  const { memberships, members } = await readTeams(teams, account, people);
  const isMember = (team: string): Fact<boolean> => memberships.get(team) ?? unread('it was not asked for');
  const explained = explain({ ...whoever, isMember });
  return {
    ...asked,
    username: usernameOf(guardrails, account),
    explained,
    membersOf: (team) => members.get(team),
  };
}

/** Undefined outside of a clone, and where there is no such remote: the files are all that is needed. */
async function originOf(folder: string): Promise<string | undefined> {
  let clone;
  try {
    clone = openClone(folder);
    return await clone.repository();
  } catch {
    return undefined;
  } finally {
    clone?.close();
  }
}

function peopleReader(repository: string | undefined, variables: Io['variables']): PeopleReader | undefined {
  const token = variables['GITHUB_TOKEN'];
  if (token === undefined || token === '') return undefined;
  if (repository === undefined)
    throw new Misuse('GITHUB_TOKEN is set, and DAYPASS_REPOSITORY does not say whose teams they are');
  const apiUrl = variables['GITHUB_API_URL'] ?? 'https://api.github.com';
  return connectByToken({ apiUrl, repository, token });
}

/** Without GitHub, whoever bears the login is taken to be who the people file says. */
async function accountOf(
  login: string,
  { people }: Guardrails,
  reader: PeopleReader | undefined,
): Promise<Account> {
  const found = await reader?.standing(login);
  if (reader !== undefined && found === undefined) throw new Error(`GitHub knows nobody called ${login}`);
  return found?.account ?? { login, id: people.get(login.toLowerCase())?.id ?? 0 };
}

/** So many teams are asked about, so many at a time. */
const MOST_TEAMS = 100;
const WIDTH = 4;

interface TeamsAbout {
  /** Who is in them may ask. */
  readonly asking: readonly string[];
  /** Who is in them may approve. */
  readonly approving: readonly string[];
}

/** NB: the clone may be a stranger's, and names as many teams as it likes; the token that GitHub counts by is the reader's. */
function teamsAbout(explained: readonly Explained[]): TeamsAbout {
  const possible = explained.filter(({ outcome }) => outcome !== 'may not');
  const approving = possible.flatMap(({ owners, allowance }) => [
    ...owners.map(({ text }) => text),
    ...allowance.alsoApprovedBy,
  ]);
  return { asking: teamsIn(possible.flatMap(({ teams }) => teams)), approving: teamsIn(approving) };
}

function teamsIn(names: readonly string[]): readonly string[] {
  const teams = names.filter((name) => name.startsWith('@') && name.includes('/'));
  return [...new Set(teams.map((name) => name.slice(1).toLowerCase()))].slice(0, MOST_TEAMS);
}

interface Teams {
  readonly memberships: ReadonlyMap<string, Fact<boolean>>;
  readonly members: ReadonlyMap<string, readonly string[]>;
}

async function readTeams(
  { asking, approving }: TeamsAbout,
  { login }: Account,
  reader: PeopleReader | undefined,
): Promise<Teams> {
  if (reader === undefined) return { memberships: new Map(), members: new Map() };
  const memberships = await inParallel(asking, WIDTH, async (team) => {
    return [team, await asFact(reader.isMember(team, login))] as const;
  });
  const members = await inParallel(approving, WIDTH, async (team) => {
    const fact = await asFact(reader.teamMembers(team));
    const accounts = fact.kind === 'read' ? fact.value : undefined;
    return accounts === undefined ? [] : [[team, accounts.map((one) => one.login)] as const];
  });
  return { memberships: new Map(memberships), members: new Map(members.flat()) };
}

function asJson({ login, cluster, namespace, username, explained, membersOf }: Told) {
  const allowances = explained.map(
    ({ kind, name, outcome, teams, problems, allowance, role, owners }: Explained) => ({
      kind,
      name,
      outcome,
      teams,
      problems: problems.map(({ what, why, mend }) => ({ what, why, mend })),
      clusterRole: role?.clusterRole ?? null,
      accepts: role?.accepts ?? [],
      maxDurationSeconds: allowance.maxDuration / 1_000,
      needsATicket: allowance.needsATicket,
      approvals: allowance.approvals,
      alsoApprovedBy: allowance.alsoApprovedBy,
      owners: owners.map((owner) => ({
        name: owner.text,
        people: (owner.kind === 'team' ? membersOf(owner.team) : [owner.login]) ?? null,
      })),
    }),
  );
  return { login, cluster, namespace, username: username ?? null, allowances };
}
