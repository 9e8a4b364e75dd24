// Finds what a path names, or answers 404 as GitHub does.
import { notFound, Refusal } from '../hub.ts';
import { findAccount, sameLogin } from '../people.ts';
import type { Account, Comment, PullRequest, Review, State, Team } from '../state.ts';
import type { Call } from '../http/answers.ts';

/** The one repository of this GitHub, if the path names it. */
export function repositoryIn(call: Call): State {
  const { state } = call.hub;
  const { owner, repo, repository_id: id } = call.params;
  const byId = id !== undefined && Number(id) === state.repository.id;
  const byName =
    owner !== undefined &&
    repo !== undefined &&
    sameLogin(owner, state.org.login) &&
    sameLogin(repo, state.repository.name);
  if (!byId && !byName) throw notFound();
  return state;
}

export function pullIn(call: Call, name = 'pull_number'): PullRequest {
  const pull = repositoryIn(call).pulls.get(Number(call.params[name]));
  if (!pull) throw notFound();
  return pull;
}

export function reviewIn(call: Call): { readonly pull: PullRequest; readonly review: Review } {
  const pull = pullIn(call);
  const id = Number(call.params['review_id']);
  const review = call.hub.state.reviews.find((one) => one.id === id && one.pull === pull.number);
  if (!review) throw notFound();
  return { pull, review };
}

export function commentIn(call: Call): { readonly pull: PullRequest; readonly comment: Comment } {
  const state = repositoryIn(call);
  const comment = state.comments.find((one) => one.id === Number(call.params['comment_id']));
  const pull = comment && state.pulls.get(comment.pull);
  if (!comment || !pull) throw notFound();
  return { pull, comment };
}

export function accountIn(call: Call): Account {
  const account = findAccount(call.hub.state, call.params['username'] ?? '');
  if (!account) throw notFound();
  return account;
}

/** A secret team is there for its members, the owners and the App alone. */
export function teamIn(call: Call): Team {
  const { state } = call.hub;
  if (!sameLogin(call.params['org'] ?? '', state.org.login)) throw notFound();
  const team = state.teams.get((call.params['team_slug'] ?? '').toLowerCase());
  if (!team) throw notFound();
  const { viewer } = call;
  const insider =
    viewer.kind !== 'person' ||
    viewer.account.orgRole === 'admin' ||
    team.members.some((member) => member.account === viewer.account.id);
  if (team.privacy === 'secret' && !insider) throw notFound();
  return team;
}

/** The commit that a branch, a full ref or an id names. */
export async function commitIn(call: Call, name: string): Promise<string> {
  const state = repositoryIn(call);
  const wanted = call.params[name] ?? '';
  const branch = state.branches.get(wanted.replace(/^(refs\/)?heads\//, ''));
  const sha = branch ?? (/^[0-9a-f]{7,40}$/.test(wanted) ? await call.hub.git.resolve(wanted) : null);
  if (sha === null) throw new Refusal(422, `No commit found for SHA: ${wanted}`);
  return sha;
}
