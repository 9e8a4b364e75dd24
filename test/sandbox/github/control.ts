// The hand on the simulated GitHub: people, teams, rules and history, in the words of a test or a demo.
import { newToken } from './beginning.ts';
import { createCheckRun, type CheckWish } from './checks.ts';
import type { Files } from './git.ts';
import type { Hub } from './hub.ts';
import { accountOf, findAccount } from './people.ts';
import { commitFiles, personOf, type Authorship, type NewCommit, type Person } from './person.ts';
import { putIntoGroup } from './queue.ts';
import { moveBranch } from './refs.ts';
import { daypassRulesets, type RuleChoices } from './deployed-rulesets.ts';
import { nextId, type Account, type Level, type PullRequest, type Team } from './state.ts';
import type { Ruleset } from './ruleset.ts';

export interface NewAccount {
  readonly id?: number;
  /** The first is what the person commits with. */
  readonly emails?: readonly string[];
  readonly bot?: boolean;
  /** Absent: a member. */
  readonly orgRole?: 'none' | 'member' | 'admin';
  /** As a direct collaborator. */
  readonly permission?: Level;
}

export interface TeamWish {
  readonly members?: readonly string[];
  /** Invited, and not yet active. */
  readonly pending?: readonly string[];
  readonly maintainers?: readonly string[];
  readonly parent?: string | null;
  readonly privacy?: 'closed' | 'secret';
  /** On the repository. */
  readonly permission?: Level;
}

export function makeControl(hub: Hub) {
  const { state } = hub;
  const { defaultBranch } = state.repository;

  /** The account of that login; made, as a member of the organisation, if there is none. */
  const user = (login: string, wish: NewAccount = {}): Account =>
    findAccount(state, login) ?? register(hub, login, wish);
  const someone = (login: string): Account => {
    const account = findAccount(state, login);
    if (!account) throw new Error(`nobody is called ${login}`);
    return account;
  };

  return {
    state,
    git: hub.git,
    user,
    as: (login: string): Person => personOf(hub, user(login)),
    pull: (number: number): PullRequest => {
      const pull = state.pulls.get(number);
      if (!pull) throw new Error(`there is no pull request ${number}`);
      return pull;
    },
    /** The commit that a branch points to; absent: the default branch. */
    head: (branch = defaultBranch): string => {
      const sha = state.branches.get(branch);
      if (sha === undefined) throw new Error(`there is no branch ${branch}`);
      return sha;
    },
    /** A file on the default branch, or null. */
    file: async (path: string): Promise<string | null> => hub.git.file(`refs/heads/${defaultBranch}`, path),
    /** Waits until the merge queue has done what it does by itself. */
    queueSettled: async (): Promise<void> => hub.exclusive(async () => {}),
    /** What GitHub would never make: the queue's commit for a pull request holds these files too. Gives it. */
    putIntoGroup: async (pull: PullRequest, files: Files): Promise<string> =>
      hub.exclusive(async () => putIntoGroup(hub, pull, files)),
    /** A commit on the default branch past every rule, as somebody with the keys of the house can make. */
    directPush: async (files: Files, more: Authorship & { readonly by?: string } = {}) =>
      hub.exclusive(async () => {
        const by = more.by === undefined ? state.org : someone(more.by);
        const head = await hub.git.run(['rev-parse', `refs/heads/${defaultBranch}`]);
        const to = await commitFiles(hub, by, { parents: [head], tree: head, files, ...more });
        await moveBranch(hub, { branch: defaultBranch, to, by });
        return to;
      }),
    /** A commit that no branch holds: with `rewriteTo`, any history can be told, an evil merge among them. */
    makeCommit: async (what: NewCommit & { readonly by?: string }): Promise<string> =>
      commitFiles(hub, what.by === undefined ? state.org : someone(what.by), what),
    /** Points the default branch at another commit, past every rule: history is rewritten. */
    rewriteTo: async (sha: string) =>
      hub.exclusive(async () => moveBranch(hub, { branch: defaultBranch, to: sha, by: state.org })),
    /** Creates or changes a team; what is not said stays. */
    setTeam: (slug: string, wish: TeamWish = {}): Team => setTeam(hub, slug, wish, user),
    deleteTeam: (slug: string): boolean => state.teams.delete(slug),
    removeFromTeam(slug: string, login: string): void {
      const team = state.teams.get(slug);
      if (team) team.members = team.members.filter((member) => member.account !== someone(login).id);
    },
    setOrgRole(login: string, role: Account['orgRole']): void {
      someone(login).orgRole = role;
    },
    /** Out of the organisation and of all its teams. */
    removeFromOrg(login: string): void {
      const account = someone(login);
      account.orgRole = 'none';
      state.collaborators.delete(account.id);
      for (const team of state.teams.values()) {
        team.members = team.members.filter((member) => member.account !== account.id);
      }
    },
    setPermission: (login: string, level: Level) => state.collaborators.set(user(login).id, level),
    setBasePermission(level: Level): void {
      state.basePermission = level;
    },
    /** The login becomes free: `user(old)` then registers somebody else under it. */
    rename(login: string, to: string): void {
      someone(login).login = to;
    },
    /** Rules as GitHub publishes them: the JSON of `deploy/github` can be given here. */
    setRulesets(rulesets: readonly Ruleset[]): void {
      state.rulesets = [...rulesets];
    },
    /** The rules of the access repository, with these two choices. */
    setRules(choices: RuleChoices): void {
      state.rulesets = [...daypassRulesets(state.app.id, choices)];
    },
    /** A check run of another app, or in our name without a controller. */
    postCheck(sha: string, wish: CheckWish & { readonly name: string }, app = state.app.slug) {
      const found = [state.app, ...state.otherApps].find((one) => one.slug === app);
      if (!found) throw new Error(`there is no app ${app}`);
      return createCheckRun(hub, found, sha, wish);
    },
    bot: (): Account => accountOf(state, state.app.bot),
  };
}

