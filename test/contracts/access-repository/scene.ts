// What every story of the contract begins from: a repository, its people, and the words that the stories share.
import { afterEach, beforeEach } from 'vitest';
import type { Change } from '../../../src/core/repository.ts';
import type { PullRequest } from '../../../src/core/approval/facts.ts';
import type { GitHubReader, GitHubWriter, GitReader } from '../../../src/ports.ts';
import type { makeControl } from '../../sandbox/github/control.ts';
import type { Files } from '../../sandbox/github/git.ts';
import type { MergeMethod } from '../../sandbox/github/state.ts';
import type { HandClock } from '../../sandbox/memory/clock.ts';

export interface AccessRepositoryUnderTest {
  readonly hands: ReturnType<typeof makeControl>;
  readonly git: GitReader;
  readonly github: GitHubReader & GitHubWriter;
  readonly clock: HandClock;
  readonly close: () => Promise<void>;
}

export const request = 'access-requests/prod-eu/payments/debugger/alice.yaml';
export const pathsOf = (changes: readonly Change[]) => changes.map(({ path }) => path);

export type Scene = ReturnType<typeof useScene>;

/** A new repository for each story: alice may write, bob and carol are of payments, root is an administrator. */
export function useScene(make: () => Promise<AccessRepositoryUnderTest>) {
  let subject: AccessRepositoryUnderTest;
  beforeEach(async () => {
    subject = await make();
    const { hands } = subject;
    hands.user('alice', { id: 1001, permission: 'write' });
    hands.setTeam('payments', { members: ['bob', 'carol'], permission: 'write' });
    hands.user('root', { orgRole: 'admin' });
  });
  afterEach(async () => subject.close());

  return {
    get hands() {
      return subject.hands;
    },
    get git() {
      return subject.git;
    },
    get github() {
      return subject.github;
    },
    get clock() {
      return subject.clock;
    },
    alice: () => subject.hands.as('alice'),
    bob: () => subject.hands.as('bob'),
    asks: async (files: Files = { [request]: 'v: 1\n' }, branch = 'ask') =>
      subject.hands.as('alice').openPullRequest({ branch, title: 'Ask for access', files }),
    read: async (number: number): Promise<PullRequest> => {
      const found = await subject.github.pullRequest(number);
      if (found === undefined) throw new Error(`there is no #${number}`);
      return found;
    },
    merge: async (number: number, method: MergeMethod) =>
      subject.hands.as('root').merge(number, method, { bypass: true }),
  };
}
