// The controller's process built by tsc into a folder of its own, as the image has it: Node alone would strip types as it starts.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');

export interface Built {
  /** The module that is the process. */
  readonly module: string;
  /** What the image's command gives to Node. */
  readonly nodeFlags: readonly string[];
  /** What the image sets in the environment. */
  readonly environment: Readonly<Record<string, string>>;
}

let built: Built | undefined;

/** Built once for each run of the benches; the folder goes with the process. */
export function asInTheImage(): Built {
  built ??= build();
  return built;
}

function build(): Built {
  const folder = mkdtempSync(join(tmpdir(), 'daypass-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  copyFileSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const args = ['--project', join(import.meta.dirname, 'tsconfig.json'), '--outDir', join(folder, 'dist')];
  execFileSync(join(ROOT, 'node_modules', '.bin', 'tsc'), args, { stdio: 'inherit' });
  return { module: join(folder, 'dist', 'bench', 'controller-process.js'), ...settingsOfTheImage() };
}

/** NB: read from the image's own recipe, so that what is measured is what runs. */
function settingsOfTheImage(): Omit<Built, 'module'> {
  const recipe = readFileSync(join(ROOT, 'deploy', 'Containerfile'), 'utf8');
  const [, command] = /^CMD (\[.+\])$/m.exec(recipe) ?? [];
  const [, variables] = /^ENV (.+)$/m.exec(recipe) ?? [];
  const words = JSON.parse(command ?? '[]') as readonly string[]; // it throws where it is no list
  if (words[0] !== 'node' || variables === undefined) throw new Error('the image runs no node');
  return {
    nodeFlags: words.slice(1).filter((word) => word.startsWith('-')),
    environment: Object.fromEntries(variables.split(' ').map((pair) => pair.split('=', 2))),
  };
}
