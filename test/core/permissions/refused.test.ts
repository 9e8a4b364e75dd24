// What a role may hold: what is harmless passes, what is dangerous only where the policy names it.
import { describe, expect, test } from 'vitest';
import { permissionProblems, type PermissionAsk } from '../../../src/core/permissions/refused.ts';
import { MOST_PERMISSIONS, type Rule } from '../../../src/core/permissions/rules.ts';
import { sayRule } from '../../../src/core/words/rules.ts';
import { address, aRule, rule } from './a-rule.ts';

const place = { file: 'f', line: 1, column: 1 };
const problems = (rules: readonly Rule[], ask: Partial<PermissionAsk> = {}) =>
  permissionProblems(rules, { role: 'debugger', accepts: [], reach: 'namespace', place, ...ask });
const whats = (rules: readonly Rule[], ask: Partial<PermissionAsk> = {}) =>
  problems(rules, ask).map(({ what }) => what);

describe('what passes', () => {
  test('is a role without rules, and one that reads', () => {
    expect(problems([])).toEqual([]);
    expect(
      problems([rule('get list watch', 'pods'), rule('get', 'pods/log'), address('get', '/healthz')]),
    ).toEqual([]);
  });

  test('is what the policy accepts by name, with whatever verbs', () => {
    const rules = [rule('create get', 'pods/exec'), rule('patch', 'deployments.apps')];
    expect(problems(rules, { accepts: ['pods/exec', 'deployments.apps'] })).toEqual([]);
  });
});

describe('what is refused', () => {
  test('is told with what it means and how to mend it', () => {
    expect(problems([rule('get', 'pods'), rule('create', 'pods/exec')])).toMatchInlineSnapshot(`
      [
        {
          "mend": "Ask for another role, or ask the platform team to write \`accepts: [pods/exec]\` for this one.",
          "place": {
            "column": 1,
            "file": "f",
            "line": 1,
          },
          "what": "The role \`debugger\` allows \`create pods/exec\`, which is dangerous and not accepted by the policy.",
          "why": "Whoever can run commands in a pod can take its service account’s token, which stays valid until the pod is deleted. A session that is open when the access ends stays open.",
        },
      ]
    `);
  });

  test('names every permission, each by itself', () => {
    const rules = [rule('get', 'secrets'), rule('create', 'pods/exec'), rule('patch delete', 'nodes')];
    expect(whats(rules, { accepts: ['pods/exec'] })).toMatchInlineSnapshot(`
      [
        "The role \`debugger\` allows \`delete and patch nodes\`, which is dangerous and not accepted by the policy.",
        "The role \`debugger\` allows \`get secrets\`, which is dangerous and not accepted by the policy.",
      ]
    `);
  });

  test.each([
    ['another subresource', 'pods/attach'],
    ['the resource of a subresource', 'pods'],
    ['the same resource of another group', 'pods.example.com/exec'],
  ])('is %s than the one that was accepted', (_, accepted) => {
    expect(problems([rule('create', 'pods/exec')], { accepts: [accepted] })).toHaveLength(1);
  });

  test('is a resource whose own name holds a dot, whatever it looks like', () => {
    const odd = aRule({ apiGroups: [''], resources: ['deployments.apps'], verbs: ['patch'] });
    expect(problems([odd], { accepts: ['deployments.apps'] })).toHaveLength(1);
  });

  test('[118] is a write to a resource that no list knows, unless it is accepted by name', () => {
    const rules = [rule('patch', 'databases.example.com')];
    expect(problems(rules)).toMatchObject([
      {
        what: 'The role `debugger` allows `patch databases.example.com`, which is dangerous and not accepted by the policy.',
        mend: expect.stringContaining('`accepts: [databases.example.com]`'),
      },
    ]);
    expect(problems(rules, { accepts: ['databases.example.com'] })).toEqual([]);
  });

  test('[119] is to evict or delete pods throughout the cluster, unless it is accepted by name', () => {
    const rules = [rule('delete', 'pods'), rule('create', 'pods/eviction')];
    expect(problems(rules)).toEqual([]);
    expect(problems(rules, { reach: 'cluster' })).toMatchObject([
      { what: expect.stringContaining('`delete pods` throughout the cluster') },
      {
        what: 'The role `debugger` allows `create pods/eviction` throughout the cluster, which is dangerous and not accepted by the policy.',
        why: expect.stringContaining('that of Daypass itself'),
      },
    ]);
    expect(problems(rules, { reach: 'cluster', accepts: ['pods/eviction', 'pods'] })).toEqual([]);
  });

  test('is said to reach any object where RBAC does not hold the verb to names', () => {
    const [problem] = problems([rule('create get', 'secrets', 'one')]);
    expect(problem?.why).toContain('Kubernetes does not hold create to names');
  });

  test('is told fifty times at most, and then by number', () => {
    const rules = Array.from({ length: 200 }, (_, n) => rule('create', `kind-${n}.example.com`));
    expect(whats(rules)).toHaveLength(51);
    expect(whats(rules).at(-1)).toBe('The role allows 150 more things that are dangerous and not accepted.');
  });
});

describe('what no policy can accept', () => {
  test.each([
    ['groups', aRule({ apiGroups: ['*'], resources: ['pods'], verbs: ['get'] })],
    ['resources', rule('get', '*')],
    ['subresources', rule('get', '*/scale')],
    ['verbs', rule('*', 'pods')],
    ['addresses', address('get', '/metrics/*')],
  ])('[71] is a wildcard in %s', (_, wild) => {
    const ask = { accepts: ['pods', 'pods/exec', '*', '*/scale', '/metrics/*'] };
    expect(problems([rule('list', 'services'), wild], ask)).toEqual([
      expect.objectContaining({ what: `The role allows \`${sayRule(wild)}\`: a wildcard.`, place }),
    ]);
  });

  test('is an address that is neither discovery nor health', () => {
    expect(problems([address('get', '/metrics', '/version')], { accepts: ['/metrics'] }))
      .toMatchInlineSnapshot(`
      [
        {
          "mend": "Ask for another role, or ask the platform team to take it out of the ClusterRole.",
          "place": {
            "column": 1,
            "file": "f",
            "line": 1,
          },
          "what": "The role \`debugger\` allows \`get /metrics\`, which is dangerous.",
          "why": "An address that is no resource can be anything that the API server serves: metrics, logs, debugging. No policy can name it.",
        },
      ]
    `);
    expect(problems([address('post', '/version')])).toHaveLength(1);
  });

  test('is more than anybody could read', () => {
    const resources = Array.from({ length: MOST_PERMISSIONS + 1 }, (_, n) => `r${n}`);
    expect(whats([aRule({ apiGroups: [''], resources, verbs: ['get'] })])).toEqual([
      `The role allows more than ${MOST_PERMISSIONS} single things, or names what is longer than any name.`,
    ]);
  });

  test('is cut short where one rule alone would fill a book', () => {
    const resources = Array.from({ length: 5_000 }, (_, n) => `resource-number-${n}`);
    const [what = '', ...others] = whats([aRule({ apiGroups: ['acme.com'], resources, verbs: ['*'] })]);
    expect(others).toEqual([]);
    expect(what).toMatch(/^The role allows .*resource-number-0/);
    expect(what.length).toBeLessThanOrEqual(1_000);
  });
});
