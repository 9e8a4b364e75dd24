// The catalogue of roles and the sample policy go together: what is dangerous is accepted by name, and nothing else is.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { rulesOf } from '../../src/adapters/kubernetes/objects.ts';
import { dangersOf } from '../../src/core/permissions/dangers.ts';
import { nameOf } from '../../src/core/permissions/permission.ts';
import { permissionProblems } from '../../src/core/permissions/refused.ts';
import { parseAccessPolicy } from '../../src/core/request/access-policy.ts';
import { sayDeeds } from '../../src/core/words/deeds.ts';

const root = new URL('../../', import.meta.url);
const policyFile = 'access-requests/policy.yaml';
const parsed = parseAccessPolicy(policyFile, readFileSync(new URL(policyFile, root)));
if (parsed.kind === 'invalid') throw new Error(parsed.problems.map(({ what }) => what).join(' '));
const roles = [...parsed.value.roles];

const folder = new URL('deploy/cluster/catalogue/', root);
const catalogue = readdirSync(folder)
  .map((name): unknown => parse(readFileSync(new URL(name, folder), 'utf8')))
  .filter((object) => (object as { kind: string }).kind === 'ClusterRole'); // every file is a Kubernetes object
const rulesByName = new Map(
  catalogue.map((role) => [(role as { metadata: { name: string } }).metadata.name, rulesOf(role)]),
);

test.each(roles)(
  'the role %s of the sample policy has its ClusterRole, and accepts what it needs',
  (name, role) => {
    const rules = rulesByName.get(role.clusterRole) ?? [];
    const place = { file: policyFile, line: 1, column: 1 };
    const needed = dangersOf(rules, { reach: role.scope }).map(({ group, resource }) =>
      nameOf(group, resource),
    );

    expect(rules).not.toEqual([]);
    expect(
      permissionProblems(rules, { role: name, accepts: role.accepts, reach: role.scope, place }),
    ).toEqual([]);
    expect(role.accepts.toSorted()).toEqual([...new Set(needed)].toSorted());
  },
);

test('each role of the catalogue reads well', () => {
  const said = [...rulesByName].map(([name, rules]) => `${name}: ${sayDeeds(rules, name)}`);

  expect(said).toMatchInlineSnapshot(`
    [
      "daypass-debugger: read pods, logs and 13 more kinds of objects, and run commands in any pod",
      "daypass-log-viewer: read pods, logs and events",
      "daypass-node-drainer: read pods, nodes and daemon sets; cordon and change nodes; and evict pods",
    ]
  `);
});
