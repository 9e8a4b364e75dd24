// What the GitHub adapter writes: commits that know their parent, check runs, comments.
import { describe, expect, test } from 'vitest';
import { splitMessage } from '../../../src/adapters/github/commit.ts';
import { Unavailable, type CheckResult, type FileChanges } from '../../../src/ports.ts';
import { aRequest, useSetting } from './setting.ts';

const here = useSetting();

const changes = (
  write: Record<string, string | Uint8Array>,
  remove: readonly string[] = [],
): FileChanges => ({
  write: new Map(Object.entries(write)),
  remove,
});

const open = (branch = 'ask') =>
  here.github.as('alice').openPullRequest({ branch, title: 'Ask', files: aRequest });

describe('a commit', () => {
  const message = [
    'Grant debugger in prod-eu/payments to alice',
    '',
    'alice (1001) asked for it in #42: "INC-4242".',
    '',
    'Access-Event: {"at":"2026-11-20T16:00:00Z","type":"granted","seal":"c2VhbA=="}',
  ].join('\n');

  test('has exactly the message, the files and the parent that were asked for', async () => {
    await here.github.directPush({ 'old.yaml': 'x\n' });
    const parent = here.github.head();
    const bytes = Uint8Array.from([0, 255, 10]);

    const answer = await here.ours.commit(
      'main',
      parent,
      message,
      changes({ 'a/b.yaml': 'ü\n', raw: bytes }, ['old.yaml']),
    );

    const oid = here.github.head();
    const { git } = here.github;
    expect(answer).toEqual({ kind: 'committed', oid });
    expect(await git.run(['log', '-1', '--format=%B', oid])).toBe(message);
    expect(await git.run(['log', '-1', '--format=%(trailers:key=Access-Event,valueonly)', oid])).toBe(
      '{"at":"2026-11-20T16:00:00Z","type":"granted","seal":"c2VhbA=="}',
    );
    expect(await git.run(['log', '-1', '--format=%P %an %cn', oid])).toBe(`${parent} daypass[bot] GitHub`);
    expect(await git.run(['diff-tree', '-r', '--name-status', '--no-commit-id', oid])).toBe(
      'A\ta/b.yaml\nD\told.yaml\nA\traw',
    );
    expect(await git.run(['rev-parse', `${oid}:raw`])).toBe(
      await git.run(['hash-object', '--stdin'], { input: Buffer.from(bytes) }),
    );
  });

  test('[204] is not made where the branch has moved on, and that is an answer', async () => {
    const before = here.github.head();
    const head = await here.github.directPush({ 'x.yaml': 'x\n' });

    const answer = await here.ours.commit('main', before, message, changes({ 'a.yaml': 'a\n' }));

    expect(answer).toEqual({ kind: 'moved' });
    expect(here.github.head()).toBe(head);
  });

  test('of two at once is made once', async () => {
    const head = here.github.head();
    const write = (name: string) => here.connect().commit('main', head, message, changes({ [name]: 'x\n' }));

    const answers = await Promise.all([write('a'), write('b'), write('c')]);

    expect(answers.map(({ kind }) => kind).sort()).toEqual(['committed', 'moved', 'moved']);
  });

  test('[205] that the rules refuse, or that removes what is not there, was not made, and says why', async () => {
    const head = here.github.head();
    await expect(here.ours.commit('main', head, message, changes({}, ['nowhere.yaml']))).rejects.toThrow(
      /nowhere\.yaml/,
    );

    const ruleset = here.github.state.rulesets.find(({ bypass_actors }) => bypass_actors.length > 0);
    here.github.setRulesets(ruleset === undefined ? [] : [{ ...ruleset, bypass_actors: [] }]);
    await expect(here.ours.commit('main', head, message, changes({ a: 'x\n' }))).rejects.toThrow(
      /must be made through a pull request/,
    );
    expect(here.github.head()).toBe(head);
  });

  test('whose answer got lost is unknown: it is not sent again', async () => {
    const head = here.github.head();
    here.github.faults.cutAfter(/mutation/);
    here.calls();

    await expect(here.ours.commit('main', head, message, changes({ a: 'x\n' }))).rejects.toThrow(Unavailable);

    expect(here.calls().filter((call) => call.startsWith('POST /graphql'))).toHaveLength(1);
    expect(await here.github.git.run(['rev-parse', `${here.github.head()}^`])).toBe(head);
  });

  test.each(['', '\n\nbody', 'two\nlines', 'x\n \ny'])('cannot have the message %j', (text) => {
    expect(() => splitMessage(text)).toThrow(/stands by itself/);
  });

  test('has its message taken apart so that putting it together gives the same', () => {
    for (const text of [
      'Only a line',
      'A line\n\nA body',
      'A line\n\nBody\n\nTrailer: x\n',
      'A line\n\n\n\nlow',
    ]) {
      const { headline, body } = splitMessage(text);
      expect(body === undefined ? headline : `${headline}\n\n${body}`).toBe(text);
    }
  });
});

