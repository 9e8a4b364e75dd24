// The adapters over the simulated GitHub keep the contract that the access repository in memory keeps.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectGit } from '../../src/adapters/git/connect.ts';
import { connectGitHub } from '../../src/adapters/github/connect.ts';
import { accessRepositoryContract, firstFiles } from '../contracts/access-repository.contract.ts';
import { startGitHub } from '../sandbox/github/start-github.ts';
import { handClock } from '../sandbox/memory/clock.ts';

accessRepositoryContract('the adapters over the simulated GitHub', async () => {
  const clock = handClock('2026-11-20T16:00:00Z');
  const hands = await startGitHub({ files: firstFiles, now: clock.now });
  const folder = await mkdtemp(join(tmpdir(), 'daypass-mirror-'));
  const { id: appId, privateKey } = hands.app;
  const github = connectGitHub({ appId, privateKey, apiUrl: hands.apiUrl, repository: 'acme/access' });
  const git = connectGit({ url: () => hands.gitUrl, credentials: github.token, folder });
  const close = async () => {
    git.close();
    await hands.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { hands, git, github, clock, close };
});
