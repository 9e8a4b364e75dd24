/** The guardrail files of a working tree, as they stand there: uncommitted changes are what one wants to hear about. */
import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CODEOWNERS_PATHS } from '../../core/approval/codeowners.ts';
import type { Problem } from '../../core/problem.ts';
import type { GuardrailFiles } from '../../core/request/guardrails.ts';
import { modeProblems, PEOPLE_PATH, POLICY_PATH } from '../../core/request/path.ts';

export interface WorkingTree {
  readonly files: GuardrailFiles;
  /** Files that are not plain ones: they are not read. */
  readonly problems: readonly Problem[];
}

export function readWorkingTree(folder: string): WorkingTree {
  const found = new Map(
    [POLICY_PATH, PEOPLE_PATH, ...CODEOWNERS_PATHS].map((path) => [path, look(folder, path)]),
  );
  const bytesAt = (path: string) => {
    const bytes = found.get(path)?.bytes;
    return bytes === undefined ? undefined : { bytes };
  };
  const [policy, people] = [bytesAt(POLICY_PATH), bytesAt(PEOPLE_PATH)];
  const owners = CODEOWNERS_PATHS.flatMap((path) => {
    const file = bytesAt(path);
    return file === undefined ? [] : [{ path, ...file }];
  })[0];
  return {
    files: {
      ...(policy === undefined ? {} : { policy }),
      ...(people === undefined ? {} : { people }),
      ...(owners === undefined ? {} : { codeowners: owners }),
    },
    problems: [...found.values()].flatMap(({ problems }) => problems),
  };
}

interface Look {
  readonly bytes: Uint8Array | undefined;
  readonly problems: readonly Problem[];
}

/** NB: a link is not followed. Git keeps it as a link, and such a file is no guardrail. */
function look(folder: string, path: string): Look {
  const full = join(folder, path);
  const stat = lstatSync(full, { throwIfNoEntry: false });
  if (stat === undefined) return { bytes: undefined, problems: [] };
  const mode = stat.isSymbolicLink() ? '120000' : stat.isFile() ? fileMode(stat.mode) : '040000';
  const problems = modeProblems(path, { mode });
  return { bytes: stat.isFile() ? new Uint8Array(readFileSync(full)) : undefined, problems };
}

function fileMode(mode: number): string {
  return (mode & 0o100) === 0 ? '100644' : '100755';
}
