// Tickets: which roles need one, what one looks like, and where it is found.
import { describe, expect, test } from 'vitest';
import { read } from '../../../src/core/problem.ts';
import { judgeRequest } from '../../../src/core/request/guardrails.ts';
import { isTicket, isTicketPattern, ticketUrl } from '../../../src/core/request/ticket.ts';
import { aRequest, bytes, policyText, problemsOf, shown, someGuardrails } from './builders.ts';
import { parseAccessPolicy } from '../../../src/core/request/access-policy.ts';

const policy = { pattern: '(INC|CHG)-[0-9]+', url: 'https://tickets.acme.com/browse/{ticket}?from=daypass' };
const [NEEDS, DOES_NOT] = [', ticket: required', ''].map(
  (more) => `debugger: {clusterRole: c, maxDuration: 4h, requesters: ["@alice"]${more}}`,
) as [string, string];
const TICKETS = `ticket: {pattern: "${policy.pattern}", url: "${policy.url}"}`;
const SPEC = ['subject: alice', 'duration: 2h', 'reason: checkout latency, read logs'];

function whats(
  spec: readonly string[],
  role: string,
  more: readonly string[] = [TICKETS],
): readonly string[] {
  return judgeRequest({
    located: aRequest([...SPEC, ...spec]),
    guardrails: someGuardrails({ roles: [role], more }),
    author: { login: 'alice', id: 1001 },
    organisation: 'acme',
    isMember: () => read(false),
  }).problems.map(shown);
}

describe('a request', () => {
  test('without a ticket is fine where the role needs none', () => {
    expect(whats([], DOES_NOT)).toEqual([]);
  });

  test('with a ticket is fine, whether the role needs it or not', () => {
    expect(whats(['ticket: INC-4242'], NEEDS)).toEqual([]);
    expect(whats(['ticket: CHG-1'], DOES_NOT)).toEqual([]);
  });

  test('names any ticket where the policy does not say what one looks like', () => {
    expect(whats(['ticket: whatever'], NEEDS, [])).toEqual([]);
  });

  test('without a ticket is refused where the role needs one, in every policy', () => {
    const said = '4:3 The role `debugger` needs a ticket, and the request names none.';
    expect(whats([], NEEDS)).toEqual([said]);
    expect(whats([], NEEDS, [])).toEqual([said]);
  });

  test.each(['INC-', 'XINC-1', 'INC-1x', 'inc-1', 'INC-1/../../admin', 'INC-１'])(
    'with %s is refused on its line: a ticket matches as a whole',
    (ticket) => {
      expect(whats([`ticket: ${ticket}`], DOES_NOT)).toEqual([`7:11 \`${ticket}\` is no ticket.`]);
    },
  );
});

describe('the pattern', () => {
  test.each([
    'INC-[0-9]+',
    '(?i)inc-\\d{1,8}',
    '[A-Z]{2,10}-[0-9]{1,7}(-[a-z0-9]{1,20})?',
    '^INC-1$',
    '\\pL+',
  ])('%s is one', (pattern) => {
    expect(isTicketPattern(pattern)).toBe(true);
  });

  test.each(['(', '(?=a)b', '(a)\\1', '(?<!a)b', '[z-a]', 'a**', '\\'])('%s is none', (pattern) => {
    expect(isTicketPattern(pattern)).toBe(false);
  });

  test('[150] that counts at length is refused, since a stranger may have written it', () => {
    const counting = ['(a?){1000}a{1000}', '(\\pL{500})', '((a{30}){30}){30}', '(a?){60}'.repeat(10)];
    expect(counting.filter(isTicketPattern)).toEqual([]);
  });

  test.each(['(a+)+$', '(a*)*b', '(a|a)*b', '(.*)*(.*)*(.*)*x', `${'a?'.repeat(60)}${'a'.repeat(60)}`])(
    '[150] %s costs little, though a backtracking engine would never end',
    (pattern) => {
      const begin = performance.now();
      isTicket(pattern, `${'a'.repeat(99)}!`);
      expect(performance.now() - begin).toBeLessThan(2_000);
    },
  );

  test('of a policy is told on its line where it is none', () => {
    const more = ['ticket: {pattern: "(?=a)", url: "https://t.acme.com/{ticket}"}'];
    const problems = problemsOf(parseAccessPolicy('policy.yaml', bytes(policyText({ more }))));
    expect(problems.map(shown)).toMatchInlineSnapshot(`
      [
        "9:21 \`spec.ticket.pattern\` is \`(?=a)\` and should be a regular expression of at most 200 characters, in the syntax of RE2.",
      ]
    `);
  });
});

describe('the address', () => {
  test('bears the ticket', () => {
    expect(ticketUrl(policy.url, 'INC-4242')).toBe('https://tickets.acme.com/browse/INC-4242?from=daypass');
  });

  test.each([
    ['../../login', '..%2F..%2Flogin'],
    ['1?a=b&c#d', '1%3Fa%3Db%26c%23d'],
    ['1)>[x](y)', '1%29%3E%5Bx%5D%28y%29'],
    ["$&'*!", '%24%26%27%2A%21'],
    ['\uD800x', '%EF%BF%BDx'],
  ])('[151] of %s leads nowhere else', (ticket, encoded) => {
    expect(ticketUrl(policy.url, ticket)).toBe(`https://tickets.acme.com/browse/${encoded}?from=daypass`);
  });

  test.each([
    'https://{ticket}/',
    'https://{ticket}.acme.com/x',
    'http://t.acme.com/{ticket}',
    'https://t.acme.com/{ticket}>',
  ])('[151] cannot be %s: the host is the policy’s', (url) => {
    const more = [`ticket: {pattern: "INC", url: "${url}"}`];
    expect(problemsOf(parseAccessPolicy('policy.yaml', bytes(policyText({ more }))))).toHaveLength(1);
  });
});
