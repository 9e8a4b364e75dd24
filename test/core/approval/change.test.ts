import { describe, expect, test } from 'vitest';
import { contentKind, putBackProblems, requestChange } from '../../../src/core/approval/change.ts';
import type { Change } from '../../../src/core/repository.ts';
import * as a from './builders.ts';

const POLICY = 'access-requests/policy.yaml';
const CODEOWNERS = '.github/CODEOWNERS';

function request(name: string, cluster = 'prod-eu') {
  return `access-requests/${cluster}/payments/debugger/${name}.yaml`;
}

/** What a pull request with these net changes, and these commits on the way, is about. */
function kindOf(changes: readonly Change[], ...steps: readonly (readonly Change[])[]) {
  const commits = (steps.length === 0 ? [changes] : steps).map((step, n) =>
    a.aCommit(a.oid(`${n + 1}`), { changes: step }),
  );
  const { kind, problems } = contentKind(a.someContent({ changes, commits }));
  return problems.length === 0 ? kind : { kind, problems: problems.map(({ what }) => what) };
}

describe('what a pull request is about', () => {
  test('nothing, where it changes nothing', () => {
    expect(kindOf([])).toEqual({ kind: 'other', problems: ['This pull request changes nothing.'] });
  });

  test.each([
    ['requests', [a.added(request('alice'))]],
    ['requests', [a.added(request('alice')), a.removed(request('old'))]],
    ['removal', [a.removed(request('alice')), a.removed(request('old'))]],
    ['guardrails', [a.edited(POLICY), a.added('access-requests/people.yaml')]],
    ['guardrails', [a.added('docs/CODEOWNERS')]],
    ['other', [a.edited('README.md'), a.added('.gitattributes')]],
    ['other', [a.added('access-requests/examples/a.yaml'), a.added('access-requests/README.md')]],
    ['other', [a.removed('access-requests/prod-eu/stray.yml')]],
  ])('%s', (kind, changes) => {
    expect(kindOf(changes)).toBe(kind);
  });

  test('its files are all that it changes', () => {
    const changes = [a.added(request('alice')), a.removed(request('old'))];
    expect(contentKind(a.someContent({ changes })).files).toEqual([request('alice'), request('old')]);
  });
});

