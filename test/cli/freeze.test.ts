// `daypass freeze` and `unfreeze`: what an operator is shown and asked, and what stands in the cluster then.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { startCluster, type Cluster, type Stoppable } from '../sandbox/kubernetes/cluster.ts';
import { clusterStartTimeout, describeOnCluster } from '../sandbox/kubernetes/describe-on-cluster.ts';
import { kubectl } from '../sandbox/kubernetes/kubectl.ts';
import { freePort } from '../sandbox/kubernetes/processes.ts';
import { daypass } from './a-terminal.ts';

const FREEZE = ['freeze', '--cluster', 'prod-eu'];
const REASON = ['--reason', 'INC-4242, stolen laptop'];

describe('what makes no sense is a misuse', () => {
  test.each([
    ['without a cluster', ['freeze', '--all', ...REASON], '--cluster is missing'],
    ['without a reason', [...FREEZE, '--all'], 'A freeze bears a reason'],
    ['without anybody', [...FREEZE, ...REASON], 'A freeze names all, or subjects, or grants'],
    ['with half an id', [...FREEZE, ...REASON, '--grant', '7f3a'], '7f3a is no grant'],
    ['with a blank before a name', [...FREEZE, ...REASON, '--subject', ' alice'], 'is no username'],
    ['with something else', [...FREEZE, ...REASON, '--all', 'alice'], '"alice" is one argument too many'],
    ['unfreeze without a cluster', ['unfreeze'], '--cluster is missing'],
  ])('%s', async (_, args, says) => {
    const { code, err } = await daypass(args);

    expect(code).toBe(2);
    expect(err).toContain(says);
  });
});

test('a context that the kubeconfig does not have is told by its name', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'daypass-freeze-'));
  const file = join(folder, 'config');
  writeFileSync(
    file,
    JSON.stringify({ apiVersion: 'v1', kind: 'Config', clusters: [], users: [], contexts: [] }),
  );

  const { code, err } = await daypass([...FREEZE, ...REASON, '--all'], { variables: { KUBECONFIG: file } });

  expect(code).toBe(1);
  expect(err).toContain('The kubeconfig has no context "prod-eu".');
  rmSync(folder, { recursive: true });
});

describeOnCluster('a freeze of a real cluster', () => {
  let cluster: Cluster & Stoppable;
  let folder: string;
  let variables: Record<string, string>;
  const grant = '7f3a9c21d05be8140c62';
  const binding = `daypass-${grant}-4000000000`;

  const admin = async (...args: readonly string[]) => kubectl(args, cluster.adminKubeconfig);
  const standing = async (): Promise<unknown> => {
    const read = await admin('get', 'configmap', 'daypass-freeze', '-n', 'daypass', '-o', 'jsonpath={.data}');
    return read.code === 0 ? JSON.parse(read.stdout) : undefined;
  };

  beforeAll(async () => {
    cluster = await startCluster({ name: 'prod-eu' });
    folder = mkdtempSync(join(tmpdir(), 'daypass-freeze-'));
    const awayKubeconfig = join(folder, 'away');
    const config = z.looseObject({}).parse(parse(readFileSync(cluster.adminKubeconfig, 'utf8')));
    writeFileSync(
      awayKubeconfig,
      JSON.stringify({
        ...config,
        clusters: [{ name: 'away', cluster: { server: `https://127.0.0.1:${await freePort()}` } }],
        users: [{ name: 'nobody', user: {} }],
        contexts: [{ name: 'away', context: { cluster: 'away', user: 'nobody' } }],
      }),
    );
    variables = { KUBECONFIG: `${cluster.adminKubeconfig}:${awayKubeconfig}` };
    await admin('create', 'namespace', 'daypass');
    await admin(
      'create',
      'rolebinding',
      binding,
      '--clusterrole=view',
      '--user=alice@acme.com',
      '-n',
      'default',
    );
  }, clusterStartTimeout);
  afterEach(() => admin('delete', 'configmap', 'daypass-freeze', '-n', 'daypass', '--ignore-not-found'));
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await cluster?.stop();
  }, clusterStartTimeout);

  test('shows what would end, asks, and writes it', async () => {
    const args = [...FREEZE, ...REASON, '--subject', 'alice@acme.com'];
    const said = await daypass(args, { variables, answer: 'y' });

    expect(said).toEqual({
      code: 0,
      out: 'prod-eu: frozen. Daypass ends what is named within 15 seconds, its sweep within a minute.\n',
      err: `prod-eu: would be frozen for alice@acme.com. INC-4242, stolen laptop.\n  It would end 1 grant now:\n    alice@acme.com in default, grant ${grant}, until 07:06Z on 2 October\n`,
    });
    expect(await standing()).toEqual({ reason: 'INC-4242, stolen laptop', subjects: 'alice@acme.com' });
  });

  test('says which grant no binding bears: it may go on as another', async () => {
    const [bound, other] = [grant, '1'.repeat(20)];
    const { err } = await daypass([...FREEZE, ...REASON, '--grant', bound, '--grant', other], { variables });

    expect(err).toContain(
      `grant ${bound}, until 07:06Z on 2 October\n  No binding bears the grant ${other}: it is`,
    );
    expect(err).not.toContain(`No binding bears the grant ${bound}`);
  });

  test.each([
    ['declined', 'n', ''],
    ['without a terminal', undefined, 'There is no terminal to ask at; --yes does not ask.\n'],
  ])('%s, nothing is written', async (_, answer, says) => {
    const terminal = { variables, ...(answer === undefined ? {} : { answer }) };
    const said = await daypass([...FREEZE, ...REASON, '--all'], terminal);

    expect([said.code, said.out, await standing()]).toEqual([1, '', undefined]);
    expect(said.err).toContain(`${says}Nothing was written.\n`);
  });

  test('adds to what stands, and tells programs what ends', async () => {
    await daypass([...FREEZE, ...REASON, '--subject', 'bob@acme.com', '--yes'], { variables });
    const said = await daypass([...FREEZE, ...REASON, '--grant', grant, '--yes', '-o', 'json'], {
      variables,
    });

    expect(JSON.parse(said.out)).toEqual({
      cluster: 'prod-eu',
      written: true,
      freeze: { reason: 'INC-4242, stolen laptop', all: false, subjects: ['bob@acme.com'], grants: [grant] },
      ends: [
        { kind: 'RoleBinding', namespace: 'default', name: binding, grant, subjects: ['alice@acme.com'] },
      ],
    });
  });

  test('a cluster that is away keeps no other from being frozen', async () => {
    const args = ['freeze', '--context', 'away', '--context', 'prod-eu', '--all', ...REASON, '--yes'];
    const said = await daypass(args, { variables });

    expect(said.code).toBe(1);
    expect(said.err).toMatch(/^away: .*run this again\.$/m);
    expect(await standing()).toMatchObject({ all: 'true' });
  });

  test('is lifted, and says so once', async () => {
    await daypass([...FREEZE, ...REASON, '--all', '--yes'], { variables });
    const first = await daypass(['unfreeze', '--cluster', 'prod-eu', '--yes'], { variables });
    const second = await daypass(['unfreeze', '--cluster', 'prod-eu', '--yes'], { variables });

    expect([first.code, first.out]).toEqual([0, expect.stringContaining('prod-eu: no longer frozen.')]);
    expect(second).toEqual({ code: 0, out: 'prod-eu: not frozen\n', err: '' });
    expect(await standing()).toMatchObject({ all: 'true', lifted: expect.stringMatching(/Z$/) });
  });
});
