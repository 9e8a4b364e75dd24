// The check of an open pull request: its outcome, its reasons, and what its digest stands for.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digestOfChanges } from '../../../src/core/approval/shown.ts';
import { proveMerged } from '../../../src/core/grant/prove.ts';
import { read, unread } from '../../../src/core/problem.ts';
import * as a from '../approval/builders.ts';
import { aCluster, aRule, aState, RULES } from '../grant/a-cluster.ts';
import { anAskedRequest, context, digestOf, guardrails, merged, OTHER, REQUEST } from '../grant/a-merge.ts';
import { reviewed, type ReviewWish } from './an-open-pull-request.ts';

const CODEOWNERS = '.github/CODEOWNERS';

/** Approved after a check that showed what is asked for. */
const APPROVED = { checks: [a.aCheck({ externalId: digestOf(REQUEST) })] };
const UNAPPROVED = { ...APPROVED, reviews: [] };

function whats(wish: ReviewWish): readonly string[] {
  return reviewed(wish).problems.map(({ what }) => what);
}

describe('a request', () => {
  test('is a success once it is approved', () => {
    expect(reviewed({ given: APPROVED })).toMatchObject({
      outcome: 'success',
      head: a.HEAD,
      author: 'alice',
      about: { kind: 'requests', offers: [{ path: REQUEST, username: 'alice@acme.com', rules: RULES }] },
      digest: digestOf(REQUEST),
      problems: [],
      unread: [],
    });
  });

  test('waits for its owners by name', () => {
    expect(reviewed({ given: UNAPPROVED })).toMatchObject({
      outcome: 'action_required',
      approval: { missing: [{ file: REQUEST, owners: ['@acme/payments'], have: 0, need: 1 }] },
    });
  });

  test('fails with every problem at once, and is never half a success', () => {
    const spec = ['subject: mallory', 'duration: 9h', 'reason: INC-4242, checkout latency'];
    const changes = [a.added(REQUEST), a.added('README.md')];
    const verdict = reviewed({ given: APPROVED, changes, requests: [anAskedRequest(REQUEST, spec)] });
    expect(verdict.outcome).toBe('failure');
    expect(verdict.problems.length).toBeGreaterThanOrEqual(3);
  });

  test('is in progress where something could not be read, and says what', () => {
    expect(reviewed({ given: APPROVED, clusters: new Map() })).toMatchObject({
      outcome: 'in progress',
      unread: [expect.stringContaining('The cluster prod-eu has not answered')],
    });
    const instead = { reviews: unread('503') };
    expect(reviewed({ given: { ...APPROVED, instead } }).outcome).toBe('in progress');
  });

  test('fails though something could not be read, where a problem is known', () => {
    const instead = { reviews: unread('503') };
    const pullRequest = a.aPullRequest({ draft: true });
    expect(reviewed({ given: { ...APPROVED, pullRequest, instead } }).outcome).toBe('failure');
  });

  test('[101] is in progress while the branch holds other guardrails', () => {
    expect(reviewed({ given: APPROVED, branchIsInForce: false }).outcome).toBe('in progress');
  });

  test('fails where it changes what is held', () => {
    const held = new Map([[REQUEST, aState()]]);
    const changes = [a.edited(REQUEST)];
    expect(whats({ given: APPROVED, changes, held })).toEqual([
      `${REQUEST} holds access that is granted; only its \`duration\` may be changed, and this changes something else.`,
    ]);
  });

  test('fails where nobody owns its path', () => {
    const path = REQUEST.replace('payments', 'web-1');
    expect(reviewed({ changes: [a.added(path)] }).outcome).toBe('failure');
  });

  test('[43] fails where it comes from a fork', () => {
    const pullRequest = a.aPullRequest({ head: { oid: a.HEAD, repository: 8 } });
    expect(reviewed({ given: { ...APPROVED, pullRequest } }).outcome).toBe('failure');
  });

  test('[24] is judged by the guardrails in force, and fails beside others', () => {
    const changes = [a.added(REQUEST), a.edited('access-requests/policy.yaml')];
    expect(reviewed({ given: APPROVED, changes }).outcome).toBe('failure');
    expect(reviewed({ given: APPROVED, changes: [a.added(REQUEST), a.edited(CODEOWNERS)] }).outcome).toBe(
      'failure',
    );
  });

  test('[110] fails where it touches a record', () => {
    const record = REQUEST.replace('access-requests', 'access-grants');
    expect(reviewed({ given: APPROVED, changes: [a.added(REQUEST), a.edited(record)] }).outcome).toBe(
      'failure',
    );
    expect(reviewed({ changes: [a.removed(record)] }).outcome).toBe('failure');
  });
});

