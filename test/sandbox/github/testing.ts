// What the tests of the simulated GitHub begin from: a small company, and the App at its keyboard.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ProbotOctokit } from 'probot';
import { onTestFinished } from 'vitest';
import { startGitHub, type GitHub, type GitHubOptions } from './start-github.ts';

const run = promisify(execFile);

export const here = { owner: 'acme', repo: 'access' } as const;
export const requestFile = 'access-requests/prod/web/viewer/alice.yaml';
export const request = { [requestFile]: 'kind: AccessRequest\n' };
export const passed = { name: 'daypass', conclusion: 'success' } as const;

/** alice asks; bob and carol own; root is an administrator. Gone when the test is over. */
export async function aGitHub(options: GitHubOptions = {}): Promise<GitHub> {
  const github = await startGitHub(options);
  onTestFinished(async () => github.close());
  github.setTeam('owners', { members: ['bob', 'carol'], permission: 'write' });
  github.setTeam('engineers', { members: ['alice'], permission: 'write' });
  github.user('root', { orgRole: 'admin' });
  return github;
}

/** A pull request of alice's that asks for access. */
export const aPull = async (github: GitHub, more: { readonly draft?: boolean } = {}) =>
  github.as('alice').openPullRequest({ branch: 'ask', title: 'Ask', files: request, ...more });

/** Octokit as the controller has it, signed in as the App; without its own waiting. */
export const theApp = (github: GitHub) =>
  new ProbotOctokit({
    baseUrl: github.apiUrl,
    auth: {
      appId: github.app.id,
      privateKey: github.app.privateKey,
      installationId: github.app.installationId,
    },
    throttle: { enabled: false },
    retry: { enabled: false },
  });

/** Octokit in a person's hands. */
export const octokitOf = (github: GitHub, login: string) =>
  new ProbotOctokit({
    baseUrl: github.apiUrl,
    auth: { token: github.user(login).token },
    throttle: { enabled: false },
    retry: { enabled: false },
  });

/** What a refused call says: its status and message. */
export async function refusal(
  work: Promise<unknown>,
): Promise<{ status: number | undefined; message: string }> {
  try {
    await work;
  } catch (error) {
    const status = error instanceof Error && 'status' in error ? Number(error.status) : undefined;
    return { status, message: error instanceof Error ? error.message : String(error) };
  }
  throw new Error('it was not refused');
}

export interface CommitInput {
  readonly additions?: Readonly<Record<string, string>>;
  readonly deletions?: readonly string[];
  readonly expectedHeadOid?: string;
  readonly branchName?: string;
}

/** The variables of one createCommitOnBranch. */
export const commitInput = (github: GitHub, wish: CommitInput) => ({
  input: {
    branch: { repositoryNameWithOwner: 'acme/access', branchName: wish.branchName ?? 'main' },
    expectedHeadOid: wish.expectedHeadOid ?? github.head(),
    message: { headline: 'Grant', body: 'Access-Event: {}' },
    fileChanges: {
      additions: Object.entries(wish.additions ?? {}).map(([path, text]) => ({
        path,
        contents: Buffer.from(text).toString('base64'),
      })),
      deletions: (wish.deletions ?? []).map((path) => ({ path })),
    },
  },
});

export const createCommit = `mutation ($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid } }
}`;

/** GraphQL as it comes over the wire: data and errors side by side. */
export async function askGraphql(github: GitHub, query: string, variables: unknown = {}) {
  const { token } = (await theApp(github).auth({ type: 'installation' })) as { readonly token: string };
  const answer = await fetch(`${github.url}/api/graphql`, {
    method: 'POST',
    headers: { authorization: `token ${token}` },
    body: JSON.stringify({ query, variables }),
  });
  const body = (await answer.json()) as {
    readonly data?: Readonly<Record<string, unknown>> | null;
    readonly errors?: readonly { readonly type?: string; readonly message: string }[];
  };
  return { status: answer.status, ...body };
}

/** A folder of the test's own. */
export async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'daypass-test-'));
  onTestFinished(async () => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Git as a person runs it, without this machine's settings. */
export async function git(folder: string, ...args: readonly string[]): Promise<string> {
  const env = {
    ...process.env,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_AUTHOR_NAME: 'alice',
    GIT_AUTHOR_EMAIL: 'alice@mail.example',
    GIT_COMMITTER_NAME: 'alice',
    GIT_COMMITTER_EMAIL: 'alice@mail.example',
  };
  return (await run('git', args, { cwd: folder, env })).stdout.trim();
}

/** The clone URL with a person's token in it. */
export const cloneUrl = (github: GitHub, login: string): string =>
  github.gitUrl.replace('://', `://x-access-token:${github.user(login).token}@`);
