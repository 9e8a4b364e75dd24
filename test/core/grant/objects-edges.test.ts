// What a grant is in a cluster and in its record, where it has a service account, a ticket, or actions.
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { bindingOf, compareBinding, metadataOf, parseBindingName } from '../../../src/core/grant/binding.ts';
import { keyText } from '../../../src/core/grant/cluster-facts.ts';
import { rulesFit } from '../../../src/core/grant/granted-rules.ts';
import { renderLedgerSummary, renderRecord } from '../../../src/core/grant/record.ts';
import { emptyLedger } from '../../../src/core/ledger/history.ts';
import type { Rule } from '../../../src/core/permissions/rules.ts';
import { POLICY_PATH } from '../../../src/core/request/path.ts';
import { aRule } from './a-cluster.ts';
import { aGrant, commit, repository } from './a-grant.ts';

const DEPLOYER = { login: 'alice', id: 1001, username: 'system:serviceaccount:ci:deployer' };
const [approval] = aGrant().approvals;
const carol = { ...approval!, by: { login: 'carol', id: 1003 }, for: '@carol' }; // aGrant has an approval

describe('the binding', () => {
  test('[143] of a service account is for the account, and for no user of that name', () => {
    expect(bindingOf(aGrant({ subject: DEPLOYER }), commit, repository).subjects).toEqual([
      { kind: 'ServiceAccount', namespace: 'ci', name: 'deployer' },
    ]);
  });

  test('[76] differs where its service account is of another namespace, or of none', () => {
    const desired = bindingOf(aGrant({ subject: DEPLOYER }), commit, repository);
    const held = (namespace: string | undefined) => {
      const subject = { kind: 'ServiceAccount', name: 'deployer' };
      return {
        ...desired,
        subjects: [namespace === undefined ? subject : { ...subject, namespace }],
      };
    };

    expect(compareBinding(desired, held('ci'))).toBe('same');
    expect(compareBinding(desired, held('payments'))).toBe('subjects differ');
    expect(compareBinding(desired, held(undefined))).toBe('subjects differ');
  });

  test('[76] differs where the same name is a group, and not a user', () => {
    const desired = bindingOf(aGrant(), commit, repository);
    const [user] = desired.subjects;

    expect(compareBinding(desired, { ...desired, subjects: [{ ...user!, kind: 'Group' }] })).toBe(
      'subjects differ',
    );
  });

  test('names each of its approvers, its ticket and its actions', () => {
    const actions = ['get pods/api', 'delete pods/api'];
    const grant = aGrant({ approvals: [approval!, carol], ticket: 'INC-4242', actions });

    expect(bindingOf(grant, commit, repository).annotations).toMatchObject({
      'daypass.dev/approved-by': 'bob (1002) for @acme/payments, carol (1003) for @carol',
      'daypass.dev/ticket': 'INC-4242',
      'daypass.dev/actions': 'get pods/api; delete pods/api',
    });
    expect(bindingOf(aGrant(), commit, repository).annotations).not.toHaveProperty('daypass.dev/ticket');
  });

  test('never stands without an end: a grant that has none that can be read is a fault of ours', () => {
    expect(() => metadataOf(aGrant({ expiresAt: 'never' }), commit, repository)).toThrow(
      /bears the time "never"/,
    );
    expect(parseBindingName('daypass-7f3a9c21d05be8140c62-')).toBeUndefined();
  });

  test('of the whole cluster is another than that of any namespace', () => {
    const keys = [undefined, 'payments', 'web'].map((namespace) =>
      keyText({ kind: 'RoleBinding', namespace, name: 'n' }),
    );

    expect(keys).toEqual(['RoleBinding  n', 'RoleBinding payments n', 'RoleBinding web n']);
  });
});

describe('the rules of a grant', () => {
  const ofBytes = (bytes: number): readonly Rule[] => {
    const rules = (name: string): readonly Rule[] => [{ ...aRule(['get'], ['pods']), resourceNames: [name] }];
    const missing = bytes - Buffer.byteLength(JSON.stringify(rules('')));
    return rules(`ß${'x'.repeat(missing - 2)}`);
  };

  test('stand in its event up to 8 KiB, of bytes and not of characters', () => {
    expect(Buffer.byteLength(JSON.stringify(ofBytes(8192)))).toBe(8192);
    expect(rulesFit(ofBytes(8192))).toBe(true);
    expect(rulesFit(ofBytes(8193))).toBe(false);
  });
});

describe('the record', () => {
  test('names the actions, each as one text, and no role of the catalogue', () => {
    const actions = ['scale deployments/api --replicas=5', 'delete pods/api, web'];
    const record = parse(renderRecord(aGrant({ clusterRole: null, actions })));

    expect(record).toMatchObject({ actions });
    expect(record).not.toHaveProperty('clusterRole');
    expect(parse(renderRecord(aGrant()))).not.toHaveProperty('actions');
  });

  test('[143] names the service account, and who asked for it', () => {
    expect(parse(renderRecord(aGrant({ subject: DEPLOYER })))).toMatchObject({
      requestedBy: 'alice (1001)',
      subject: 'service account ci/deployer',
      username: DEPLOYER.username,
    });
  });
});

describe('the summary of history', () => {
  const files = { [POLICY_PATH]: '1'.repeat(40), '.github/CODEOWNERS': '2'.repeat(40) };
  const version = { type: 'guardrails', at: '2026-11-20T15:00:00Z', files, reason: 'A version' } as const;

  test('names the files in one order, and the pull request that brought them', () => {
    const summary = renderLedgerSummary(emptyLedger(repository), [{ ...version, pr: aGrant().pr }]);

    expect(Object.keys(parse(summary).guardrails)).toEqual(['.github/CODEOWNERS', POLICY_PATH]);
    expect(parse(summary)).toMatchObject({ inForceBy: 'pull request 42', events: 1 });
  });

  test('names the operator who trusted them', () => {
    expect(
      parse(renderLedgerSummary(emptyLedger(repository), [{ ...version, by: 'operator' }])),
    ).toMatchObject({
      inForceBy: 'operator',
    });
  });

  test('of nothing says so', () => {
    expect(parse(renderLedgerSummary(emptyLedger(repository), []))).toEqual({
      guardrails: {},
      events: 0,
      eventsByType: {},
    });
  });
});
