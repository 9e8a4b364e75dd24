// What GitHub tells the App about each happening: the bodies of its webhooks.
import type { Commit } from '../git.ts';
import { timestamp, type Hub } from '../hub.ts';
import { accountOf } from '../people.ts';
import { nodeId, organization, simpleUser } from '../render/account.ts';
import { installation } from '../render/app.ts';
import { checkRun, checkSuite, simpleSuite } from '../render/check.ts';
import { commit as renderCommit } from '../render/commit.ts';
import { comment as renderComment, review as renderReview } from '../render/conversation.ts';
import { issueOf } from '../render/issue.ts';
import { fullPull, simplePull } from '../render/pull.ts';
import { htmlOf, repository } from '../render/repository.ts';
import type { Account, CheckRun, CheckSuite, Comment, PullRequest, Review } from '../state.ts';

type Extra = Readonly<Record<string, unknown>>;

export function notePull(hub: Hub, action: string, pull: PullRequest, by: Account, extra: Extra = {}): void {
  const body = { number: pull.number, pull_request: fullPull(hub.state, pull), ...extra };
  announce(hub, 'pull_request', action, by, body);
}

export function noteReview(
  hub: Hub,
  action: 'submitted' | 'edited' | 'dismissed',
  pull: PullRequest,
  review: Review,
  by: Account,
  extra: Extra = {},
): void {
  const rendered = { ...renderReview(hub.state, review), state: review.state.toLowerCase() };
  announce(hub, 'pull_request_review', action, by, {
    review: {
      ...rendered,
      submitted_at: timestamp(review.submittedAt),
      updated_at: timestamp(review.updatedAt),
    },
    pull_request: simplePull(hub.state, pull),
    ...extra,
  });
}

export function noteComment(
  hub: Hub,
  action: 'created' | 'edited' | 'deleted',
  pull: PullRequest,
  comment: Comment,
  by: Account,
  extra: Extra = {},
): void {
  const body = { issue: issueOf(hub.state, pull), comment: renderComment(hub.state, comment), ...extra };
  announce(hub, 'issue_comment', action, by, body);
}

export function noteCheckRun(hub: Hub, action: 'created' | 'completed', run: CheckRun, by: Account): void {
  const suite = hub.state.checkSuites.find((one) => one.id === run.suite);
  const rendered = checkRun(hub.state, run);
  announce(hub, 'check_run', action, by, {
    check_run: { ...rendered, check_suite: suite && simpleSuite(hub.state, suite, [run]) },
  });
}

export function noteCheckSuite(hub: Hub, action: 'requested' | 'completed', suite: CheckSuite): void {
  const { state } = hub;
  const runs = state.checkRuns.filter((run) => run.suite === suite.id);
  const announceWith = (commit: Commit): void => {
    announce(hub, 'check_suite', action, accountOf(state, state.app.bot), {
      check_suite: { ...checkSuite(state, suite, runs), head_commit: headCommit(commit) },
    });
  };
  const known = hub.git.known(suite.headSha);
  if (known) announceWith(known);
  else void hub.git.commit(suite.headSha).then(announceWith);
}

export interface NotedGroup {
  readonly branch: string;
  readonly base: string;
  readonly sha: string;
  /** The branch that it is to be merged into. */
  readonly target: string;
}

export async function noteGroup(
  hub: Hub,
  action: 'checks_requested' | 'destroyed',
  { branch, base, sha, target }: NotedGroup,
  by: Account,
  extra: Extra = {},
): Promise<void> {
  announce(hub, 'merge_group', action, by, {
    merge_group: {
      head_sha: sha,
      head_ref: `refs/heads/${branch}`,
      base_sha: base,
      base_ref: `refs/heads/${target}`,
      head_commit: headCommit(await hub.git.commit(sha)),
    },
    ...extra,
  });
}

/** `simple-commit`. */
function headCommit({ sha, author, committer, tree, message }: Commit) {
  const person = ({ name, email }: { name: string; email: string }) => ({ name, email });
  return {
    id: sha,
    tree_id: tree,
    message,
    timestamp: timestamp(committer.at),
    author: person(author),
    committer: person(committer),
  };
}

export function noteInstallation(hub: Hub, action: 'suspend' | 'unsuspend', by: Account): void {
  const body = { installation: installation(hub.state), sender: simpleUser(hub.state, by) };
  hub.announce({ event: 'installation', action, sender: by, body });
}

export interface Push {
  readonly branch: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly by: Account;
}

const zero = '0'.repeat(40);
const commitsAPush = 2048;

export async function notePush(hub: Hub, push: Push): Promise<void> {
  const { before, after, by } = push;
  const { state, git } = hub;
  const main = state.branches.get(state.repository.defaultBranch);
  const from = before ?? (main === after ? null : main);
  const shas = after === null || !from ? [] : await git.between(from, after);
  const commits = await Promise.all(shas.slice(-commitsAPush).map(async (sha) => pushedCommit(hub, sha)));
  const forced = before !== null && after !== null && !(await git.isAncestor(before, after));
  announce(hub, 'push', null, by, {
    ref: `refs/heads/${push.branch}`,
    before: before ?? zero,
    after: after ?? zero,
    created: before === null,
    deleted: after === null,
    forced,
    base_ref: null,
    compare: `${htmlOf(state)}/compare/${before ?? zero}...${after ?? zero}`,
    commits,
    head_commit: after === null ? null : await pushedCommit(hub, after),
    pusher: { name: by.login, email: by.emails[0] ?? null },
  });
}

async function pushedCommit(hub: Hub, sha: string) {
  const commit = await hub.git.commit(sha);
  const parent = commit.parents[0];
  const changes = parent === undefined ? [] : await hub.git.nameStatus(parent, sha);
  const paths = (status: string) =>
    changes.filter((line) => line.startsWith(status)).map((line) => line.slice(line.indexOf('\t') + 1));
  const rendered = renderCommit(hub.state, commit);
  const person = (name: string, email: string, login: string | undefined) => ({
    name,
    email,
    ...(login === undefined ? {} : { username: login }),
  });
  return {
    id: sha,
    tree_id: commit.tree,
    distinct: true,
    message: commit.message.trimEnd(),
    timestamp: timestamp(commit.committer.at),
    url: rendered.html_url,
    author: person(commit.author.name, commit.author.email, rendered.author?.login),
    committer: person(commit.committer.name, commit.committer.email, rendered.committer?.login),
    added: paths('A'),
    removed: paths('D'),
    modified: paths('M'),
  };
}

const announce = (hub: Hub, event: string, action: string | null, sender: Account, body: Extra): void => {
  const { state } = hub;
  hub.announce({
    event,
    action,
    sender,
    body: {
      ...body,
      repository: repository(state),
      organization: organization(state),
      installation: { id: state.installation.id, node_id: nodeId('I', state.installation.id) },
      sender: simpleUser(state, sender),
    },
  });
};
