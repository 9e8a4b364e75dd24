// The access repository in memory: the simulated GitHub over Git in memory, behind the ports, with no process and no network.
import type { Clock, GitHubReader, GitHubWriter, GitReader } from '../../../src/ports.ts';
import { makeState, type Beginning } from '../github/beginning.ts';
import { makeControl } from '../github/control.ts';
import { emptyTree, type Files } from '../github/git.ts';
import { makeExclusive, type Hub } from '../github/hub.ts';
import { accountOf } from '../github/people.ts';
import { commitFiles } from '../github/person.ts';
import { makeGate } from './faults.ts';
import { gitReader } from './git-reader.ts';
import { memoryGit } from './git.ts';
import { gitHubReader } from './github-reader.ts';
import { gitHubWriter } from './github-writer.ts';

export interface MemoryGitHubOptions extends Beginning {
  readonly clock: Clock;
  /** The files of the first commit on the default branch. */
  readonly files?: Files;
}

export type MemoryGitHub = Awaited<ReturnType<typeof memoryGitHub>>;

/**
 * Takes the same words as the simulated GitHub, since it is the same but for its objects: merges look at whole files,
 * and renames are followed only where the bytes stayed the same.
 */
export async function memoryGitHub({ clock, files, ...beginning }: MemoryGitHubOptions) {
  const now = () => clock.now();
  const state = makeState(beginning, { publicKey: '', at: now() });
  const git = memoryGit();
  const happenings: Happening[] = [];
  const hub: Hub = {
    state,
    git,
    now,
    exclusive: makeExclusive(),
    announce: ({ event, action, body }) => {
      const { number } = (body['pull_request'] ?? {}) as { number?: number }; // as GitHub renders it
      happenings.push({ event, action, pull: number });
    },
    pullRefsLag: () => false,
  };
  const branch = state.repository.defaultBranch;
  const first = await commitFiles(hub, accountOf(state, state.org.id), {
    parents: [],
    tree: emptyTree,
    files: files ?? { 'README.md': 'Access requests.\n' },
    message: 'Begin',
  });
  await git.updateRef(`refs/heads/${branch}`, first);
  state.branches.set(branch, first);

  const gate = makeGate(hub, clock);
  const port: GitHubReader & GitHubWriter = {
    ...gitHubReader(hub, git.objects, gate),
    ...gitHubWriter(hub, gate),
  };
  const reader: GitReader = gitReader(git.objects, gate);
  return {
    ...makeControl(hub),
    /** What the flows are given. */
    ports: { git: reader, github: port },
    /** What GitHub would have sent a webhook for, oldest first. */
    happenings: happenings as readonly Happening[],
    calls: gate.calls,
    faults: gate.faults,
    intercept: gate.intercept,
  };
}

export interface Happening {
  readonly event: string;
  readonly action: string | null;
  readonly pull: number | undefined;
}
