// The files that tell people who has access.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { renderLedgerSummary, renderRecord } from '../../../src/core/grant/record.ts';
import { yamlText } from '../../../src/core/grant/yaml-text.ts';
import { emptyLedger } from '../../../src/core/ledger/history.ts';
import { aTrustedBranch, endOf, grantOn, trust } from '../ledger/a-branch.ts';
import { aGrant } from './a-grant.ts';

describe('a record', () => {
  test('tells who has which access, until when, and who agreed', () => {
    expect(renderRecord(aGrant())).toMatchInlineSnapshot(`
      "# Written by Daypass for people, read by no program: \`git log\` holds what counts.
      grant: 7f3a9c21d05be8140c62
      pullRequest: 42
      requestedBy: alice (1001)
      approvedBy: [bob (1002) for @acme/payments]
      subject: alice (1001)
      username: alice@acme.com
      cluster: prod-eu
      namespace: payments
      role: debugger
      clusterRole: daypass-debugger
      reason: "INC-4242, checkout latency, read logs and exec into api"
      grantedAt: 2026-11-20T16:00:00Z
      expiresAt: 2026-11-20T18:00:00Z
      "
    `);
  });

  test('tells when access opens, and what it replaces, only where there is such a thing', () => {
    const record = renderRecord(aGrant({ opensAt: '2026-11-20T17:00:00Z', replaces: '0'.repeat(20) }));

    expect(parse(record)).toMatchObject({ opensAt: '2026-11-20T17:00:00Z', replaces: '0'.repeat(20) });
    expect(parse(renderRecord(aGrant()))).not.toHaveProperty('opensAt');
  });

  test('names the ticket where there is one', () => {
    expect(parse(renderRecord(aGrant({ ticket: 'INC-4242' })))).toMatchObject({ ticket: 'INC-4242' });
    expect(parse(renderRecord(aGrant()))).not.toHaveProperty('ticket');
  });

  test('has no namespace where the grant is for the whole cluster', () => {
    expect(parse(renderRecord(aGrant({ namespace: null })))).not.toHaveProperty('namespace');
  });

  test('says who approved the policy where the policy is itself the approval', () => {
    const carol = { by: { login: 'carol', id: 1003 }, for: '@acme/platform' };
    const approvals = aGrant().approvals.map((one) => ({ ...one, ...carol }));
    const byPolicy = { pr: 12, approvals };
    expect(parse(renderRecord(aGrant({ approvals: [], byPolicy })))).toMatchObject({
      approvedBy: ['policy of #12, by carol (1003) for @acme/platform'],
    });
  });

  test('says until when a review is due, where it was granted before an owner had looked', () => {
    const record = renderRecord(aGrant({ approvals: [], review: { by: '2026-11-21T16:00:00Z' } }));

    expect(parse(record)).toMatchObject({ reviewDueBy: '2026-11-21T16:00:00Z' });
    expect(parse(renderRecord(aGrant()))).not.toHaveProperty('reviewDueBy');
  });

  test('names the version of a policy that an operator trusted', () => {
    expect(parse(renderRecord(aGrant({ approvals: [], byPolicy: { by: 'operator' } })))).toMatchObject({
      approvedBy: ['policy at 111111111111, by operator'],
    });
  });

  test('always reads back as the texts that went in, whatever somebody wrote', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '1',
        '1e5',
        '0x1f',
        'null',
        'yes',
        '~',
        '',
        ' a',
        'a: b',
        '# c',
        '- d',
        '[e]',
        '{f}',
        'g\nh',
        '"',
        '...',
      ),
      fc.stringMatching(/^[0-9a-f]{20}$/),
    );
    fc.assert(
      fc.property(text, text, text, (reason, username, login) => {
        const [approval] = aGrant().approvals;
        if (approval === undefined) throw new Error('the sample has one');
        const approvals = [{ ...approval, for: reason }, approval];
        const event = aGrant({ reason, subject: { login, id: 1, username }, approvals });
        const record: unknown = parse(renderRecord(event));

        const wanted = {
          reason,
          username,
          subject: `${login} (1)`,
          approvedBy: [`bob (1002) for ${reason}`, 'bob (1002) for @acme/payments'],
        };
        expect(record).toMatchObject(wanted);
        expect(Object.keys(record as object)).toEqual(Object.keys(parse(renderRecord(aGrant())) as object));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('a text in YAML', () => {
  test.each([
    '2026-11-20T16:00:00Z',
    'alice (1001)',
    'alice@acme.com',
    '7f3a9c21d05be8140c62',
    'daypass-debugger',
  ])('stands as it is where nothing can misread it: %s', (text) => {
    expect(yamlText(text)).toBe(text);
  });

  test.each([
    '12345678901234567890',
    '1234567e901234567890',
    'yes',
    'NULL',
    '~',
    '1_000',
    '0o17',
    '.inf',
    '2026-11-20',
    '@bob',
  ])('is quoted where some reader takes it for something else: %s', (text) => {
    expect(yamlText(text)).toBe(`"${text}"`);
  });

  test('shows what cannot be seen', () => {
    expect(yamlText('a\u202eb\u200b\u0085😀')).toBe(String.raw`"a\u202eb\u200b\u0085😀"`);
  });
});

describe('the summary of the ledger', () => {
  test('tells the guardrails in force and how many events there are', () => {
    const branch = aTrustedBranch();
    const granted = grantOn(branch);

    expect(renderLedgerSummary(branch.ledger(), [endOf(granted)])).toMatchInlineSnapshot(`
      "# Written by Daypass for people, read by no program: \`git log\` holds what counts.
      guardrails:
        .github/CODEOWNERS: 6f0e3a8c0eb46e8834b43b03374ece43a030621d
        access-requests/policy.yaml: 38c79e06dc7382510596c62c28f0bdc298d51088
      inForceSince: 2026-11-20T15:00:00Z
      inForceBy: operator
      events: 3
      eventsByType:
        guardrails: 1
        granted: 1
        expired: 1
      "
    `);
  });

  test('tells the version that comes into force with it', () => {
    const branch = aTrustedBranch();
    const event = trust(branch, {
      at: '2026-12-01T00:00:00Z',
      files: { 'access-requests/policy.yaml': 'a'.repeat(40) },
    });

    expect(parse(renderLedgerSummary(branch.ledger(), [event]))).toMatchObject({
      guardrails: { 'access-requests/policy.yaml': 'a'.repeat(40) },
      inForceSince: '2026-12-01T00:00:00Z',
      events: 2,
    });
  });

  test('differs with every event', () => {
    const branch = aTrustedBranch();
    const granted = grantOn(branch);
    const before = renderLedgerSummary(branch.ledger(), []);

    expect(renderLedgerSummary(branch.ledger(), [endOf(granted)])).not.toBe(before);
  });

  test('can be told of an empty history', () => {
    expect(parse(renderLedgerSummary(emptyLedger(1), []))).toMatchObject({ guardrails: {}, events: 0 });
  });
});