function register(hub: Hub, login: string, wish: NewAccount): Account {
  const { state } = hub;
  if (wish.id === undefined) state.lastAccountId += 1;
  const id = wish.id ?? state.lastAccountId;
  if (state.accounts.has(id)) throw new Error(`the id ${id} is taken`);
  state.lastAccountId = Math.max(state.lastAccountId, id < 100_000 ? id : 0);
  const account: Account = {
    id,
    login,
    type: wish.bot ? 'Bot' : 'User',
    emails: [...(wish.emails ?? [`${login}-${id}@mail.example`])],
    orgRole: wish.orgRole ?? (wish.bot ? 'none' : 'member'),
    token: newToken(),
    createdAt: hub.now(),
  };
  state.accounts.set(id, account);
  if (wish.permission !== undefined) state.collaborators.set(id, wish.permission);
  return account;
}

function setTeam(hub: Hub, slug: string, wish: TeamWish, user: (login: string) => Account): Team {
  const { state } = hub;
  const blank: Team = {
    id: nextId(state),
    slug,
    privacy: 'closed',
    parent: null,
    permission: 'none',
    members: [],
    createdAt: hub.now(),
  };
  const team = state.teams.get(slug) ?? blank;
  state.teams.set(slug, team);
  team.privacy = wish.privacy ?? team.privacy;
  team.permission = wish.permission ?? team.permission;
  if (wish.parent !== undefined) team.parent = wish.parent;
  const seats = (
    logins: readonly string[] | undefined,
    role: 'member' | 'maintainer',
    seat: 'active' | 'pending',
  ) => (logins ?? []).map((login) => ({ account: user(login).id, role, state: seat }));
  if (wish.members ?? wish.maintainers ?? wish.pending) {
    team.members = [
      ...seats(wish.maintainers, 'maintainer', 'active'),
      ...seats(wish.members, 'member', 'active'),
      ...seats(wish.pending, 'member', 'pending'),
    ];
  }
  return team;
}
