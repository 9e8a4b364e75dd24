// `npm run kube:install`: finds the binaries of a real Kubernetes, or builds them once from their Go modules.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { assets, binaries, cacheFolder, kubernetesVersion, missingFrom } from './assets.ts';

const modules = join(import.meta.dirname, '..', '..', 'kube-apiserver');

/** Go 1.27 builds this version wrongly (broken OpenAPI): any other Go is told to fetch this one. */
const wantedGo = 'go1.26.8';

process.exitCode = await install();

async function install(): Promise<number> {
  const found = assets();
  if (found !== undefined) {
    console.log(`Kubernetes ${kubernetesVersion} is here: ${found}`);
    return 0;
  }
  reportIncompleteAssets();
  const go = installedGo();
  if (go === undefined) {
    console.log(
      'Go is not installed, so no API server can be built: tests that need a real one are skipped, and the demo ' +
        'runs on a cluster in memory.',
    );
    return process.env['CI'] === undefined ? 0 : 1;
  }
  return (await buildAll(go)) ? 0 : 1;
}

function reportIncompleteAssets(): void {
  const given = process.env['KUBEBUILDER_ASSETS'];
  if (given === undefined || given === '') return;
  console.log(`KUBEBUILDER_ASSETS (${given}) lacks ${missingFrom(given).join(', ')}; looking further.`);
}

/** "go1.26.8", or undefined without Go. */
function installedGo(): string | undefined {
  const { stdout, status } = spawnSync('go', ['env', 'GOVERSION'], { cwd: '/', encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

async function buildAll(go: string): Promise<boolean> {
  const folder = cacheFolder();
  mkdirSync(folder, { recursive: true });
  const missing = missingFrom(folder);
  const minutes = Math.ceil(usualSeconds(missing) / 60);
  console.log(
    `Building Kubernetes ${kubernetesVersion} into ${folder}: once, about ${minutes} min on two cores.`,
  );
  for (const { name, source, usualSeconds } of binaries.filter((binary) => missing.includes(binary.name))) {
    const label = `[${missing.indexOf(name) + 1}/${missing.length}] ${name}`;
    const failure = await withProgress(label, usualSeconds, build(source, join(folder, name), go));
    if (failure === undefined) continue;
    console.error(`${name} could not be built:\n${failure}`);
    return false;
  }
  console.log('Done. Tests that need a real API server run now.');
  return true;
}

function usualSeconds(names: readonly string[]): number {
  const wanted = binaries.filter(({ name }) => names.includes(name));
  return wanted.reduce((sum, binary) => sum + binary.usualSeconds, 0);
}

/** Builds under a temporary name and renames, so that half a binary is never found. Gives Go's own words if it fails. */
async function build(source: string, path: string, go: string): Promise<string | undefined> {
  const unfinished = `${path}.${process.pid}.tmp`;
  const flags = `-s -w -X k8s.io/component-base/version.gitVersion=${kubernetesVersion}`;
  const args = ['build', '-trimpath', '-buildvcs=false', '-ldflags', flags, '-o', unfinished, source];
  const toolchain = go.startsWith('go1.26') ? 'local' : wantedGo;
  const environment = { ...process.env, CGO_ENABLED: '0', GOWORK: 'off', GOTOOLCHAIN: toolchain };
  const { code, output } = await run('go', args, environment);
  if (code === 0) {
    renameSync(unfinished, path);
    return undefined;
  }
  rmSync(unfinished, { force: true });
  return output.split('\n').slice(-20).join('\n');
}

async function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv) {
  const child = spawn(command, args, { cwd: modules, env, stdio: ['ignore', 'ignore', 'pipe'] });
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { code, output };
}

/** One line that counts on a terminal; in a log file, a line every half minute. */
async function withProgress<T>(label: string, usually: number, work: Promise<T>): Promise<T> {
  const start = Date.now();
  const elapsed = () => Math.round((Date.now() - start) / 1000);
  const tell = () => {
    const line = `${label}: ${elapsed()} s, usually about ${usually} s`;
    if (process.stdout.isTTY) process.stdout.write(`\r${line} `);
    else console.log(line);
  };
  tell();
  const timer = setInterval(tell, process.stdout.isTTY ? 1000 : 30_000);
  try {
    return await work;
  } finally {
    clearInterval(timer);
    const line = `${label}: ended after ${elapsed()} s`;
    console.log(process.stdout.isTTY ? `\r${line.padEnd(60)}` : line);
  }
}
