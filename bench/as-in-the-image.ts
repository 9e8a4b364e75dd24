// The controller's process built by tsc into a folder of its own, as the image has it: Node alone would strip types as it starts.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { settingsOfTheImage, type ImageSettings } from '../test/sandbox/image.ts';

const ROOT = join(import.meta.dirname, '..');

export interface Built extends ImageSettings {
  /** The module that is the process. */
  readonly module: string;
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
