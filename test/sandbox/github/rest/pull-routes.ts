// Routes of pull requests: list, open, read, edit, merge, their commits, and the pull requests of a commit.
import { invalid, Refusal } from '../hub.ts';
import { mergePull } from '../merge.ts';
import { editPull, mayEdit, openPull, tryMerge, updateBranch } from '../pulls.ts';
import { atLeast, permissionOf } from '../people.ts';
import { actorOf, created, ok, optionalText, page, textOf, type Answer, type Call } from '../http/answers.ts';
import type { Route } from '../http/router.ts';
import { commit } from '../render/commit.ts';
import { fullPull, simplePull } from '../render/pull.ts';
import type { MergeMethod, PullRequest } from '../state.ts';
import { commitIn, pullIn, repositoryIn } from './found.ts';

const read = { kind: 'repository', permission: 'pull_requests', level: 'read' } as const;
const write = { kind: 'repository', permission: 'pull_requests', level: 'write', person: 'read' } as const;
const merge = { kind: 'repository', permission: 'contents', level: 'write' } as const;

export const pullRoutes: readonly Route[] = [
  { method: 'GET', path: '/repos/{owner}/{repo}/pulls', need: read, handle: listPulls },
  {
    method: 'POST',
    path: '/repos/{owner}/{repo}/pulls',
    need: write,
    createsContent: true,
    handle: postPull,
  },
  { method: 'GET', path: '/repos/{owner}/{repo}/pulls/{pull_number}', need: read, handle: getPull },
  { method: 'PATCH', path: '/repos/{owner}/{repo}/pulls/{pull_number}', need: write, handle: patchPull },
  {
    method: 'PUT',
    path: '/repos/{owner}/{repo}/pulls/{pull_number}/merge',
    need: merge,
    createsContent: true,
    handle: putMerge,
  },
  {
    method: 'PUT',
    path: '/repos/{owner}/{repo}/pulls/{pull_number}/update-branch',
    need: write,
    handle: putBranch,
  },
  {
    method: 'GET',
    path: '/repos/{owner}/{repo}/pulls/{pull_number}/commits',
    need: read,
    handle: listCommits,
  },
  {
    method: 'GET',
    path: '/repos/{owner}/{repo}/commits/{commit_sha}/pulls',
    need: read,
    handle: listPullsOfCommit,
  },
];

function listPulls(call: Call): Answer {
  const state = repositoryIn(call);
  const query = (name: string) => call.url.searchParams.get(name);
  const wanted = query('state') ?? 'open';
  const head = query('head');
  const base = query('base');
  const owner = (pull: PullRequest) =>
    pull.head.fork === null ? state.org.login : state.accounts.get(pull.head.fork)?.login;
  const found = [...state.pulls.values()]
    .filter((pull) => wanted === 'all' || pull.state === wanted)
    .filter((pull) => base === null || pull.base.ref === base)
    .filter((pull) => head === null || head === `${owner(pull)}:${pull.head.ref}`);
  return page(call, inOrder(found, query('sort'), query('direction')), (items) =>
    items.map((pull) => simplePull(state, pull)),
  );
}

/** Newest first, unless a sort is asked for: then the oldest, unless a direction is. */
const inOrder = (pulls: readonly PullRequest[], sort: string | null, direction: string | null) => {
  const at = (pull: PullRequest) => (sort === 'updated' ? pull.updatedAt : pull.createdAt);
  const rising = pulls.toSorted((one, other) => at(one) - at(other) || one.number - other.number);
  return (direction ?? (sort === null || sort === 'created' ? 'desc' : 'asc')) === 'asc'
    ? rising
    : rising.toReversed();
};

async function postPull(call: Call): Promise<Answer> {
  const state = repositoryIn(call);
  const head = textOf(call, 'head', 'PullRequest');
  const opening = {
    title: textOf(call, 'title', 'PullRequest'),
    body: optionalText(call, 'body') ?? null,
    head: head.startsWith(`${state.org.login}:`) ? head.slice(state.org.login.length + 1) : head,
    base: textOf(call, 'base', 'PullRequest'),
    draft: call.body['draft'] === true,
  };
  const pull = await call.hub.exclusive(async () => openPull(call.hub, actorOf(call.viewer), opening));
  return created(fullPull(state, pull));
}

