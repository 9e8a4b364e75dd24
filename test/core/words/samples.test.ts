// The first line of the comment for each sample of access-requests/, as a reviewer would read it aloud.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Rule } from '../../../src/core/permissions/rules.ts';
import { parseAccessPolicy } from '../../../src/core/request/access-policy.ts';
import { parseAccessRequest } from '../../../src/core/request/access-request.ts';
import { parseRequestPath, POLICY_PATH, WHOLE_CLUSTER } from '../../../src/core/request/path.ts';
import type { Offer } from '../../../src/core/review/verdict.ts';
import { sentence } from '../../../src/core/words/sentence.ts';
import { valueOf } from '../request/builders.ts';
import { aRule, anOffer, aVerdict } from './a-verdict.ts';

const root = new URL('../../../', import.meta.url);
const bytesOf = (path: string) => readFileSync(new URL(path, root));

const policy = valueOf(parseAccessPolicy(POLICY_PATH, bytesOf('access-requests/policy.yaml')));

function catalogue(clusterRole: string): readonly Rule[] {
  const file = `deploy/cluster/catalogue/${clusterRole.replace('daypass-', '')}.yaml`;
  const { rules } = parse(bytesOf(file).toString()) as { readonly rules: readonly Partial<Rule>[] };
  return rules.map((rule) => aRule(rule.verbs ?? [], rule.resources ?? [], rule));
}

/** Undefined where it asks for actions. */
function offerOf(sample: string): Offer | undefined {
  const text = bytesOf(sample).toString();
  const path = parseRequestPath(/^# Copy to: (\S+)$/m.exec(text)![1]!)!;
  const parsed = parseAccessRequest(path, bytesOf(sample));
  if (parsed.kind === 'invalid' || parsed.value.request.actions !== undefined) return undefined;
  const { subject, duration, startsAt: opensAt } = parsed.value.request;
  const { clusterRole } = policy.roles.get(path.role)!;
  return anOffer({
    path: path.text,
    cluster: path.cluster,
    namespace: path.namespace === WHOLE_CLUSTER ? undefined : path.namespace,
    role: path.role,
    clusterRole,
    rules: catalogue(clusterRole),
    subject: subject.kind === 'person' ? subject.login : `${subject.namespace}/${subject.name}`,
    term:
      opensAt === undefined ? { kind: 'from the merge', duration } : { kind: 'from then', opensAt, duration },
  });
}

test('what each sample asks for is one sentence that reads well aloud', () => {
  const samples = readdirSync(new URL('access-requests/examples/', root)).sort();
  const lines = samples.flatMap((name) => {
    const offer = offerOf(`access-requests/examples/${name}`);
    return offer === undefined ? [] : [sentence(aVerdict({ about: { kind: 'requests', offers: [offer] } }))];
  });

  expect(lines).toMatchInlineSnapshot(`
    [
      "If you approve, alice may read pods, logs and 13 more kinds of objects, and run commands in any pod of prod-eu/web-shop, for 1 hour from the merge.",
      "If you approve, alice may read pods, logs and 13 more kinds of objects, and run commands in any pod of prod-eu/payments, for 2 hours from the merge.",
      "If you approve, dave may read pods, nodes and daemon sets; cordon and change nodes; and evict pods of the whole cluster prod-eu, from 08:00Z on 28 November for 1 hour.",
      "If you approve, dave may read pods, nodes and daemon sets; cordon and change nodes; and evict pods of the whole cluster prod-eu, for 1 hour from the merge.",
      "If you approve, ci/deployer may read pods, logs and 13 more kinds of objects, and run commands in any pod of staging/payments, for 1 hour from the merge.",
      "If you approve, carol may read pods, logs and events of prod-eu/payments, for 8 hours from the merge.",
      "If you approve, alice may read pods, logs and 13 more kinds of objects, and run commands in any pod of prod-eu/payments, for 1 hour from the merge.",
      "If you approve, carol may read pods, logs and 13 more kinds of objects, and run commands in any pod of prod-eu/payments, for 2 hours from the merge.",
      "If you approve, alice may read pods, logs and events of prod-eu/checkout, for 30 minutes from the merge.",
      "If you approve, alice may read pods, logs and events of prod-eu/payments, for 4 hours from the merge.",
      "If you approve, alice may read pods, logs and 13 more kinds of objects, and run commands in any pod of staging/payments, for 4 hours from the merge.",
      "If you approve, alice may read pods, logs and 13 more kinds of objects, and run commands in any pod of prod-eu/payments, for 2 hours from the merge.",
      "If you approve, carol may read pods, logs and events of prod-eu/web-shop, for 8 hours from the merge.",
    ]
  `);
});
