// Who must agree to the requests of one pull request: the strictest of what the policy asks for any of them.
import { describe, expect, test } from 'vitest';
import { agreementOf, homeOf } from '../../../src/core/grant/agreement.ts';
import { askedTogether, type Asked } from '../../../src/core/grant/asked.ts';
import { anAskedRequest, context, guardrails, merged, REQUEST } from './a-merge.ts';

const COMMON =
  'clusterRole: daypass-debugger, maxDuration: 4h, namespaces: [payments], requesters: ["@acme/engineers"]';
const role = (name: string, more: string): string => `${name}: {${COMMON}, ${more}}`;
const pathOf = (name: string): string => REQUEST.replace('/debugger/', `/${name}/`);

const ROLES = [
  role('none', 'approvals: 0, serviceAccounts: [ci/deployer, payments/api]'),
  role('one', 'approvals: 1, alsoApprovedBy: ["@acme/security"]'),
  role('two', 'approvals: 2, alsoApprovedBy: ["@acme/Security", "@dave"], serviceAccounts: [ci/deployer]'),
];

/** Requests for these roles, by the author or for a service account. */
function asked(...wanted: readonly (readonly [role: string, subject?: string])[]): Asked {
  const requests = wanted.map(([name, subject = 'alice']) =>
    anAskedRequest(pathOf(name), [`subject: ${subject}`, 'duration: 2h', 'reason: INC-4242, a reason']),
  );
  const found = askedTogether(
    requests,
    merged().approval,
    context({ guardrails: guardrails({ roles: ROLES }) }),
  );
  if (found.askable.length !== wanted.length) throw new Error(JSON.stringify(found));
  return found;
}
const FILES = [REQUEST];
const DEPLOYER = '{serviceAccount: ci/deployer}';

describe('the agreement to several requests', () => {
  test('is the highest number of owners, and each further person once, however the entry is written', () => {
    expect(agreementOf(asked(['none'], ['one']), FILES, true)).toEqual({
      approvals: 1,
      alsoApprovedBy: ['@acme/security'],
      files: FILES,
    });
    const all = agreementOf(asked(['none'], ['one'], ['two']), FILES, true);
    expect(all).toMatchObject({ approvals: 2, files: FILES });
    expect(all.alsoApprovedBy.map((entry) => entry.toLowerCase())).toEqual(['@acme/security', '@dave']);
  });

  test('is the policy’s alone where nothing but what it approves is asked for', () => {
    expect(agreementOf(asked(['none']), FILES, true)).toEqual({
      approvals: 0,
      alsoApprovedBy: [],
      files: FILES,
    });
  });

  test('[141] is never the policy’s alone where a file is changed or taken away, or one could not be read', () => {
    expect(agreementOf(asked(['none']), FILES, false).approvals).toBe(1);
    expect(agreementOf({ ...asked(['none']), digest: undefined }, FILES, true).approvals).toBe(1);
    expect(agreementOf({ ...asked(['none']), digest: undefined }, FILES, false).approvals).toBe(1);
    expect(agreementOf({ askable: [], digest: undefined }, FILES, true)).toEqual({
      approvals: 1,
      alsoApprovedBy: [],
      files: FILES,
    });
  });

  test('is an owner’s where the policy says nothing of it', () => {
    const [one] = asked(['none']).askable;
    const judgement = { ...one!.judgement, allowance: undefined }; // one was asked for
    const silent = [{ ...one!, judgement }];

    expect(agreementOf({ askable: silent, digest: 'd' }, FILES, true)).toMatchObject({
      approvals: 1,
      alsoApprovedBy: [],
    });
  });
});

describe('[143] a request for a service account', () => {
  const home = 'access-requests/prod-eu/ci/none/alice-inc-4242.yaml';

  test('is looked at by an owner, whatever the policy approves by itself', () => {
    expect(agreementOf(asked(['none', DEPLOYER]), FILES, true).approvals).toBe(1);
    expect(agreementOf(asked(['two', DEPLOYER]), FILES, true).approvals).toBe(2);
  });

  test('is agreed to by the owners of the account’s own namespace, too', () => {
    const found = asked(['none', DEPLOYER], ['one']);

    expect(found.askable.map(homeOf)).toEqual([home, undefined]);
    expect(agreementOf(found, [REQUEST, home], true).files).toEqual([REQUEST, home]);
    expect(agreementOf(found, FILES, true).files).toEqual([REQUEST, home]);
  });

  test('has its home where it is asked for, if the account is of that namespace', () => {
    expect(asked(['none', '{serviceAccount: payments/api}']).askable.map(homeOf)).toEqual([undefined]);
    expect(asked(['none']).askable.map(homeOf)).toEqual([undefined]);
  });
});
