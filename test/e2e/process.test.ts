// The controller as a process, from its environment: the main road once more, and its end on a signal.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { WEBHOOKS_PATH } from '../../src/controller/http.ts';
import { environmentOf } from '../sandbox/environment.ts';
import { describeOnCluster } from '../sandbox/kubernetes/describe-on-cluster.ts';
import { settingsOfTheImage } from '../sandbox/image.ts';
import { freePort } from '../sandbox/kubernetes/processes.ts';
import { until } from '../sandbox/watching.ts';
import { aStage } from './stage.ts';

describeOnCluster('npm start', () => {
  const { story, after } = aStage();

  test('grants what is merged, gives back what its start took, and ends in order on SIGTERM', async () => {
    const port = await freePort();
    const { github, settings, merged, untilAllowed, told, folder } = await story({ started: false, port });
    const daypass = start({ ...environmentOf(settings), HOME: folder });
    after(() => daypass.child.kill('SIGKILL'));
    const url = `http://127.0.0.1:${port}`;
    await until('the controller', async () => (await fetch(`${url}/readyz`).catch(() => undefined))?.ok);
    github.sendWebhooksTo(url + WEBHOOKS_PATH);

    await merged();
    await untilAllowed();
    daypass.child.kill('SIGTERM');

    expect(await daypass.ended).toBe(0);
    expect(daypass.said.out).toContain('"msg":"stopped"');
    // V8's name for a collection that a program asks for.
    expect(daypass.said.out).toMatch(/Mark-Compact \(reduce\) .* testing;/);
    expect(daypass.said.err).toBe('');
    expect(await told()).toEqual(['granted']);
    const secrets = [settings.appKey.slice(40, 80), settings.webhookSecret ?? '', 'PRIVATE KEY'];
    for (const secret of secrets) expect(daypass.said.out).not.toContain(secret);
  });
});

/** With what the image gives to Node; and V8 says what it collects. */
function start(variables: Readonly<Record<string, string>>) {
  const { nodeFlags, environment } = settingsOfTheImage();
  const child = spawn(process.execPath, [...nodeFlags, '--trace-gc', 'src/main.ts'], {
    cwd: join(import.meta.dirname, '..', '..'),
    env: { PATH: process.env['PATH'], ...environment, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text));
  return { child, said, ended: new Promise<number | null>((resolve) => child.once('close', resolve)) };
}
