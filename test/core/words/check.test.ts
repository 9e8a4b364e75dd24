// The check and the comment as their readers see them.
import { describe, expect, test } from 'vitest';
import { instantOf } from '../../../src/core/time.ts';
import { checkSummary, checkTitle, commentBody } from '../../../src/core/words/check.ts';
import { aRule, anOffer, aVerdict } from './a-verdict.ts';

const file = anOffer().path;
const problem = { what: 'Waiting for one of @acme/payments.', why: 'They own the file.', mend: 'Ask one.' };
const READ = aRule(['get'], ['pods']);
const EXEC = aRule(['create'], ['pods/exec']);
const waiting = {
  missing: [{ file, line: 7, owners: ['@acme/payments'], have: 0, need: 1, problem }],
  counted: [],
  uncounted: [],
};

describe('what is frozen', () => {
  const waits = ['prod-eu is frozen: INC-4242, stolen laptop.'];

  test('is what an approved request waits for, in the first line', () => {
    const verdict = aVerdict({ waits });

    expect(checkTitle(verdict)).toBe('This waits: prod-eu is frozen: INC-4242, stolen laptop.');
    expect(checkSummary(verdict)).toContain(
      'Nothing to do; the check runs again by itself when the wait is over.',
    );
  });

  test('stands beside what a reviewer would allow, who may approve meanwhile', () => {
    const verdict = aVerdict({ waits, approval: waiting });

    expect(checkTitle(verdict)).toMatch(/^If you approve, alice may read pods/);
    expect(checkSummary(verdict)).toContain(
      '### What it waits for\n- prod-eu is frozen: INC-4242, stolen laptop.\nIt can be approved meanwhile, and merged when that is over.',
    );
  });

  test('[90] is told with a reason that does nothing where it is shown', () => {
    const reason = 'prod-eu is frozen: @acme/all </details><img src=x> `code.';

    const body = commentBody(aVerdict({ waits: [reason] }));

    expect(body).toContain('- prod-eu is frozen: `@acme/all` `</details><img` `src=x>` `` ` ``code.');
  });
});

describe('the one sentence', () => {
  test('says to a reviewer what approving would allow', () => {
    expect(checkTitle(aVerdict())).toBe(
      'If you approve, alice may read pods and logs and run commands in any pod of prod-eu/payments, for 2 hours from the merge.',
    );
  });

  test('says to everybody what was approved', () => {
    expect(checkTitle(aVerdict({ outcome: 'success' }))).toBe(
      'Approved: alice may read pods and logs and run commands in any pod of prod-eu/payments, for 2 hours from the merge.',
    );
  });

  test('names the whole cluster where it is the whole cluster', () => {
    const offer = anOffer({ namespace: undefined, rules: [aRule(['get', 'list', 'patch'], ['nodes'])] });

    expect(checkTitle(aVerdict({ about: { kind: 'requests', offers: [offer] } }))).toBe(
      'If you approve, alice may read nodes and cordon and change nodes of the whole cluster prod-eu, for 2 hours from the merge.',
    );
  });

  test('names the role of each request where there are many', () => {
    const offers = ['payments', 'checkout', 'web-shop'].map((namespace) => anOffer({ namespace }));

    expect(checkTitle(aVerdict({ about: { kind: 'requests', offers } }))).toMatchInlineSnapshot(
      `"If you approve, 3 requests are granted with the merge: alice the role debugger of prod-eu/payments for 2 hours, alice the role debugger of prod-eu/checkout for 2 hours and alice the role debugger of prod-eu/web-shop for 2 hours."`,
    );
  });

  test('says what is new beside what is allowed already, and until when', () => {
    const already = { rules: [READ], fresh: [EXEC], until: instantOf(Date.UTC(2026, 10, 20, 18)) };
    const offers = [anOffer({ rules: [READ, EXEC], already })];

    expect(checkTitle(aVerdict({ about: { kind: 'requests', offers } }))).toBe(
      'If you approve, alice may run commands in any pod of prod-eu/payments, for 2 hours from the merge, and for as long read pods there, which is allowed already until 18:00Z on 20 November.',
    );
  });

  test('says where nothing is new, and still how long it would last', () => {
    const already = { rules: [READ], fresh: [], until: instantOf(Date.UTC(2026, 10, 20, 18)) };
    const offers = [anOffer({ rules: [READ], already })];

    expect(checkTitle(aVerdict({ about: { kind: 'requests', offers } }))).toBe(
      'If you approve, alice may go on to read pods of prod-eu/payments, for 2 hours from the merge; all of that is allowed already until 18:00Z on 20 November.',
    );
  });

  test('says all of it as if it were new where a line cannot hold the difference', () => {
    const rules = Array.from({ length: 12 }, (_, index) => aRule(['create'], [`kind-number-${index}s`]));
    const already = { rules, fresh: [EXEC], until: instantOf(0) };
    const offers = [anOffer({ rules: [...rules, EXEC], already })];

    expect(checkTitle(aVerdict({ about: { kind: 'requests', offers } }))).toContain(
      'do what the role debugger allows (13 rules, listed below)',
    );
  });

  test('says the first problem, and how many more there are', () => {
    const problem = { what: '`spec.reason` is missing.', why: 'Reviewers decide by it.', mend: 'Add it.' };

    expect(checkTitle(aVerdict({ outcome: 'failure', problems: [problem, problem] }))).toBe(
      'spec.reason is missing. (And 1 more problem.)',
    );
  });

  test('is never longer than GitHub shows', () => {
    const what = 'x'.repeat(400);
    const problem = { what, why: '', mend: '' };

    expect(checkTitle(aVerdict({ outcome: 'failure', problems: [problem] }))).toHaveLength(250);
  });
});

