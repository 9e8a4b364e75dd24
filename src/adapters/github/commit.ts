/** Writes one commit on the default branch, if its head is still what we decided upon. */
import type { Oid } from '../../core/repository.ts';
import type { FileChanges, GitHubWriter } from '../../ports.ts';
import { isObject } from './answered.ts';
import type { Desk, Here } from './desk.ts';

type Committed = Awaited<ReturnType<GitHubWriter['commit']>>;

interface Answer {
  readonly createCommitOnBranch: { readonly commit: { readonly oid: Oid } | null } | null;
}

const mutation = `mutation ($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid } } }`;

/**
 * Throws Unavailable also where nobody knows whether it was written: a connection that broke after the request, an
 * answer that came too late. Whoever wrote reads the branch again.
 */
export async function commitOnBranch(
  desk: Desk,
  branch: string,
  expected: Oid,
  message: string,
  changes: FileChanges,
): Promise<Committed> {
  const content = {
    message: splitMessage(message),
    expectedHeadOid: expected,
    fileChanges: fileChanges(changes),
  };
  return desk.ask(`a commit on ${branch}`, async (here) => {
    try {
      const answer = await desk.octokit.graphql<Answer>(mutation, {
        input: { ...content, branch: onBranch(here, branch) },
      });
      const oid = answer.createCommitOnBranch?.commit?.oid;
      if (oid === undefined) throw new Error('the commit is not named');
      return { kind: 'committed', oid } as const;
    } catch (error) {
      if (isStale(error)) return { kind: 'moved' } as const;
      throw error;
    }
  });
}

const onBranch = ({ owner, repo }: Here, branchName: string) => ({
  repositoryNameWithOwner: `${owner}/${repo}`,
  branchName,
});

/** GitHub takes the subject line and the rest apart, and puts an empty line between them. */
export function splitMessage(message: string): { readonly headline: string; readonly body?: string } {
  const [headline = '', gap, ...rest] = message.split('\n');
  if (headline === '' || (gap !== undefined && gap !== '')) {
    throw new Error('a commit message begins with one line that stands by itself');
  }
  const body = rest.join('\n');
  return body === '' ? { headline } : { headline, body };
}

function fileChanges({ write, remove }: FileChanges) {
  return {
    additions: [...write].map(([path, content]) => ({
      path,
      contents: Buffer.from(content as Uint8Array).toString('base64'), // text and bytes are both taken
    })),
    deletions: remove.map((path) => ({ path })),
  };
}

/** GitHub answers 200 with an error of this type, and has written nothing. */
function isStale(error: unknown): boolean {
  if (!isObject(error) || !Array.isArray(error['errors'])) return false;
  return error['errors'].some((one: unknown) => isObject(one) && one['type'] === 'STALE_DATA');
}
