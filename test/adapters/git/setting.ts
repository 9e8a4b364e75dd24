// What every test of the Git adapter starts from: an origin, a folder for the mirror, and readers that are closed again.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { connectGit, type GitSettings } from '../../../src/adapters/git/connect.ts';
import { makeOrigin, type Origin } from './origin.ts';

export interface Setting {
  origin: Origin;
  folder: string;
  mirror: string;
  connect: (settings?: Partial<GitSettings>) => ReturnType<typeof connectGit>;
}

export function useSetting(): Setting {
  const setting = {} as Setting; // filled before each test
  const open: (() => void)[] = [];
  beforeEach(() => {
    const origin = makeOrigin();
    const folder = mkdtempSync(join(tmpdir(), 'daypass-mirror-'));
    Object.assign(setting, {
      origin,
      folder,
      mirror: join(folder, 'mirror.git'),
      connect: (settings = {}) => {
        const git = connectGit({ url: () => origin.url, credentials: async () => '', folder, ...settings });
        open.push(git.close);
        return git;
      },
    } satisfies Setting);
  });
  afterEach(() => {
    for (const close of open.splice(0)) close();
    setting.origin.remove();
    rmSync(setting.folder, { recursive: true, force: true });
  });
  return setting;
}