describe('a check run', () => {
  const aResult = (head: string, more: Partial<CheckResult> = {}): CheckResult => ({
    head,
    outcome: 'success',
    externalId: 'd'.repeat(64),
    title: 'Approved',
    summary: 'All is well.',
    annotations: [],
    ...more,
  });
  const anAnnotation = (line: number) => ({
    place: { file: 'access-requests/a.yaml', line, column: 3 },
    title: 'Not so',
    message: 'Write it otherwise.',
  });
  const runs = () => here.github.state.checkRuns;

  test('is read back with its conclusion and digest; one in progress is not complete', async () => {
    const { head } = await open();

    await here.ours.publishCheck(aResult(head.sha, { outcome: 'in progress', externalId: '' }));
    expect(await here.ours.checkRuns(head.sha)).toEqual([]);

    await here.ours.publishCheck(aResult(head.sha, { outcome: 'action_required' }));
    await here.ours.publishCheck(aResult(head.sha));
    const read = await here.ours.checkRuns(head.sha);
    expect(read.map(({ conclusion, externalId }) => [conclusion, externalId])).toEqual([
      ['action_required', 'd'.repeat(64)],
      ['success', 'd'.repeat(64)],
    ]);
    expect(read[0]).toMatchObject({ head: head.sha, completedAt: Date.parse('2026-11-20T16:00:00Z') });
  });

  test('of another app, or of another name, is none of ours', async () => {
    const { head } = await open();
    here.github.postCheck(head.sha, { name: 'daypass', conclusion: 'success' }, 'github-actions');
    here.github.postCheck(head.sha, { name: 'lint', conclusion: 'success' });

    expect(await here.ours.checkRuns(head.sha)).toEqual([]);
  });

  test('carries every annotation, fifty a request', async () => {
    const { head } = await open();
    await here.ours.repository();
    here.calls();

    await here.ours.publishCheck(
      aResult(head.sha, {
        outcome: 'failure',
        annotations: Array.from({ length: 120 }, (_, at) => anAnnotation(at + 1)),
      }),
    );

    expect(here.calls()).toHaveLength(3);
    expect(runs()).toHaveLength(1);
    expect(runs()[0]?.conclusion).toBe('failure');
    expect(runs()[0]?.output.annotations.map(({ start_line }) => start_line)).toEqual(
      Array.from({ length: 120 }, (_, at) => at + 1),
    );
    expect(runs()[0]?.output.annotations[0]).toMatchObject({ start_column: 3, end_column: 3, end_line: 1 });
  });

  test('with more to say than GitHub shows says so at its end', async () => {
    const { head } = await open();

    await here.ours.publishCheck(aResult(head.sha, { summary: '😀'.repeat(40_000), title: 'x'.repeat(300) }));

    const output = runs()[0]?.output;
    expect(output?.summary?.length).toBeLessThanOrEqual(65_535);
    expect(output?.summary).toMatch(
      /😀\n\n…\n\nThe rest was left out: GitHub shows no more in this place\.$/u,
    );
    expect(output?.title).toHaveLength(255);
  });

  test('on a commit that is not there is not published', async () => {
    await expect(here.ours.publishCheck(aResult('1'.repeat(40)))).rejects.toThrow(Unavailable);
  });
});

describe('comments', () => {
  test('are read oldest first, and ours are told from those that only look so', async () => {
    const pull = await open();
    here.github.as('alice').comment(pull, 'one');
    await here.ours.createComment(pull.number, 'two');
    here.github.user('daypass-bot');
    here.github.as('daypass-bot').comment(pull, 'three');
    here.github.as('github-actions[bot]').comment(pull, 'four');

    const all = await here.ours.comments(pull.number);

    expect(all.map(({ body, ours }) => [body, ours])).toEqual([
      ['one', false],
      ['two', true],
      ['three', false],
      ['four', false],
    ]);
  });

  test('ours can be changed', async () => {
    const pull = await open();
    await here.ours.createComment(pull.number, 'before');
    const [comment] = await here.ours.comments(pull.number);

    await here.ours.updateComment(comment?.id ?? 0, 'after');

    expect((await here.ours.comments(pull.number)).map(({ body }) => body)).toEqual(['after']);
  });
});