describe('what the check shows', () => {
  test('is what the proof after the merge asks for', () => {
    const { digest } = reviewed({ given: UNAPPROVED });
    const proof = proveMerged(merged({ given: { checks: [a.aCheck({ externalId: digest })] } }), context());
    expect(proof.kind).toBe('proved');
  });

  test('of several files too, in whatever order they are read', () => {
    const changes = [a.added(OTHER), a.added(REQUEST)];
    const content = a.someContent({ changes });
    const { digest } = reviewed({ given: { ...UNAPPROVED, content } });
    const given = {
      content,
      pullRequest: a.aMergedPullRequest({ fileCount: 2 }),
      checks: [a.aCheck({ externalId: digest })],
    };
    const requests = [anAskedRequest(REQUEST), anAskedRequest(OTHER)];
    expect(proveMerged(merged({ given, requests }), context()).kind).toBe('proved');
  });

  test('is another thing as soon as the role allows something else', () => {
    const roles = new Map([['daypass-debugger', read([...RULES, aRule(['create'], ['pods/exec'])])]]);
    const clusters = new Map([['prod-eu', aCluster({ roles })]]);
    const verdict = reviewed({ given: APPROVED, clusters });
    expect(verdict.digest).not.toBe(digestOf(REQUEST));
    expect(verdict.outcome).toBe('action_required');
  });

  test('is nothing that could be approved while the rules are not known', () => {
    const clusters = new Map([['prod-eu', aCluster({ roles: new Map() })]]);
    expect(reviewed({ given: APPROVED, clusters }).digest).not.toBe(digestOf(REQUEST));
  });

  test('is nothing that could be approved while one of its files is not known', () => {
    const changes = [a.added(REQUEST), a.added(OTHER)];
    const broken = anAskedRequest(OTHER, ['subject: [']);
    const { digest } = reviewed({ given: APPROVED, changes, requests: [anAskedRequest(), broken] });
    expect(digest).not.toBe(digestOf(REQUEST));
    expect(digest).not.toBe(digestOf(REQUEST, OTHER));
  });

  test.each([
    ['branch', { branch: 'stage', oid: a.BASE, repository: 7 }],
    ['repository', { branch: 'main', oid: a.BASE, repository: 8 }],
  ])('[41] is nothing that could be approved while it goes to another %s', (_, base) => {
    const verdict = reviewed({ given: { ...APPROVED, pullRequest: a.aPullRequest({ base }) } });
    expect([verdict.outcome, verdict.digest]).toEqual(['failure', digestOfChanges([])]);
  });

  test('[41] an approval before it was turned to the default branch does not count after', () => {
    const elsewhere = a.aPullRequest({ base: { branch: 'stage', oid: a.BASE, repository: 7 } });
    const { digest } = reviewed({ given: { pullRequest: elsewhere } });
    const checks = [
      a.aCheck({ id: 900, externalId: digest, completedAt: a.at(5) }),
      a.aCheck({ id: 901, externalId: digestOf(REQUEST), completedAt: a.at(12) }),
    ];
    const [before, after] = [a.aReview({ at: a.at(10) }), a.aReview({ at: a.at(13) })];
    expect(reviewed({ given: { checks, reviews: [before] } }).outcome).toBe('action_required');
    expect(reviewed({ given: { checks, reviews: [after] } }).outcome).toBe('success');
  });
});

