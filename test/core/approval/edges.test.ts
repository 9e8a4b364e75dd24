// Where a rule of approval turns: the last that still holds, and the first that does not.
import { describe, expect, test } from 'vitest';
import { judgeApproval, type ApprovalAsk } from '../../../src/core/approval/approval.ts';
import { digestOfChanges, digestOfRules } from '../../../src/core/approval/shown.ts';
import type { Rule } from '../../../src/core/permissions/rules.ts';
import { unread } from '../../../src/core/problem.ts';
import { days, milliseconds, plus } from '../../../src/core/time.ts';
import * as a from './builders.ts';
import { outcome } from './outcome.ts';

const judged = (given: a.Given = {}, ask: Partial<ApprovalAsk> = {}) =>
  outcome(judgeApproval(a.facts(given), a.ask(ask)));

describe('what a check shows', () => {
  const reads: Rule = {
    apiGroups: [''],
    resources: ['pods'],
    verbs: ['get'],
    resourceNames: [],
    nonResourceURLs: [],
  };
  const writes: Rule = { ...reads, verbs: ['delete'] };

  test('of several requests, the digest tells which has which rules, in whatever order they are read', () => {
    const [one, two] = ['access-requests/a/b/c/one.yaml', 'access-requests/a/b/c/two.yaml'];
    const digest = digestOfRules(new Map([[one, [reads]], [two, [writes]]])); // prettier-ignore

    expect(digestOfRules(new Map([[two, [writes]], [one, [reads]]]))).toBe(digest); // prettier-ignore
    const others = [
      new Map([[one, [writes]], [two, [reads]]]),
      new Map([[one, [reads]], [two, [reads]]]),
      new Map([[one, [reads]]]),
      new Map([[two, [writes]]]),
      new Map<string, readonly Rule[]>(),
    ].map(digestOfRules); // prettier-ignore
    expect(new Set([digest, ...others]).size).toBe(6);
  });

  test('of files, the digest tells path, mode and content of each, in whatever order they are read', () => {
    const [one, two] = [a.edited('a', '1', '2'), a.added('b', '3')];
    const digest = digestOfChanges([one, two]);

    expect(digestOfChanges([two, one])).toBe(digest);
    const executable = { ...two, after: { mode: '100755', blob: a.oid('3') } };
    const others = [[one], [one, a.added('b', '4')], [one, a.removed('b')], [one, a.added('c', '3')], [one, executable]]; // prettier-ignore
    expect(new Set([digest, ...others.map(digestOfChanges)]).size).toBe(6);
  });
});

describe('who may approve and who may object', () => {
  test.each(['admin', 'maintain', 'write'] as const)('an owner with %s may', (permission) => {
    expect(judged({ standings: { bob: permission } })).toBe('approved');
  });

  test.each(['triage', 'read', 'none'] as const)('an owner with %s may not', (permission) => {
    expect(judged({ standings: { bob: permission } })).not.toBe('approved');
  });

  const objecting = (by: typeof a.CAROL) =>
    [a.aReview(), a.aReview({ by, state: 'changes requested', id: 600 })]; // prettier-ignore

  test('an owner who may write and wants changes holds it back; whoever owns nothing, or may not write, does not', () => {
    expect(judged({ reviews: objecting(a.CAROL) })).not.toBe('approved');
    expect(judged({ reviews: objecting(a.DAVE) })).toBe('approved');
    expect(judged({ reviews: objecting(a.CAROL), standings: { carol: 'read' } })).toBe('approved');
    expect(judged({ reviews: objecting(a.CAROL), standings: { carol: undefined } })).toBe('approved');
  });

  test('an objection of whom nobody could ask about holds it back until somebody could', () => {
    const carol = new Map(a.facts().standings).set('carol', unread('GitHub did not answer'));
    const approval = judgeApproval(
      a.facts({ reviews: objecting(a.CAROL), instead: { standings: carol } }),
      a.ask(),
    );
    expect(approval.unread).toContain('GitHub did not answer');
  });

  test('an objection to one of two files holds back both', () => {
    const other = 'access-requests/prod-eu/web/debugger/alice.yaml';
    const lines = ['/access-requests/*/payments/ @acme/payments', '/access-requests/*/web/ @dave'];
    const approved = [a.aReview(), a.aReview({ by: a.DAVE, id: 700 })];
    const objected = [a.aReview(), a.aReview({ by: a.CAROL, state: 'changes requested', id: 800 })];
    const ask = { codeowners: a.codeowners(...lines), files: [a.REQUEST, other] };
    const content = a.someContent({ changes: [a.added(a.REQUEST), a.added(other)] });

    expect(judged({ reviews: approved, content }, ask)).toBe('approved');
    const approval = judgeApproval(
      a.facts({ reviews: [...approved, ...objected.slice(1)], content }),
      a.ask(ask),
    );
    expect(approval.problems).toHaveLength(1);
  });
});

describe('how old and how large', () => {
  const pendingTimeout = days(3);

  test('[112] an approval is as old as the policy allows, and not a moment older', () => {
    const until = plus(a.at(10), pendingTimeout);
    expect(judged({}, { pendingTimeout, until })).toBe('approved');
    expect(judged({}, { pendingTimeout, until: plus(until, milliseconds(1)) })).not.toBe('approved');
  });

  test('[44] a hundred commits and a hundred files are read, and not one more', () => {
    const commits = (count: number) => Array.from({ length: count }, (_, n) => a.aCommit(a.oid(`${n}f`)));
    const changes = (count: number) => Array.from({ length: count }, (_, n) => a.added(`${n}`, '1'));
    const problems = (content: ReturnType<typeof a.someContent>) =>
      judgeApproval(a.facts({ content }), a.ask()).problems.length;

    expect(problems(a.someContent({ commits: commits(100) }))).toBe(problems(a.someContent()));
    expect(problems(a.someContent({ commits: commits(101) }))).toBe(problems(a.someContent()) + 1);
    expect(problems(a.someContent({ changes: changes(100) }))).toBe(0);
    expect(problems(a.someContent({ changes: changes(101) }))).toBe(1);
  });
});
