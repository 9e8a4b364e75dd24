// One story that touches every endpoint and raises every webhook, refusals among them.
import { createSign } from 'node:crypto';
import type { GitHub } from './start-github.ts';

type Body = Readonly<Record<string, unknown>>;
type Call = (method: string, path: string, body?: Body, headers?: Record<string, string>) => Promise<Reply>;

interface Reply {
  readonly status: number;
  readonly body: Record<string, unknown> & Record<number, Record<string, unknown>>;
  readonly headers: Headers;
}

const repo = '/repos/acme/access';

/** Plays it; what was answered is in `github.requests`. */
export async function playEverything(github: GitHub): Promise<void> {
  github.setTeam('platform', { members: ['carol'], permission: 'write' });
  github.setTeam('payments', { members: ['bob'], parent: 'platform', permission: 'write' });
  github.setTeam('hidden', { members: ['dave'], privacy: 'secret' });
  github.user('alice', { permission: 'write' });
  github.user('root', { orgRole: 'admin' });
  const app = callerOf(github, `Bearer ${signedJwt(github)}`);
  const token = await app('POST', `/app/installations/${github.app.installationId}/access_tokens`, {
    repositories: ['access'],
  });
  const ours = callerOf(github, `token ${String(token.body['token'])}`);
  const as = (login: string) => callerOf(github, `Bearer ${github.user(login).token}`);

  await readPeople(github, ours, as('alice'));
  const pull = await openAndEdit(github, as('alice'));
  await reviewAndComment(github, pull, { ours, bob: as('bob'), alice: as('alice') });
  await check(github, pull, ours);
  await merge(github, pull, { ours, alice: as('alice') });
  await queue(github, ours);
  await readApp(github, app);
  await beRefused(github, { ours, nobody: callerOf(github, undefined), app, dave: as('dave') });
}

async function readPeople(github: GitHub, ours: Call, alice: Call): Promise<void> {
  await github.directPush({ '.github/CODEOWNERS': '/a/ @acme/payments\n/b/ @nobody\n/c/[x] @alice\n' });
  await ours('GET', repo);
  await ours('GET', `/repositories/${github.state.repository.id}`);
  await ours('GET', `${repo}/branches/main`);
  await ours('GET', `${repo}/git/ref/heads/main`);
  await ours('GET', `${repo}/codeowners/errors?ref=main`);
  await ours('GET', `${repo}/collaborators/alice/permission`);
  await ours('GET', '/users/Alice');
  await ours('GET', '/users/acme');
  await ours('GET', `/user/${github.user('alice').id}`);
  await alice('GET', '/user');
  await ours('GET', '/orgs/acme/teams/payments');
  await ours('GET', '/orgs/acme/teams/platform/members');
  await ours('GET', '/orgs/acme/teams/platform/memberships/bob');
  await ours('GET', '/orgs/acme/teams/payments/repos/acme/access');
  const accept = { accept: 'application/vnd.github.v3.repository+json' };
  await ours('GET', '/orgs/acme/teams/payments/repos/acme/access', undefined, accept);
  await ours('GET', '/rate_limit');
}

async function openAndEdit(github: GitHub, alice: Call): Promise<number> {
  await github
    .as('alice')
    .push('main', {})
    .catch(() => undefined);
  await github.as('alice').pointBranch('ask', github.head());
  await github.as('alice').push('ask', { 'a/one.yaml': 'one\n' });
  const opened = await alice('POST', `${repo}/pulls`, {
    title: 'Ask',
    head: 'ask',
    base: 'main',
    body: 'Please',
  });
  const number = Number(opened.body['number']);
  await github.as('alice').push('ask', { 'a/two.yaml': 'two\n' });
  await alice('PATCH', `${repo}/pulls/${number}`, { title: 'Ask for two', body: 'Please, both' });
  await alice('PATCH', `${repo}/pulls/${number}`, { state: 'closed' });
  await alice('PATCH', `${repo}/pulls/${number}`, { state: 'open' });
  github.as('alice').markDraft(number);
  await alice('PUT', `${repo}/pulls/${number}/merge`);
  github.as('alice').markReady(number);
  await github.directPush({ 'other.txt': 'other\n' });
  await alice('PUT', `${repo}/pulls/${number}/update-branch`);
  await alice('GET', `${repo}/pulls?state=all&per_page=1`);
  await alice('GET', `${repo}/pulls/${number}`);
  await alice('GET', `${repo}/pulls/${number}/commits`);
  const fork = await github
    .as('eve')
    .openPullRequest({ branch: 'evil', title: 'Fork', files: { x: 'x\n' }, fork: true });
  await alice('GET', `${repo}/pulls/${fork.number}`);
  await github.as('alice').openPullRequest({
    branch: 'clash',
    title: 'Clash',
    files: { 'other.txt': 'no\n' },
    from: `${github.head()}~1`,
  });
  return number;
}

interface Reviewers {
  readonly ours: Call;
  readonly bob: Call;
  readonly alice: Call;
}