describe('guardrails', () => {
  const codeowners = a.codeowners('/access-requests/policy.yaml @dave', '/.github/ @dave');
  const owned = { ...guardrails(), codeowners };
  const changes = [a.edited('access-requests/policy.yaml')];
  const checks = [a.aCheck({ externalId: digestOfChanges(changes) })];
  const byDave = { checks, reviews: [a.aReview({ by: a.DAVE })] };

  test('are a success once their owners in force approved them', () => {
    expect(reviewed({ given: byDave, changes, guardrails: owned })).toMatchObject({
      outcome: 'success',
      about: { kind: 'guardrails' },
    });
  });

  test('wait for their owners, and for nobody else', () => {
    const byBob = { checks, reviews: [a.aReview({ by: a.BOB })] };
    expect(reviewed({ given: byBob, changes, guardrails: owned }).outcome).toBe('action_required');
  });

  test('need another approval as soon as a byte of them changed', () => {
    const later = [a.edited('access-requests/policy.yaml', '1', '3')];
    expect(reviewed({ given: byDave, changes: later, guardrails: owned }).outcome).toBe('action_required');
  });

  test('fail where such a version could never come into force', () => {
    const unusableGuardrails = [{ what: 'It lists no key of ours.', why: '', mend: '' }];
    expect(whats({ given: byDave, changes, guardrails: owned, unusableGuardrails })).toContain(
      'It lists no key of ours.',
    );
  });

  test('[113] fail where only a pattern at any depth owns them', () => {
    const broad = { ...guardrails(), codeowners: a.codeowners('policy.yaml @dave') };
    expect(reviewed({ given: byDave, changes, guardrails: broad }).outcome).toBe('failure');
  });

  test('[25] fail where a CODEOWNERS that takes precedence comes with a request', () => {
    const both = [a.added(REQUEST), a.added(CODEOWNERS)];
    expect(reviewed({ given: APPROVED, changes: both }).outcome).toBe('failure');
  });
});

describe('what is neither', () => {
  const readme = [a.edited('README.md')];

  test('needs nobody where nobody owns it', () => {
    const unowned = { ...guardrails(), codeowners: a.codeowners('/access-requests/ @acme/payments') };
    expect(reviewed({ given: UNAPPROVED, changes: readme, guardrails: unowned }).outcome).toBe('success');
  });

  test('waits for the owners of its owned files', () => {
    const everything = { ...guardrails(), codeowners: a.codeowners('* @bob') };
    expect(reviewed({ given: UNAPPROVED, changes: readme, guardrails: everything }).outcome).toBe(
      'action_required',
    );
  });
});

describe('what cannot be read', () => {
  const instead = { content: unread('the mirror cannot be fetched') };

  test('is in progress', () => {
    expect(reviewed({ given: { instead } })).toMatchObject({
      outcome: 'in progress',
      about: { kind: 'unclear' },
      unread: ['the mirror cannot be fetched'],
    });
  });

  test('[44] fails where it is too large ever to be read', () => {
    const pullRequest = a.aPullRequest({ fileCount: 3_001 });
    expect(reviewed({ given: { instead, pullRequest } }).outcome).toBe('failure');
  });
});

test('an outcome is a success only where nothing is wrong, unread or missing', () => {
  const silence = unread('503');
  const fields = ['reviews', 'checks', 'contributors', 'retargeted', 'codeownersErrors'] as const;
  fc.assert(
    fc.property(
      fc.subarray([...fields]),
      fc.boolean(),
      fc.boolean(),
      fc.boolean(),
      (silent, draft, inForce, approved) => {
        const instead = Object.fromEntries(silent.map((field) => [field, silence]));
        const given = {
          ...(approved ? APPROVED : UNAPPROVED),
          pullRequest: a.aPullRequest({ draft }),
          instead,
        };
        const {
          outcome,
          problems,
          unread: unknown,
          approval,
        } = reviewed({ given, branchIsInForce: inForce });
        const well = problems.length === 0 && unknown.length === 0 && approval.missing.length === 0;
        expect(outcome === 'success').toBe(well);
        expect(outcome === 'success').toBe(silent.length === 0 && !draft && inForce && approved);
      },
    ),
  );
});