test('[151] a ticket is shown with the address that it has, and neither does anything', () => {
  const ticket = { text: '`@acme/all`', url: 'https://tickets.acme.com/%60%40acme%2Fall%60' };
  const about = { kind: 'requests', offers: [anOffer({ ticket })] } as const;

  expect(checkSummary(aVerdict({ about }))).toContain(
    'Ticket: `` `@acme/all` `` (<https://tickets.acme.com/%60%40acme%2Fall%60>)  \n',
  );
});

test('the summary tells why, who approves, every rule, and what happens next', () => {
  expect(checkSummary(aVerdict({ approval: waiting }))).toMatchInlineSnapshot(`
    "\`alice\` (\`alice@acme.com\` in the cluster) asks for the role \`debugger\` in \`prod-eu/payments\`, for 2 hours from the merge.  
    Reason: \`INC-4242, checkout latency, read logs and exec into api\`  
    File: \`access-requests/prod-eu/payments/debugger/alice-inc-4242.yaml\`

    ### What is dangerous about it
    - **Run commands in any pod** (\`create pods/exec\`). Whoever can run commands in a pod can take its service account’s token, which stays valid until the pod is deleted. A session that is open when the access ends stays open.

    ### Who approves
    - Waiting for one of \`@acme/payments\` to approve (line 7 of CODEOWNERS).

    ### What \`daypass-debugger\` allows
    - \`get, list and watch pods\`
    - \`get pods/log\`
    - \`create pods/exec\`

    ### What happens next
    A code owner approves, in GitHub’s own review; then it can be merged. A push makes a new approval necessary."
  `);
});

test('the details list every rule, those that are allowed already too, and what changed', () => {
  const already = { rules: [READ], fresh: [EXEC], until: instantOf(Date.UTC(2026, 10, 20, 18)) };
  const changed = { kind: 'gained', gained: [EXEC], lost: [aRule(['list'], ['pods'])] } as const;
  const offers = [anOffer({ rules: [READ, EXEC], already, changed })];

  expect(checkSummary(aVerdict({ about: { kind: 'requests', offers } }))).toMatchInlineSnapshot(`
    "\`alice\` (\`alice@acme.com\` in the cluster) asks for the role \`debugger\` in \`prod-eu/payments\`, for 2 hours from the merge.  
    Reason: \`INC-4242, checkout latency, read logs and exec into api\`  
    File: \`access-requests/prod-eu/payments/debugger/alice-inc-4242.yaml\`

    ### What changed in the role since the last check
    - Now also: \`create pods/exec\`
    - No longer: \`list pods\`
    What was approved before this was something else, and does not count.

    ### What is dangerous about it
    - **Run commands in any pod** (\`create pods/exec\`). Whoever can run commands in a pod can take its service account’s token, which stays valid until the pod is deleted. A session that is open when the access ends stays open.

    ### What \`daypass-debugger\` allows
    - \`get pods\`
    - \`create pods/exec\`

    Of this, the following is allowed already by other grants until 18:00Z on 20 November, and by this one for as long as it lasts:
    - \`get pods\`

    ### What happens next
    A code owner approves, in GitHub’s own review; then it can be merged. A push makes a new approval necessary."
  `);
});

test('[90] names of a role from a cluster do nothing in the comment', () => {
  const rules = [aRule(['@org/all'], ['<img>/x` @org/all'], { resourceNames: ['</details>'] })];
  const offers = [anOffer({ rules, changed: { kind: 'gained', gained: rules, lost: [] } })];

  const body = commentBody(aVerdict({ about: { kind: 'requests', offers } }));

  expect(body.replaceAll(/(`+)[^]*?\1/g, '')).not.toMatch(/@org|<img|<\/details/);
});

test('a refusal tells each problem with its place and how to mend it', () => {
  const problem = {
    what: '`spec.reason` is `debug` and should be longer.',
    why: 'Reviewers decide by it.',
    mend: 'Write it like `reason: INC-4242, checkout latency`.',
    place: { file, line: 6, column: 11 },
  };

  expect(checkSummary(aVerdict({ outcome: 'failure', problems: [problem], about: { kind: 'unclear' } })))
    .toMatchInlineSnapshot(`
      "### What is wrong
      - **\`spec.reason\` is \`debug\` and should be longer.** (\`access-requests/prod-eu/payments/debugger/alice-inc-4242.yaml:6:11\`)  
        Reviewers decide by it.  
        Write it like \`reason: INC-4242, checkout latency\`.

      ### What happens next
      Mend what is wrong; the check runs again by itself."
    `);
});

test('[90] what people wrote does nothing in the comment', () => {
  const reason = 'hello @org/all <img src=x> </details> `rm` [a](http://b) ```';
  const subject = 'al@ice';

  const body = commentBody(aVerdict({ about: { kind: 'requests', offers: [anOffer({ reason, subject })] } }));

  const outsideOfCode = body.replaceAll(/(`+)[^]*?\1/g, '');
  expect(outsideOfCode).not.toMatch(/@org|@ice|<img|<\/details|\]\(/);
  expect(body).toContain(reason);
});

test('[90] what is too long for GitHub is cut between lines, and the cut opens no code', () => {
  const what = `\`${'@org/all '.repeat(20)}\``;
  const problems = Array.from({ length: 900 }, () => ({ what, why: '', mend: '' }));

  const body = commentBody(aVerdict({ outcome: 'failure', about: { kind: 'unclear' }, problems }));

  expect(body.length).toBeLessThan(65_536);
  expect(body.replaceAll(/`[^`\n]*`/g, '')).not.toMatch(/@org|`/);
  expect(body).toContain('The rest is left out');
});