async function reviewAndComment(
  github: GitHub,
  pull: number,
  { ours, bob, alice }: Reviewers,
): Promise<void> {
  const reviews = `${repo}/pulls/${pull}/reviews`;
  const first = await bob('POST', reviews, { event: 'REQUEST_CHANGES', body: 'No' });
  await bob('PUT', `${reviews}/${String(first.body['id'])}`, { body: 'No, because' });
  await alice('PUT', `${reviews}/${String(first.body['id'])}/dismissals`, { message: 'Done' });
  await bob('POST', reviews, { body: 'a draft' });
  await bob('POST', reviews, { event: 'APPROVE' });
  await bob('GET', reviews);
  await ours('GET', reviews);
  await alice('POST', reviews, { event: 'APPROVE' });
  const comments = `${repo}/issues/${pull}/comments`;
  const comment = await ours('POST', comments, { body: 'If you approve…' });
  const id = String(comment.body['id']);
  await ours('GET', comments);
  await ours('GET', `${repo}/issues/comments?sort=updated&direction=asc&since=2026-01-01T00:00:00Z`);
  await ours('GET', `${repo}/issues/comments/${id}`);
  await ours('PATCH', `${repo}/issues/comments/${id}`, { body: 'Approved' });
  await ours('DELETE', `${repo}/issues/comments/${id}`);
  github.as('bob').comment(pull, 'Thanks');
}

async function check(github: GitHub, pull: number, ours: Call): Promise<void> {
  const head_sha = github.pull(pull).head.sha;
  const made = await ours('POST', `${repo}/check-runs`, { name: 'daypass', head_sha, status: 'in_progress' });
  const run = `${repo}/check-runs/${String(made.body['id'])}`;
  const annotation = {
    path: 'a/one.yaml',
    start_line: 1,
    end_line: 1,
    annotation_level: 'failure',
    message: 'Wrong',
  };
  const output = { title: 'Wrong', summary: 'One problem', annotations: [annotation] };
  await ours('PATCH', run, { status: 'completed', conclusion: 'failure', output });
  await ours('POST', run, { output });
  await ours('GET', run);
  await ours('POST', `${repo}/check-runs`, {
    name: 'daypass',
    head_sha,
    conclusion: 'success',
    external_id: 'ab12',
  });
  await ours('GET', `${repo}/commits/${head_sha}/check-runs?check_name=daypass&filter=all`);
  await ours('POST', `${repo}/check-runs`, { name: 'daypass', head_sha: '0'.repeat(40) });
  await ours('POST', `${repo}/check-runs`, { name: 'daypass', head_sha, status: 'completed' });
}

async function merge(
  github: GitHub,
  pull: number,
  who: { readonly ours: Call; readonly alice: Call },
): Promise<void> {
  await who.ours('GET', `${repo}/commits/${github.pull(pull).head.sha}/pulls`);
  await who.alice('PUT', `${repo}/pulls/${pull}/merge`, { merge_method: 'squash', sha: '0'.repeat(40) });
  const merged = await who.alice('PUT', `${repo}/pulls/${pull}/merge`, { merge_method: 'squash' });
  await who.ours('GET', `${repo}/commits/${String(merged.body['sha'])}/pulls`);
  await who.ours('GET', `${repo}/pulls/${pull}`);
  await github.as('alice').deleteBranch('ask');
}

/** One that passes and one that fails. */
async function queue(github: GitHub, ours: Call): Promise<void> {
  for (const name of ['good', 'bad']) {
    const pull = await github
      .as('alice')
      .openPullRequest({ branch: name, title: name, files: { [name]: 'x\n' } });
    github.postCheck(pull.head.sha, { name: 'daypass', conclusion: 'success' });
    await github.as('alice').enqueue(pull);
  }
  const refs = await ours('GET', `${repo}/git/matching-refs/heads/gh-readonly-queue/main/`);
  for (const [at, conclusion] of ['success', 'failure'].entries()) {
    const head_sha = (refs.body[at]?.['object'] as { readonly sha: string } | undefined)?.sha;
    await ours('POST', `${repo}/check-runs`, { name: 'daypass', head_sha, conclusion });
    await github.queueSettled();
  }
}

async function readApp(github: GitHub, app: Call): Promise<void> {
  await app('GET', '/app');
  await app('GET', '/app/installations');
  await app('GET', `/app/installations/${github.app.installationId}`);
  await app('GET', `${repo}/installation`);
  await github.faults.webhooks.settled();
  const deliveries = await app('GET', '/app/hook/deliveries?per_page=5');
  await app('POST', `/app/hook/deliveries/${String(deliveries.body[0]?.['id'])}/attempts`);
  github.faults.suspendInstallation();
  await app('POST', `/app/installations/${github.app.installationId}/access_tokens`);
  github.faults.unsuspendInstallation();
}

interface Strangers {
  readonly ours: Call;
  readonly nobody: Call;
  readonly app: Call;
  readonly dave: Call;
}

async function beRefused(github: GitHub, { ours, nobody, app, dave }: Strangers): Promise<void> {
  await nobody('GET', repo);
  await nobody('GET', '/app');
  await app('GET', repo);
  await dave('POST', `${repo}/check-runs`, { name: 'daypass', head_sha: github.head() });
  await dave('GET', `${repo}/collaborators/alice/permission`);
  await ours('GET', `${repo}/pulls/999`);
  await ours('GET', `${repo}/branches/none`);
  await ours('GET', '/orgs/acme/teams/none');
  await ours('GET', '/orgs/acme/teams/payments/memberships/dave');
  await ours('POST', `${repo}/pulls`, { title: 'Nothing', head: 'main', base: 'main' });
  await ours('GET', '/users/nobody-at-all');
}

function callerOf(github: GitHub, authorization: string | undefined): Call {
  return async (method, path, body, headers = {}) => {
    const answer = await fetch(`${github.apiUrl}${path}`, {
      method,
      headers: { ...(authorization === undefined ? {} : { authorization }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      headers: answer.headers,
      body: (text === '' ? {} : JSON.parse(text)) as Reply['body'],
    };
  };
}

function signedJwt(github: GitHub): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const text = `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ iss: github.app.id, iat: now - 30, exp: now + 300 })}`;
  return `${text}.${createSign('RSA-SHA256').update(text).sign(github.app.privateKey, 'base64url')}`;
}
