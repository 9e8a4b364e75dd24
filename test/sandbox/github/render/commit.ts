// Commits, in the JSON of GitHub's REST API.
import type { Commit, Signature } from '../git.ts';
import { timestamp } from '../hub.ts';
import { accountByEmail } from '../people.ts';
import type { State } from '../state.ts';
import { nodeId, simpleUser } from './account.ts';
import { apiOf, htmlOf } from './repository.ts';

/** `commit`, without its files. */
export function commit(state: State, one: Commit) {
  const url = `${apiOf(state)}/commits/${one.sha}`;
  return {
    sha: one.sha,
    node_id: nodeId('C', one.sha),
    url,
    html_url: `${htmlOf(state)}/commit/${one.sha}`,
    comments_url: `${url}/comments`,
    commit: {
      url: `${apiOf(state)}/git/commits/${one.sha}`,
      author: gitActor(one.author),
      committer: gitActor(one.committer),
      message: one.message.trimEnd(),
      comment_count: 0,
      tree: { sha: one.tree, url: `${apiOf(state)}/git/trees/${one.tree}` },
      verification: verification(one),
    },
    author: linkedUser(state, one.author),
    committer: linkedUser(state, one.committer),
    parents: one.parents.map((sha) => ({
      sha,
      url: `${apiOf(state)}/commits/${sha}`,
      html_url: `${htmlOf(state)}/commit/${sha}`,
    })),
  };
}

const gitActor = (who: Signature) => ({ name: who.name, email: who.email, date: timestamp(who.at) });

const linkedUser = (state: State, who: Signature) => {
  const account = accountByEmail(state, who.email);
  return account ? simpleUser(state, account) : null;
};

/** GitHub signs what it commits itself; the sandbox says so, without a signature to show. */
const verification = (one: Commit) =>
  one.committer.email === 'noreply@github.com'
    ? {
        verified: true,
        reason: 'valid',
        signature: null,
        payload: null,
        verified_at: timestamp(one.committer.at),
      }
    : { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null };
