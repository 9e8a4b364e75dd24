// `daypass policy`: the guardrails of a clone, before anybody is asked to approve them, and what they mean for one person.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { run } from '../sandbox/github/git-process.ts';
import { firstFiles } from '../sandbox/people.ts';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.ts';
import { until, untilChecked } from '../sandbox/watching.ts';
import { daypass } from './a-terminal.ts';

const POLICY = 'access-requests/policy.yaml';
const REQUEST = 'access-requests/prod-eu/payments/debugger/alice.yaml';
const KEY = 'MCowBQYDK2VwAyEAXfdZNKgu1Ain3+77Rq+A/l7B9sbJXGSLNFBmf07y52A=';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'daypass-policy-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

const change = (path: string, edit: (text: string) => string): void =>
  write(path, edit(readFileSync(join(folder, path), 'utf8')));

const policy = (args: readonly string[], variables = {}) =>
  daypass(['policy', ...args, '--repository', folder], { variables });

describe('check', () => {
  beforeEach(() => {
    for (const [path, text] of Object.entries(firstFiles(KEY))) write(path, text);
  });

  test('says that guardrails are in order, outside of any clone too', async () => {
    const { code, out } = await policy(['check']);

    expect(code).toBe(0);
    expect(out).toMatch(
      /^The guardrails are in order: 2 clusters, \d+ roles, .* lines of \.github\/CODEOWNERS\.\n$/,
    );
  });

  test('tells every problem of every file, each where an editor can jump to it', async () => {
    change(POLICY, (text) =>
      text.replace('maxDuration: 4h', 'maxDuration: 4 hours').replace('"(INC|CHG)-[0-9]+"', '"(a"'),
    );
    change('access-requests/people.yaml', (text) => text.replace(/id: \d+/, 'id: 0'));

    const { code, out } = await policy(['check']);

    expect(code).toBe(1);
    const places = out.match(/^access-requests\/(policy|people)\.yaml:\d+:\d+: .*$/gm) ?? [];
    expect(places).toHaveLength(3);
    expect(out).toContain('3 problems. These guardrails could never come into force.');
  });

  test('finds what parses and could never come into force', async () => {
    write('.github/CODEOWNERS', '* @acme/platform\n/docs/[ab]/ @acme/payments\n');

    const { code, out } = await policy(['check', '-o', 'json']);

    expect(code).toBe(1);
    const { problems } = JSON.parse(out) as { problems: { what: string; place: { line: number } }[] };
    expect(problems.map(({ what, place }) => [place.line, what])).toEqual([
      [1, expect.stringContaining('access-requests/policy.yaml')],
      [1, expect.stringContaining('access-requests/people.yaml')],
      [1, expect.stringContaining('.github/CODEOWNERS')],
      [2, 'The line `/docs/[ab]/` is in error: a range in `[ ]` does not work in CODEOWNERS.'],
    ]);
  });

  test('[154] follows no link', async () => {
    rmSync(join(folder, POLICY));
    symlinkSync('/etc/hostname', join(folder, POLICY));

    const { code, out } = await policy(['check']);

    expect(code).toBe(1);
    expect(out).toContain(`${POLICY}:1:1: `);
    expect(out).not.toContain(readFileSync('/etc/hostname', 'utf8').trim());
  });

  test('compares with a commit only in a clone, and only with one that is there', async () => {
    expect(await policy(['check', '--against', 'HEAD'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('not the root of a Git clone'),
    });
    await run(folder, ['init', '--quiet']);
    expect(await policy(['check', '--against', '--upload-pack=x'])).toMatchObject({ code: 2 });
    expect(await policy(['check', '--against=-x'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('names no commit'),
    });
  });
});

describe('in a clone of a repository with a history', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ clusters: 'memory' });
    const { github } = sandbox;
    const text =
      'apiVersion: daypass.dev/v1\nkind: AccessRequest\nspec:\n  subject: alice\n  duration: 2h\n  reason: INC-4242, checkout latency\n';
    const pull = await github
      .as('alice')
      .openPullRequest({ branch: 'a', title: 'Debug', files: { [REQUEST]: text } });
    await untilChecked(github, pull, 'action_required');
    github.as('bob').approve(pull);
    await untilChecked(github, pull, 'success');
    await github.as('alice').merge(pull, 'squash');
    await until('the grant', async () => (await github.file(REQUEST.replace('requests', 'grants'))) !== null);
  }, 60_000);
  afterAll(() => sandbox?.close());
  beforeEach(async () => {
    await run(folder, ['clone', '--quiet', `file://${sandbox.github.folder}`, '.']);
  });

  test('nothing is changed where nothing was changed', async () => {
    const { code, out } = await policy(['check', '--against', 'HEAD']);

    expect(code).toBe(0);
    expect(out).toContain('Against HEAD, this changes no rule.\n');
  });

  test('it says what is loosened first, and which grants would have been decided otherwise', async () => {
    change(POLICY, (text) =>
      text.replace('maxDuration: 4h', 'maxDuration: 1h').replace('maxDuration: 8h', 'maxDuration: 9h'),
    );

    const { code, out } = await policy(['check', '--against', 'origin/main']);
    const json = await policy(['check', '--against', 'origin/main', '-o', 'json']);

    expect(code).toBe(0);
    expect(out).toContain(
      'Against origin/main, this loosens 1 rule and tightens 1.\n  loosens   The role `log-viewer`',
    );
    expect(out).toMatch(
      /It would have decided 1 request of the past otherwise:\n {2}\S+alice\.yaml: held by `alice` until/,
    );
    expect(JSON.parse(json.out)).toMatchObject({
      problems: [],
      differences: [{ direction: 'loosens' }, { direction: 'tightens' }],
      otherwise: [{ path: REQUEST, decided: 'granted', held: true, after: { kind: 'refused' } }],
      unjudged: null,
    });
  });

  test('a shallow clone is not taken for the whole of history', async () => {
    rmSync(folder, { recursive: true });
    await run(tmpdir(), ['clone', '--quiet', '--depth=1', `file://${sandbox.github.folder}`, folder]);
    change(POLICY, (text) => text.replace('maxDuration: 4h', 'maxDuration: 1h'));

    const { out } = await policy(['check', '--against', 'HEAD']);

    expect(out).toContain('The clone is shallow');
  });

  describe('explain', () => {
    const place = 'prod-eu/payments';
    const withToken = () => ({
      GITHUB_TOKEN: sandbox.github.user('alice').token,
      GITHUB_API_URL: sandbox.settings.github.api,
      DAYPASS_REPOSITORY: `${sandbox.settings.repository.owner}/${sandbox.settings.repository.name}`,
    });

    test('names the teams where nobody says who is in them', async () => {
      const { code, out } = await policy(['explain', 'alice', place]);

      expect(code).toBe(0);
      expect(out).toContain('May ask for, as a member of a team\n  log-viewer\n');
      expect(out).toContain('    if in @acme/engineers or @acme/oncall\n');
      expect(out).toContain('    approved by one of @acme/payments\n');
    });

    test('names the people where there is a token', async () => {
      const { out } = await policy(['explain', 'alice', place], withToken());

      expect(out).toContain('May ask for\n  log-viewer\n');
      expect(out).not.toContain('if in');
      expect(out).toContain('approved by one of @acme/payments (bob and carol)');
      expect(out).toContain(
        'granted at the merge; then one of @acme/payments (bob and carol) reviews it, within 1 day',
      );
    });

    test('says what is refused and why, to whoever is in no team', async () => {
      const { out } = await policy(['explain', 'erin', place], withToken());

      expect(out).not.toContain('May ask for');
      expect(out).toContain('`erin` may not ask for the role `debugger`.');
    });

    test('as JSON is for programs', async () => {
      const { out } = await policy(['explain', 'bob', place, '-o', 'json'], withToken());

      expect(JSON.parse(out)).toMatchObject({
        login: 'bob',
        allowances: expect.arrayContaining([
          expect.objectContaining({
            name: 'debugger',
            outcome: 'may ask',
            maxDurationSeconds: 14_400,
            owners: [{ name: '@acme/payments', people: ['bob', 'carol'] }],
          }),
        ]) as unknown,
      });
    });

    test('asks about the teams of that place alone, however many a clone names', async () => {
      const strangers = Array.from(
        { length: 300 },
        (_, index) => `/elsewhere/${index}/ @acme/team-${index}\n`,
      );
      change('.github/CODEOWNERS', (text) => `${strangers.join('')}${text}`);
      const before = sandbox.github.requests.length;

      const { out } = await policy(['explain', 'alice', place], withToken());

      expect(out).toContain('approved by one of @acme/payments (bob and carol)');
      expect(sandbox.github.requests.length - before).toBeLessThan(30);
    });

    test('knows nobody whom GitHub does not know', async () => {
      expect(await policy(['explain', 'nobody', place], withToken())).toMatchObject({
        code: 1,
        err: expect.stringContaining('nobody'),
      });
    });

    test.each([['alice'], ['alice', 'prod-eu'], ['alice', 'a/b/c'], []])(
      'is not understood as %s %s',
      async (...args) => {
        expect(await policy(['explain', ...args.filter((arg) => typeof arg === 'string')])).toMatchObject({
          code: 2,
          out: '',
        });
      },
    );
  });
});

test('without or with another word it says what it knows', async () => {
  expect(await policy([])).toMatchObject({ code: 2 });
  expect(await policy(['chekc'])).toMatchObject({ code: 2, err: expect.stringContaining('chekc') });
});
