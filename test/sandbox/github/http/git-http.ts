// Git's smart HTTP through the system's own `git http-backend`, with GitHub's sign-in and branch rules in front of it.
import { spawn } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { cleanEnvironment } from '../git-process.ts';
import { Refusal, type Hub } from '../hub.ts';
import { atLeast, permissionOf } from '../people.ts';
import { followBranch } from '../refs.ts';
import { violations, type BranchChange } from '../rules.ts';
import type { Account, Level } from '../state.ts';
import { actorOf, type Viewer } from './answers.ts';

export interface GitRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  /** The path inside the repository: `/info/refs`, `/git-upload-pack`. */
  readonly inside: string;
  readonly viewer: Viewer;
  /** The folder that holds `repository.git`, or a replica of it that lags. */
  readonly root: string;
}

export const isPush = (url: URL): boolean =>
  url.pathname.endsWith('/git-receive-pack') || url.searchParams.get('service') === 'git-receive-pack';

/** Serves one request of a clone, a fetch or a push. */
export async function serveGit(hub: Hub, call: GitRequest): Promise<void> {
  const wanted: Level = isPush(call.url) ? 'write' : 'read';
  refuseIfForbidden(hub, call.viewer, wanted);
  const actor = actorOf(call.viewer);
  if (!call.url.pathname.endsWith('/git-receive-pack')) {
    reply(call.response, await backend(hub, call, actor));
    return;
  }
  // The answer waits until the push has had all its consequences: whoever pushed may rely on them.
  await hub.exclusive(async () => {
    const answer = await backend(hub, call, actor);
    await followPush(hub, actor);
    reply(call.response, answer);
  });
}

function refuseIfForbidden(hub: Hub, viewer: Viewer, wanted: Level): void {
  if (viewer.kind === 'nobody' || viewer.kind === 'app') throw new Refusal(401, 'Authentication required');
  const contents = hub.state.installation.permissions['contents'];
  const level: Level =
    viewer.kind === 'person'
      ? permissionOf(hub.state, viewer.account)
      : contents === undefined
        ? 'none'
        : contents;
  if (!atLeast(level, 'read')) throw new Refusal(404, 'Repository not found.');
  if (!atLeast(level, wanted)) throw new Refusal(403, `Permission to ${hub.state.repository.name} denied.`);
}

interface CgiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const reply = (response: ServerResponse, answer: CgiAnswer): void => {
  response.writeHead(answer.status, answer.headers).end(answer.body);
};

async function backend(hub: Hub, call: GitRequest, actor: Account): Promise<CgiAnswer> {
  const child = spawn('git', ['http-backend'], { env: environment(hub, call, actor) });
  call.request.pipe(child.stdin);
  child.stdin.on('error', () => undefined);
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.resume();
  await new Promise((resolve, reject) => {
    child.on('close', resolve);
    child.on('error', reject);
  });
  return parseCgi(Buffer.concat(chunks));
}

function environment(hub: Hub, call: GitRequest, actor: Account): Record<string, string> {
  const { headers, method } = call.request;
  const optional = {
    CONTENT_LENGTH: headers['content-length'],
    CONTENT_TYPE: headers['content-type'],
    HTTP_CONTENT_ENCODING: headers['content-encoding'],
    GIT_PROTOCOL: headers['git-protocol']?.toString(),
  };
  const given = Object.entries(optional).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return {
    ...cleanEnvironment(),
    ...Object.fromEntries(given),
    GIT_PROJECT_ROOT: call.root,
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: `/repository.git${call.inside}`,
    QUERY_STRING: call.url.search.slice(1),
    REQUEST_METHOD: method ?? 'GET',
    REMOTE_USER: actor.login,
    REMOTE_ADDR: '127.0.0.1',
    SANDBOX_RULES: forbidden(hub, actor),
  };
}

const changes: readonly BranchChange[] = ['deletion', 'rewrite', 'advance'];

/** What the update hook refuses this account: `branch<TAB>change<TAB>why`, a line each. */
const forbidden = (hub: Hub, actor: Account): string =>
  [...hub.state.branches.keys()]
    .flatMap((branch) =>
      changes.flatMap((change) =>
        violations(hub.state, branch, actor, change).map((why) => `${branch}\t${change}\t${why}`),
      ),
    )
    .join('\n');

/** The hook that keeps the rules: it only compares, what is forbidden comes with each push. */
export const updateHook = `#!/bin/sh
ref=$1 old=$2 new=$3
zero=0000000000000000000000000000000000000000
change=advance
if [ "$new" = "$zero" ]; then
  change=deletion
elif [ "$old" != "$zero" ] && ! git merge-base --is-ancestor "$old" "$new"; then
  change=rewrite
fi
why=$(printf '%s\\n' "$SANDBOX_RULES" | while IFS='	' read -r branch kind reason; do
  if [ "refs/heads/$branch" = "$ref" ] && [ "$kind" = "$change" ]; then echo "- $reason"; fi
done)
if [ -n "$why" ]; then
  echo "error: GH013: Repository rule violations found for $ref." >&2
  echo "$why" >&2
  exit 1
fi
`;

const parseCgi = (output: Buffer): CgiAnswer => {
  const end = output.indexOf('\r\n\r\n');
  const lines = output.subarray(0, Math.max(end, 0)).toString('latin1').split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      line.slice(line.indexOf(':') + 1).trim(),
    ]),
  );
  const { status = '200', ...rest } = headers;
  if (end < 0) return { status: 500, headers: {}, body: Buffer.from('git http-backend gave no answer') };
  return { status: Number.parseInt(status, 10), headers: rest, body: output.subarray(end + 4) };
};

/** Lets everything follow from the branches that Git has moved. */
async function followPush(hub: Hub, by: Account): Promise<void> {
  const refs = await hub.git.refs();
  const heads = new Map(
    [...refs].filter(([ref]) => ref.startsWith('refs/heads/')).map(([ref, sha]) => [ref.slice(11), sha]),
  );
  for (const branch of hub.state.branches.keys()) {
    if (!heads.has(branch)) await followBranch(hub, { branch, to: null, by });
  }
  for (const [branch, to] of heads) await followBranch(hub, { branch, to, by });
}