async function getPull(call: Call): Promise<Answer> {
  const pull = pullIn(call);
  await tryMerge(call.hub, pull);
  return ok(fullPull(call.hub.state, pull));
}

async function patchPull(call: Call): Promise<Answer> {
  const pull = pullIn(call);
  const actor = actorOf(call.viewer);
  if (call.viewer.kind === 'person' && !mayEdit(call.hub, actor, pull)) {
    throw new Refusal(403, 'Must have push access to repository.');
  }
  const to = call.body['state'];
  if (to !== undefined && to !== 'open' && to !== 'closed')
    throw invalid('PullRequest', 'state', 'state is not open or closed');
  const title = optionalText(call, 'title');
  const body = optionalText(call, 'body');
  const base = optionalText(call, 'base');
  const edit = {
    ...(title === undefined ? {} : { title }),
    ...(body === undefined ? {} : { body }),
    ...(base === undefined ? {} : { base }),
    ...(to === undefined ? {} : { state: to === 'open' ? ('open' as const) : ('closed' as const) }),
  };
  await call.hub.exclusive(async () => editPull(call.hub, actor, pull, edit));
  return ok(fullPull(call.hub.state, pull));
}

async function putMerge(call: Call): Promise<Answer> {
  const pull = pullIn(call);
  const method = (optionalText(call, 'merge_method') ?? 'merge') as MergeMethod;
  if (!['merge', 'squash', 'rebase'].includes(method))
    throw invalid('PullRequest', 'merge_method', 'is not a merge method');
  const title = optionalText(call, 'commit_title');
  const message = optionalText(call, 'commit_message');
  const sha = optionalText(call, 'sha');
  const wish = {
    method,
    ...(title === undefined ? {} : { title }),
    ...(message === undefined ? {} : { message }),
    ...(sha === undefined ? {} : { sha }),
  };
  const merged = await call.hub.exclusive(async () => mergePull(call.hub, actorOf(call.viewer), pull, wish));
  return ok({ sha: merged, merged: true, message: 'Pull Request successfully merged' });
}

async function putBranch(call: Call): Promise<Answer> {
  const pull = pullIn(call);
  const actor = actorOf(call.viewer);
  if (call.viewer.kind === 'person' && !atLeast(permissionOf(call.hub.state, actor), 'write')) {
    throw new Refusal(403, 'Must have push access to repository.');
  }
  await call.hub.exclusive(async () => updateBranch(call.hub, actor, pull));
  return {
    status: 202,
    body: { message: 'Updating pull request branch.', url: `${call.url.origin}/${pull.number}` },
  };
}

/** At most 250, as GitHub lists them; a merged pull request keeps its own. */
async function listCommits(call: Call): Promise<Answer> {
  const pull = pullIn(call);
  const { state, git } = call.hub;
  const shas = (await commitsOf(call, pull)).slice(0, 250);
  const commits = await Promise.all(shas.map(async (sha) => git.commit(sha)));
  return page(call, commits, (items) => items.map((one) => commit(state, one)));
}

const commitsOf = async (call: Call, pull: PullRequest): Promise<readonly string[]> =>
  call.hub.git.between(pull.base.sha, pull.head.sha);

/** Those that brought the commit to the default branch; of one that is not on it, whichever pull requests hold it. */
async function listPullsOfCommit(call: Call): Promise<Answer> {
  const state = repositoryIn(call);
  const sha = await commitIn(call, 'commit_sha');
  const main = state.branches.get(state.repository.defaultBranch);
  const landed = main !== undefined && (await call.hub.git.isAncestor(sha, main));
  const found: PullRequest[] = [];
  for (const pull of state.pulls.values()) {
    const brought = pull.merge?.introduced.includes(sha) ?? false;
    const holds = !landed && (await commitsOf(call, pull)).includes(sha);
    if (brought || holds) found.push(pull);
  }
  return page(call, found, (items) => items.map((pull) => simplePull(state, pull)));
}