describe('what cannot go together', () => {
  test.each([
    ['[23] CODEOWNERS', CODEOWNERS],
    ['[25] CODEOWNERS where it would take precedence', 'CODEOWNERS'],
    ['[24] the policy', POLICY],
    ['[45] source code', 'src/main.c'],
    ['[58] attributes that change what Git shows', '.gitattributes'],
    ['a sample', 'access-requests/examples/a.yaml'],
  ])('%s with a request is refused', (_, path) => {
    expect(kindOf([a.added(request('alice')), a.edited(path)])).toEqual({
      kind: 'requests',
      problems: [`This pull request touches requests, and besides them \`${path}\`.`],
    });
  });

  test('[103] what one commit does and another undoes counts', () => {
    const steps = [[a.edited(CODEOWNERS)], [a.added(request('alice'))], [a.edited(CODEOWNERS, '2', '1')]];
    expect(kindOf([a.added(request('alice'))], ...steps)).toEqual({
      kind: 'requests',
      problems: [
        'Commit `1111111111` of this pull request touches requests, and besides them `.github/CODEOWNERS`.',
      ],
    });
  });

  test('a request that was there only for a moment makes it a pull request of requests', () => {
    expect(
      kindOf([a.edited('src/main.c')], [a.edited('src/main.c'), a.added(request('alice'))]),
    ).toHaveProperty('problems');
  });

  test('guardrails go alone', () => {
    expect(kindOf([a.edited(POLICY), a.edited('README.md')])).toEqual({
      kind: 'guardrails',
      problems: ['This pull request touches guardrails, and besides them `README.md`.'],
    });
  });

  test('[110] a record is never anybody’s but the controller’s', () => {
    const record = 'access-grants/prod-eu/payments/debugger/alice.yaml';
    const problem = `This pull request touches \`${record}\`.`;
    expect(kindOf([a.added(record)])).toEqual({ kind: 'other', problems: [problem] });
    expect(kindOf([a.added(request('alice')), a.added(record)])).toEqual({
      kind: 'requests',
      problems: [problem],
    });
    expect(kindOf([a.added(request('alice'))], [a.added(record)])).toHaveProperty('problems');
  });

  test.each(['prod-eu', 'dev', 'examples'])('a file in the place of the folder %s', (name) => {
    expect(kindOf([a.added(`access-requests/${name}`)])).toMatchObject({
      kind: 'other',
      problems: [expect.any(String)],
    });
  });

  test('[160] a request of the default branch that one commit takes away and another puts back', () => {
    const colleague = request('bob');
    const moment = request('alice-2');
    const steps = [
      [a.added(request('alice')), a.removed(colleague), a.added(moment)],
      [a.added(colleague), a.removed(moment)],
    ];
    const commits = steps.map((changes, n) => a.aCommit(a.oid(`${n + 1}`), { changes }));
    const content = a.someContent({ changes: [a.added(request('alice'))], commits });
    const entry = { mode: '100644', blob: a.oid('1') };

    expect(putBackProblems(content, new Map([[colleague, entry]])).map(({ what }) => what)).toEqual([
      `Commit \`1111111111\` of this pull request touches \`${colleague}\`, and another commit puts that back.`,
    ]);
    expect(putBackProblems(content, new Map())).toEqual([]);
  });

  test('[160] a request of the default branch that one commit removes and another adds with another duration', () => {
    const held = request('alice');
    const entry = { mode: '100644', blob: a.oid('1') };
    const problemsOf = (...steps: readonly (readonly Change[])[]) => {
      const commits = steps.map((changes, n) => a.aCommit(a.oid(`${n + 1}`), { changes }));
      const content = a.someContent({ changes: [a.edited(held)], commits });
      return putBackProblems(content, new Map([[held, entry]])).map(({ what }) => what);
    };

    expect(problemsOf([a.removed(held)], [a.added(held)])).toEqual([
      `Commit \`1111111111\` of this pull request removes \`${held}\`, and another commit adds that again.`,
    ]);
    expect(problemsOf([a.edited(held)], [a.edited(held)])).toEqual([]);
  });

  test('at most ten requests', () => {
    const changes = Array.from({ length: 11 }, (_, n) => a.added(request(`alice-${n}`)));
    expect(kindOf(changes.slice(1))).toBe('requests');
    expect(kindOf(changes)).toEqual({
      kind: 'requests',
      problems: ['This pull request touches 11 requests.'],
    });
  });

  test('[46] requests of one cluster, also where one was only moved there', () => {
    expect(kindOf([a.removed(request('alice')), a.added(request('alice', 'staging'))])).toEqual({
      kind: 'requests',
      problems: ['This pull request touches requests of several clusters: `prod-eu` and `staging`.'],
    });
  });

  test('a long list is told short', () => {
    const changes = Array.from({ length: 9 }, (_, n) => a.edited(`src/${n}`));
    expect(kindOf([a.added(request('alice')), ...changes])).toEqual({
      kind: 'requests',
      problems: [expect.stringContaining('`src/4` and 4 more.')],
    });
  });
});

describe('files that cannot be what they look like', () => {
  test.each([
    [
      '[54] a link in place of a request',
      { path: request('alice'), after: { mode: '120000', blob: a.oid('1') } },
    ],
    ['[54] an executable policy', { path: POLICY, after: { mode: '100755', blob: a.oid('1') } }],
    [
      '[54] a submodule in place of CODEOWNERS',
      { path: CODEOWNERS, after: { mode: '160000', blob: a.oid('1') } },
    ],
    ['[52] another ending', a.added('access-requests/prod-eu/payments/debugger/alice.yml')],
    ['[52] another ending, high up', a.added('access-requests/alice.YML')],
    ['[52] a trailing space', a.added('access-requests/prod-eu/payments/debugger/alice.yaml ')],
    ['[52] upper case', a.added('access-requests/Prod/payments/debugger/alice.yaml')],
    ['[52] a step up', a.added('access-requests/prod-eu/../payments/debugger/alice.yaml')],
    [
      '[53] a letter that only looks like one',
      a.added('access-requests/prоd-eu/payments/debugger/alice.yaml'),
    ],
  ])('%s is refused', (_, change) => {
    expect(kindOf([change])).toHaveProperty('problems');
  });
});

describe('a merged pull request of requests', () => {
  test('asks for access', () => {
    expect(requestChange(a.someContent()).problems).toEqual([]);
  });

  test.each([
    ['removes only', [a.removed(request('alice'))]],
    ['changes guardrails', [a.edited(POLICY)]],
    ['changes neither', [a.edited('README.md')]],
    ['mixes', [a.added(request('alice')), a.edited('README.md')]],
  ])('and not one that %s', (_, changes) => {
    expect(requestChange(a.someContent({ changes })).problems).toHaveLength(1);
  });
});
