// The port GitHubWriter over the simulated GitHub: each write is the one that the API would make.
import type { CheckResult, FileChanges, GitHubWriter } from '../../../src/ports.ts';
import { Unavailable } from '../../../src/ports.ts';
import { createCheckRun, updateCheckRun } from '../github/checks.ts';
import { addComment, editComment } from '../github/comments.ts';
import { createCommitOnBranch } from '../github/graphql/create-commit.ts';
import { problemType } from '../github/graphql/problem.ts';
import { Refusal, type Hub } from '../github/hub.ts';
import { accountOf } from '../github/people.ts';
import { editPull } from '../github/pulls.ts';
import type { Gate } from './faults.ts';

export function gitHubWriter(hub: Hub, { call }: Gate): GitHubWriter {
  const { state } = hub;
  const bot = accountOf(state, state.app.bot);
  return {
    publishCheck: (result) => call('publishCheck', result.head, () => answered(() => publish(hub, result))),
    createComment: (number, body) =>
      call('createComment', `${number}`, () =>
        answered(() => void addComment(hub, bot, pullIn(hub, number), body)),
      ),
    updateComment: (id, body) =>
      call('updateComment', `${id}`, () =>
        answered(() => {
          const comment = state.comments.find((one) => one.id === id);
          if (comment === undefined) throw new Refusal(404, 'Not Found');
          editComment(hub, bot, pullIn(hub, comment.pull), comment, body);
        }),
      ),
    closePullRequest: (number) =>
      call('closePullRequest', `${number}`, () =>
        answered(() => editPull(hub, bot, pullIn(hub, number), { state: 'closed' })),
      ),
    commit: (branch, expected, message, changes) =>
      call('commit', expected, () => commit(hub, { branch, expected, message, changes })),
  };
}

/** What GitHub refuses is for the flows what it does not answer. */
async function answered<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const refused = error instanceof Refusal || problemType(error) !== undefined;
    throw refused ? new Unavailable(`GitHub: ${(error as Error).message}`, { cause: error }) : error;
  }
}

const ANNOTATIONS_A_REQUEST = 50;

function publish(hub: Hub, { head, outcome, externalId, title, summary, annotations }: CheckResult): void {
  const { app } = hub.state;
  if (hub.git.known(head) === undefined) throw new Refusal(422, `No commit found for SHA: ${head}`);
  const rendered = annotations.map(({ place, title: heading, message }) => ({
    path: place.file,
    start_line: place.line,
    end_line: place.line,
    annotation_level: 'failure' as const,
    title: heading,
    message,
  }));
  const output = (some: typeof rendered) => ({ output: { title, summary, annotations: some } });
  const run = createCheckRun(hub, app, head, {
    name: 'daypass',
    externalId,
    ...(outcome === 'in progress' ? { status: 'in_progress' as const } : { conclusion: outcome }),
    ...output(rendered.slice(0, ANNOTATIONS_A_REQUEST)),
  });
  for (let start = ANNOTATIONS_A_REQUEST; start < rendered.length; start += ANNOTATIONS_A_REQUEST) {
    updateCheckRun(hub, app, run, output(rendered.slice(start, start + ANNOTATIONS_A_REQUEST)));
  }
}

function pullIn(hub: Hub, number: number) {
  const pull = hub.state.pulls.get(number);
  if (pull === undefined) throw new Refusal(404, 'Not Found');
  return pull;
}

interface Wish {
  readonly branch: string;
  readonly expected: string;
  readonly message: string;
  readonly changes: FileChanges;
}

/** GitHub takes the subject line and the rest apart, and says in a type of its own that the head moved. */
async function commit(
  hub: Hub,
  { branch, expected, message, changes }: Wish,
): ReturnType<GitHubWriter['commit']> {
  const { state } = hub;
  const [headline = '', , ...rest] = message.split('\n');
  const input = {
    branch: { repositoryNameWithOwner: `${state.org.login}/${state.repository.name}`, branchName: branch },
    message: { headline, body: rest.join('\n') },
    expectedHeadOid: expected,
    fileChanges: {
      additions: [...changes.write].map(([path, content]) => ({
        path,
        contents: Buffer.from(content as Uint8Array).toString('base64'), // text and bytes are both taken
      })),
      deletions: changes.remove.map((path) => ({ path })),
    },
  };
  const viewer = {
    kind: 'installation',
    account: accountOf(state, state.app.bot),
    credential: 'memory',
  } as const;
  return answered(async () => {
    try {
      const { commit: made } = await createCommitOnBranch({ input }, { hub, viewer });
      return { kind: 'committed', oid: String(made['oid']) } as const;
    } catch (error) {
      if (problemType(error) === 'STALE_DATA') return { kind: 'moved' } as const;
      throw error;
    }
  });
}
