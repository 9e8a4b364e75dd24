// Routes of the repository: itself, its branches, people's permission on it, errors in its CODEOWNERS.
import { codeownersErrors } from '../codeowners.ts';
import { notFound, Refusal } from '../hub.ts';
import { permissionOf } from '../people.ts';
import { ok, type Answer, type Call } from '../http/answers.ts';
import type { Route } from '../http/router.ts';
import { nodeId, simpleUser } from '../render/account.ts';
import { commit } from '../render/commit.ts';
import { apiOf, fullRepository, htmlOf, permissions } from '../render/repository.ts';
import { rulesFor } from '../rules.ts';
import type { Level, State } from '../state.ts';
import { accountIn, repositoryIn } from './found.ts';

const metadata = { kind: 'repository', permission: 'metadata', level: 'read' } as const;
const contents = { kind: 'repository', permission: 'contents', level: 'read' } as const;

export const repositoryRoutes: readonly Route[] = [
  { method: 'GET', path: '/repos/{owner}/{repo}', need: metadata, handle: getRepository },
  { method: 'GET', path: '/repositories/{repository_id}', need: metadata, handle: getRepository },
  { method: 'GET', path: '/repos/{owner}/{repo}/branches/{branch}', need: contents, handle: getBranch },
  { method: 'GET', path: '/repos/{owner}/{repo}/git/ref/{ref}', need: contents, handle: getRef },
  {
    method: 'GET',
    path: '/repos/{owner}/{repo}/git/matching-refs/{ref}',
    need: contents,
    handle: getMatchingRefs,
  },
  {
    method: 'GET',
    path: '/repos/{owner}/{repo}/collaborators/{username}/permission',
    need: { ...metadata, person: 'write' },
    handle: getPermission,
  },
  {
    method: 'GET',
    path: '/repos/{owner}/{repo}/codeowners/errors',
    need: contents,
    handle: getCodeownersErrors,
  },
];

function getRepository(call: Call): Answer {
  const state = repositoryIn(call);
  const level = call.viewer.kind === 'person' ? permissionOf(state, call.viewer.account) : 'read';
  return ok(fullRepository(state, level));
}

async function getBranch(call: Call): Promise<Answer> {
  const state = repositoryIn(call);
  const name = call.params['branch'] ?? '';
  const sha = state.branches.get(name);
  if (sha === undefined) throw new Refusal(404, 'Branch not found');
  const url = `${apiOf(state)}/branches/${name}`;
  const rules = rulesFor(state, name, state.org);
  return ok({
    name,
    commit: commit(state, await call.hub.git.commit(sha)),
    _links: { self: url, html: `${htmlOf(state)}/tree/${name}` },
    protected: rules.length > 0,
    protection: {
      enabled: false,
      required_status_checks: { enforcement_level: 'off', contexts: [], checks: [] },
    },
    protection_url: `${url}/protection`,
  });
}

function getRef(call: Call): Answer {
  const state = repositoryIn(call);
  const ref = `refs/${call.params['ref'] ?? ''}`;
  const pull = /^refs\/pull\/(\d+)\/head$/.exec(ref);
  const sha = pull
    ? state.pulls.get(Number(pull[1]))?.head.sha
    : state.branches.get(ref.replace(/^refs\/heads\//, ''));
  if (sha === undefined) throw notFound();
  return ok(gitRef(state, ref, sha));
}

/** Every branch whose name begins so; none is no error. */
function getMatchingRefs(call: Call): Answer {
  const state = repositoryIn(call);
  const prefix = `refs/${call.params['ref'] ?? ''}`;
  const named = [...state.branches].map(([branch, sha]) => [`refs/heads/${branch}`, sha] as const);
  return ok(named.filter(([ref]) => ref.startsWith(prefix)).map(([ref, sha]) => gitRef(state, ref, sha)));
}

/** `git-ref`. */
function gitRef(state: State, ref: string, sha: string) {
  return {
    ref,
    node_id: nodeId('REF', ref),
    url: `${apiOf(state)}/git/${ref}`,
    object: { sha, type: 'commit', url: `${apiOf(state)}/git/commits/${sha}` },
  };
}

/** The old names for five levels, and the real one in `role_name`. */
const oldName = (level: Level): string =>
  ({ none: 'none', read: 'read', triage: 'read', write: 'write', maintain: 'write', admin: 'admin' })[level];

function getPermission(call: Call): Answer {
  const state = repositoryIn(call);
  const account = accountIn(call);
  const level = permissionOf(state, account);
  return ok({
    permission: oldName(level),
    role_name: level,
    user: { ...simpleUser(state, account), permissions: permissions(level), role_name: level },
  });
}

async function getCodeownersErrors(call: Call): Promise<Answer> {
  const state = repositoryIn(call);
  const ref = call.url.searchParams.get('ref') ?? state.repository.defaultBranch;
  const sha = state.branches.get(ref.replace(/^refs\/heads\//, '')) ?? (await call.hub.git.resolve(ref));
  const errors = sha === null ? null : await codeownersErrors(call.hub, sha);
  if (errors === null) throw notFound();
  return ok({ errors });
}
