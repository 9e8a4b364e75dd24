// What a policy may say at most and at least, and in which one spelling.
import { describe, expect, test } from 'vitest';
import { parseAccessPolicy } from '../../../src/core/request/access-policy.ts';
import { bytes, KEY, policyText, problemsOf } from './builders.ts';

describe('the policy', () => {
  const problems = (...more: readonly string[]): number =>
    problemsOf(parseAccessPolicy('p', bytes(policyText({ more })))).length;
  const role = (words: string): number =>
    problemsOf(
      parseAccessPolicy(
        'p',
        bytes(
          policyText({
            roles: [
              `debugger: {clusterRole: c, maxDuration: 4h, namespaces: [web], requesters: ["@a"], ${words}}`,
            ],
          }),
        ),
      ),
    ).length;

  test('asks for none to ten approvals, and for five more people at most', () => {
    expect([0, 1, 10].map((count) => role(`approvals: ${count}`))).toEqual([0, 0, 0]);
    expect([-1, 11].map((count) => role(`approvals: ${count}`))).toEqual([1, 1]);
    const people = (count: number): string =>
      Array.from({ length: count }, (_, index) => `"@p${index}"`).join(', ');
    expect([1, 5, 6].map((count) => role(`alsoApprovedBy: [${people(count)}]`))).toEqual([0, 0, 1]);
  });

  test('bounds at least one of whatever it bounds', () => {
    expect(problems('limits: {activePerSubject: 1, openPerAuthor: 1}')).toBe(0);
    expect(problems('limits: {activePerSubject: 0, openPerAuthor: 0}')).toBe(2);
  });

  test.each(['"{login}{login}"', '"{login}@{x}"', 'someone', '"system:{login}"', '"{login"'])(
    '[116] makes no username by %s',
    (template) => {
      expect(problems(`identities: {username: ${template}}`)).toBe(1);
      expect(problems('identities: {username: "u-{login}@acme.com"}')).toBe(0);
    },
  );

  test('[105] lists no key in another spelling of it', () => {
    const keyed = (publicKey: string): number =>
      problemsOf(parseAccessPolicy('p', bytes(policyText().replace(KEY, `"${publicKey}"`)))).length;

    expect(keyed(KEY)).toBe(0);
    expect(keyed(KEY.replace(/=$/, ''))).toBe(1);
    expect(keyed(`${KEY} `)).toBe(1);
  });
});
