import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  modeProblems,
  parseRequestPath,
  recordPathOf,
  requestPathOfRecord,
  requestPathProblems,
} from '../../../src/core/request/path.ts';

const GOOD = 'access-requests/prod-eu/payments/debugger/alice-inc-4242.yaml';
const file = { mode: '100644' };

describe('a path of a request', () => {
  test('says cluster, namespace, role and name', () => {
    expect(parseRequestPath(GOOD)).toEqual({
      cluster: 'prod-eu',
      namespace: 'payments',
      role: 'debugger',
      name: 'alice-inc-4242',
      text: GOOD,
    });
    expect(requestPathProblems(GOOD, file)).toEqual([]);
  });

  test('may say the whole cluster in place of a namespace, and actions in place of a role', () => {
    expect(parseRequestPath('access-requests/prod/_cluster/node-drainer/a.yaml')?.namespace).toBe('_cluster');
    expect(parseRequestPath('access-requests/prod/web/actions/a.yaml')?.role).toBe('actions');
  });

  test('leads to the record of its grant, and back', () => {
    const path = parseRequestPath(GOOD)!;
    expect(recordPathOf(path)).toBe('access-grants/prod-eu/payments/debugger/alice-inc-4242.yaml');
    expect(requestPathOfRecord(recordPathOf(path))).toEqual(path);
    expect(requestPathOfRecord('access-grants/ledger.yaml')).toBeUndefined();
    expect(requestPathOfRecord(GOOD)).toBeUndefined();
  });
});

describe('no path of a request', () => {
  test.each([
    ['[52] climbs', 'access-requests/prod/../dev/x.yaml'],
    ['[52] climbs below', 'access-requests/prod/../dev/role/x.yaml'],
    ['[52] has an empty part', 'access-requests/prod//debugger/x.yaml'],
    ['[52] ends in a blank', `${GOOD} `],
    ['[52] ends otherwise', 'access-requests/prod/web/debugger/x.yml'],
    ['[52] has capitals', 'access-requests/Prod/web/debugger/x.yaml'],
    ['[52] has capitals in its ending', 'access-requests/prod/web/debugger/x.YAML'],
    ['[53] has a Cyrillic letter', 'access-requests/pr\u043Ed/web/debugger/x.yaml'],
    ['[53] has an accent, composed', 'access-requests/pr\u00F6d/web/debugger/x.yaml'],
    ['[53] has an accent, decomposed', 'access-requests/pro\u0308d/web/debugger/x.yaml'],
    ['has a line end at its end', `${GOOD}\n`],
    ['is too short', 'access-requests/prod/web/x.yaml'],
    ['is too long', 'access-requests/prod/web/debugger/more/x.yaml'],
    ['is a guardrail', 'access-requests/policy.yaml'],
    ['is a sample', 'access-requests/examples/web/debugger/x.yaml'],
    ['says the whole cluster in the wrong part', 'access-requests/_cluster/web/debugger/x.yaml'],
    ['has no name', 'access-requests/prod/web/debugger/.yaml'],
    ['has a name of 64 letters', `access-requests/prod/web/debugger/${'a'.repeat(64)}.yaml`],
    ['begins with a hyphen', 'access-requests/prod/-web/debugger/x.yaml'],
    ['begins elsewhere', 'x/access-requests/prod/web/debugger/x.yaml'],
  ])('%s', (_, path) => {
    expect(parseRequestPath(path)).toBeUndefined();
    expect(requestPathProblems(path, file).length).toBeGreaterThan(0);
  });

  test('[53] each wrong part is named, and shown so that it can be told apart', () => {
    const problems = requestPathProblems('access-requests/pro\u200Bd/Web/debugger/x.yaml', file);
    expect(problems.map(({ what }) => what)).toEqual([
      'The cluster in the path, `proU+200Bd`, is not a plain name.',
      'The namespace in the path, `Web`, is not a plain name.',
    ]);
  });

  test('[54] is a link, a submodule or an executable file', () => {
    const whats = ['120000', '160000', '100755', '100664'].flatMap((mode) =>
      requestPathProblems(GOOD, { mode }),
    );
    expect(whats.map(({ what }) => what)).toEqual([
      `\`${GOOD.slice(0, 59)}…\` is a symbolic link.`,
      `\`${GOOD.slice(0, 59)}…\` is a submodule.`,
      `\`${GOOD.slice(0, 59)}…\` is an executable file.`,
      `\`${GOOD.slice(0, 59)}…\` is of mode \`100664\`.`,
    ]);
    expect(modeProblems('access-requests/policy.yaml', { mode: '120000' })).toHaveLength(1);
  });

  test('whatever is refused as a path is told why, and whatever is taken is not', () => {
    const segment = fc.oneof(
      fc.constantFrom('prod', '_cluster', 'examples', 'Web', '', '..', 'a-', 'x y'),
      fc.string(),
    );
    const path = fc
      .array(segment, { minLength: 1, maxLength: 6 })
      .map((parts) => `access-requests/${parts.join('/')}.yaml`);
    fc.assert(
      fc.property(path, (text) => {
        expect(requestPathProblems(text, file).length === 0).toBe(parseRequestPath(text) !== undefined);
      }),
    );
  });
});
