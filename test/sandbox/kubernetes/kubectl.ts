// Runs our own kubectl with one kubeconfig, and never the user's.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { assets } from './assets.ts';

export interface KubectlResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A refusal is a result and no error. `kubeconfig` may be left out where no cluster is asked (`kustomize`). */
export async function kubectl(
  args: readonly string[],
  kubeconfig = '/dev/null',
  input = '',
): Promise<KubectlResult> {
  const folder = assets();
  if (folder === undefined) throw new Error('There is no kubectl: npm run kube:install');
  const child = spawn(join(folder, 'kubectl'), args, { env: environment(kubeconfig) });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  // A kubectl that ends before it has read everything says itself why.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
  return { code, stdout, stderr };
}

/** Nothing of the user's: no preferences, no plugins' settings, and a cache beside the sandbox's kubeconfig. */
function environment(kubeconfig: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    KUBECONFIG: kubeconfig,
    KUBECACHEDIR: `${kubeconfig === '/dev/null' ? '/nonexistent' : kubeconfig}.cache`,
    KUBERC: 'off',
  };
}
