// Installs GitHub's published API descriptions, once: they are too large to come with the first `npm ci`.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const here = import.meta.dirname;

const versionIn = (file: string): string | undefined => {
  if (!existsSync(file)) return undefined;
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { readonly version?: string };
  return version;
};

const wanted = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8')) as {
  readonly dependencies: Readonly<Record<string, string>>;
};

const missing = Object.entries(wanted.dependencies).filter(
  ([name, version]) => versionIn(join(here, 'node_modules', name, 'package.json')) !== version,
);

if (missing.length > 0) {
  process.stdout.write("Installing GitHub's published API descriptions (400 MB on disk), once…\n");
  const npm = spawnSync('npm', ['ci', '--prefix', here, '--no-audit', '--no-fund', '--ignore-scripts'], {
    stdio: 'inherit',
    cwd: here,
  });
  if (npm.status !== 0) {
    process.stderr.write(
      'They could not be installed. Check the network and run: npm ci --prefix test/contract\n',
    );
    process.exitCode = 1;
  }
}
