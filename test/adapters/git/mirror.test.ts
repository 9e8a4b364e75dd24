// The mirror heals itself, keeps the token to itself, and never takes silence or damage for an answer.
import {
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  utimesSync,
} from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { milliseconds } from '../../../src/core/time.ts';
import { Unavailable } from '../../../src/ports.ts';
import { useSetting } from './setting.ts';

const here = useSetting();

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/acme/access.git`;
}

/** Every file below a folder of the mirror. */
const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

const packsOf = (mirror: string) =>
  filesBelow(join(mirror, 'objects')).filter((file) => file.endsWith('.pack'));

const loseObjects = (mirror: string) => {
  for (const file of filesBelow(join(mirror, 'objects'))) rmSync(file);
};

const changeOneByte = (file: string) => {
  const bytes = readFileSync(file);
  bytes.writeUInt8(bytes.readUInt8(bytes.length >> 1) ^ 0xff, bytes.length >> 1);
  chmodSync(file, 0o644);
  writeFileSync(file, bytes);
};

describe('a mirror that is broken is made anew', () => {
  const head = async () => (await here.connect().branch('main')).commits.at(-1)?.oid;

  test.each<[string, (mirror: string) => void]>([
    ['lost its objects', loseObjects],
    ['holds other bytes than it fetched', (mirror) => packsOf(mirror).forEach(changeOneByte)],
    ['is shallow', (mirror) => writeFileSync(join(mirror, 'shallow'), `${'1'.repeat(40)}\n`)],
    [
      'borrows objects',
      (mirror) => writeFileSync(join(mirror, 'objects', 'info', 'alternates'), '/elsewhere\n'),
    ],
    [
      'replaces objects',
      (mirror) => {
        mkdirSync(join(mirror, 'refs', 'replace'));
        writeFileSync(join(mirror, 'refs', 'replace', '1'.repeat(40)), `${'1'.repeat(40)}\n`);
      },
    ],
    ['has a broken ref', (mirror) => writeFileSync(join(mirror, 'refs', 'daypass', 'branch'), '')],
    [
      'was left locked by the dead',
      (mirror) => {
        const lock = join(mirror, 'refs', 'daypass', 'branch.lock');
        writeFileSync(lock, '');
        utimesSync(lock, 1, 1);
      },
    ],
    ['is no repository', (mirror) => rmSync(join(mirror, 'HEAD'))],
  ])('that %s', async (_, damage) => {
    const root = here.origin.push({ a: '1\n', b: '2\n' });
    const git = here.connect();
    await git.branch('main');
    git.close();
    writeFileSync(join(here.mirror, 'description'), 'the broken one');
    damage(here.mirror);

    expect(await head()).toBe(root);
    expect(existsSync(join(here.mirror, 'description'))).toBe(false);

    const newest = here.origin.push({ a: '2\n' });
    expect(await head()).toBe(newest);
    expect(readdirSync(here.folder)).toEqual(['mirror.git']);
  });

  test('also while it is in use: what it lost is unread first, and there after the next fetch', async () => {
    here.origin.push({ a: '1\n' });
    const git = here.connect();
    const branch = await git.branch('main');
    const blob = branch.tree.get('a')?.blob ?? '';
    loseObjects(here.mirror);

    await expect(git.blob(blob, 100)).rejects.toThrow(Unavailable);

    await git.branch('main');
    expect(await git.blob(blob, 100)).toEqual({ kind: 'bytes', bytes: new Uint8Array(Buffer.from('1\n')) });
  });

  test('and what is read afterwards is read from the new one', async () => {
    const root = here.origin.push({ a: '1\n' });
    const git = here.connect();
    await git.branch('main');
    await git.blob(here.origin.blobOf(root, 'a'), 100);
    loseObjects(here.mirror);
    const newest = here.origin.push({ b: '2\n' });
    await git.branch('main');

    expect(await git.blob(here.origin.blobOf(newest, 'b'), 100)).toMatchObject({ kind: 'bytes' });
  });

  test('and stays in its place until the new one is complete', async () => {
    here.origin.push({ a: '1\n' });
    const git = here.connect();
    await git.branch('main');
    git.close();
    writeFileSync(join(here.mirror, 'shallow'), '');

    await expect(here.connect({ url: () => 'file:///nowhere' }).branch('main')).rejects.toThrow(Unavailable);

    expect(readdirSync(here.folder)).toEqual(['mirror.git']);
    expect(existsSync(join(here.mirror, 'shallow'))).toBe(true);
  });
});

test('a mirror that is whole is kept: a second controller fetches only what is new', async () => {
  here.origin.push({ a: '1\n' });
  await here.connect().branch('main');
  writeFileSync(join(here.mirror, 'description'), 'kept');

  await here.connect().branch('main');

  expect(readFileSync(join(here.mirror, 'description'), 'utf8')).toBe('kept');
});

test('settings that somebody put into the mirror are gone', async () => {
  here.origin.push({ a: '1\n' });
  await here.connect().branch('main');
  const before = readFileSync(join(here.mirror, 'config'), 'utf8');
  writeFileSync(join(here.mirror, 'config'), `${before}[core]\n\tsshCommand = touch ${here.folder}/pwned\n`);

  await here.connect().branch('main');

  expect(readFileSync(join(here.mirror, 'config'), 'utf8')).toBe(before);
});

test('a repository that is away is unread, and read again when it is back', async () => {
  here.origin.push({ a: '1\n' });
  let url = 'file:///nowhere';
  const git = here.connect({ url: () => url });

  await expect(git.branch('main')).rejects.toThrow(Unavailable);

  url = here.origin.url;
  expect((await git.branch('main')).commits).toHaveLength(1);
  url = 'file:///nowhere';
  await expect(git.branch('main')).rejects.toThrow(Unavailable);
  url = here.origin.url;
  expect((await git.branch('main')).commits).toHaveLength(1);
});

test('a server that never answers is unread when the time is over', async () => {
  const url = await serve(() => undefined);
  const git = here.connect({
    url: () => url,
    deadlines: { fetch: milliseconds(300), clone: milliseconds(300) },
  });

  await expect(git.branch('main')).rejects.toThrow(/no answer within 300 ms/);
});

test('while a server hangs, those who wait in line do not each wait for it anew', async () => {
  let asked = 0;
  const url = await serve(() => (asked += 1));
  const git = here.connect({
    url: () => url,
    deadlines: { fetch: milliseconds(200), clone: milliseconds(300) },
  });

  const failures = await Promise.allSettled(Array.from({ length: 20 }, () => git.branch('main')));

  expect(failures.filter(({ status }) => status === 'rejected')).toHaveLength(20);
  expect(asked).toBe(1);
});

test('a token that cannot be had leaves everything unread, and the mirror alone', async () => {
  here.origin.push({ a: '1\n' });
  let refused = false;
  const git = here.connect({
    credentials: async () => {
      if (refused) throw new Unavailable('GitHub answered 503');
      return '';
    },
  });
  await git.branch('main');
  refused = true;

  await expect(git.branch('main')).rejects.toThrow('GitHub answered 503');

  refused = false;
  expect((await git.branch('main')).commits).toHaveLength(1);
});

test('[220] a folder that cannot be written leaves everything unread', async () => {
  here.origin.push({ a: '1\n' });
  writeFileSync(join(here.folder, 'file'), '');

  await expect(here.connect({ folder: join(here.folder, 'file', 'mirror') }).branch('main')).rejects.toThrow(
    Unavailable,
  );
});

test('two controllers may share a folder: at worst one of them reads again', async () => {
  here.origin.push({ a: '1\n' });
  const both = [here.connect(), here.connect()];

  const first = await Promise.allSettled(both.map(async (git) => git.branch('main')));
  const again = await Promise.allSettled(both.map(async (git) => git.branch('main')));

  expect(first.some(({ status }) => status === 'fulfilled')).toBe(true);
  expect(first.every((one) => one.status === 'fulfilled' || one.reason instanceof Unavailable)).toBe(true);
  expect(again.some(({ status }) => status === 'fulfilled')).toBe(true);
});

test('the token goes to the server, and nowhere else', async () => {
  const token = 'ghs_0123456789abcdef';
  const seen: (string | undefined)[] = [];
  const argv: string[] = [];
  const url = await serve((request, response) => {
    seen.push(request.headers.authorization);
    argv.push(...everyCommandLine());
    response.writeHead(403).end();
  });
  const git = here.connect({ url: () => url, credentials: async () => token });

  const failure = await git.branch('main').catch((error: unknown) => error);

  const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
  expect(seen).toEqual([`Basic ${basic}`]);
  const secrets = [token, basic];
  expect(secrets.filter((secret) => String(failure).includes(secret))).toEqual([]);
  expect(argv.filter((line) => secrets.some((secret) => line.includes(secret)))).toEqual([]);
  expect(
    filesBelow(here.folder).filter((file) => secrets.some((secret) => readFileSync(file).includes(secret))),
  ).toEqual([]);
});

test('the token does not follow a redirect', async () => {
  const seen: string[] = [];
  const elsewhere = await serve((request, response) => {
    seen.push(request.url ?? '');
    response.writeHead(403).end();
  });
  const url = await serve((request, response) => {
    response.writeHead(302, { location: elsewhere + (request.url ?? '') }).end();
  });

  await expect(
    here.connect({ url: () => url, credentials: async () => 'ghs_1' }).branch('main'),
  ).rejects.toThrow(Unavailable);

  expect(seen).toEqual([]);
});

/** The command lines of all processes, where the system tells them. */
function everyCommandLine(): string[] {
  if (!existsSync('/proc/self/cmdline')) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, 'utf8')];
      } catch {
        return []; // it has ended
      }
    });
}

test.each([
  'ext::sh -c "touch pwned"',
  'ssh://git@acme.com/x',
  'git://acme.com/x',
  '/var/lib/access',
  '--upload-pack=x',
])('the address %s is not fetched from', async (url) => {
  await expect(here.connect({ url: () => url }).branch('main')).rejects.toThrow(/no https, http or file URL/);
});

test('a reader that was closed answers nothing more', async () => {
  here.origin.push({ a: '1\n' });
  const git = here.connect();
  await git.branch('main');

  git.close();

  await expect(git.branch('main')).rejects.toThrow(Unavailable);
  await expect(git.blob('1'.repeat(40), 1)).rejects.toThrow(Unavailable);
});

test('a commit that a repository of ours may not hold is not taken in', async () => {
  const root = here.origin.push({ a: '1\n' });
  const tree = here.origin.git(['rev-parse', `${root}^{tree}`]);
  const raw = `tree ${tree}\nparent ${root}\nauthor A <a@acme.com> 1 +0000\ncommitter nobody\n\nBroken\n`;
  const broken = here.origin.git(['hash-object', '-t', 'commit', '-w', '--stdin', '--literally'], raw);
  here.origin.point('main', broken);

  await expect(here.connect().branch('main')).rejects.toThrow(Unavailable);
});
