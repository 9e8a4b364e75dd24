// What a change of the guardrails gives away, and what it takes away: each in one sentence.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCodeowners } from '../../../src/core/approval/codeowners.ts';
import { compareGuardrails } from '../../../src/core/guardrails/compare-guardrails.ts';
import type { Guardrails } from '../../../src/core/request/guardrails.ts';
import { bytes, someGuardrails, somePeople, valueOf, type PolicyLines } from '../request/builders.ts';

interface Wish extends PolicyLines {
  readonly people?: readonly string[];
  readonly owners?: readonly string[];
  readonly template?: string | undefined;
}

function version({
  people = [],
  owners = ['/access-requests/ @acme/platform'],
  ...wish
}: Wish = {}): Guardrails {
  const guardrails = someGuardrails(wish, people.length === 0 ? new Map() : somePeople(...people));
  const usernameTemplate = 'template' in wish ? wish.template : guardrails.policy.usernameTemplate;
  const codeowners = valueOf(parseCodeowners('.github/CODEOWNERS', bytes(`${owners.join('\n')}\n`)));
  return { ...guardrails, policy: { ...guardrails.policy, usernameTemplate }, codeowners };
}

function differences(before: Wish, after: Wish): readonly string[] {
  return compareGuardrails(version(before), version(after)).map(
    ({ direction, sentence }) => `${direction}: ${sentence}`,
  );
}

type Case = readonly [string, before: Wish, after: Wish];

function thereAndBack(cases: readonly Case[]) {
  return Object.fromEntries(
    cases.map(([name, before, after]) => [
      name,
      { there: differences(before, after), back: differences(after, before) },
    ]),
  );
}

const ROLE = 'clusterRole: c, maxDuration: 4h, requesters: ["@acme/engineers"]';
const role = (more = '', fields = ROLE): Wish => ({ roles: [`r: {${fields}${more}}`] });

test('the same guardrails differ in nothing, however they are written', () => {
  expect(differences({}, {})).toEqual([]);
  const before = role(', namespaces: [a, b, "web-*", web-shop]', ROLE.replace('engineers', 'Engineers'));
  expect(differences(before, role(', namespaces: ["web-*", b, a]'))).toEqual([]);
  expect(differences(role(), role(', clusters: [prod-eu], namespaces: ["*"]'))).toEqual([]);
});

describe('a role', () => {
  test('that is new is told whole', () => {
    const roles = ['r: {clusterRole: c, maxDuration: 4h, requesters: ["@acme/engineers"]}'];
    const more =
      's: {clusterRole: d, maxDuration: 1h, requesters: ["@bob"], namespaces: [web], approvals: 0, accepts: [pods/exec]}';
    expect(differences({ roles }, { roles: [...roles, more] })).toMatchInlineSnapshot(`
      [
        "loosens: The role \`s\` is new: \`d\` in \`web\`, in every cluster listed, for at most 1 hour, for \`@bob\`, without approval. It accepts \`pods/exec\`.",
      ]
    `);
    expect(differences({ roles: [...roles, more] }, { roles })).toEqual([
      'tightens: The role `s` is gone: nobody can ask for it.',
    ]);
  });

  test('each field gives more, or less, or something else; there and back', () => {
    const fields = [
      ['maxDuration: 8h', 'is given longer', ROLE.replace('4h', '8h')],
      ['requesters', 'is asked for by others', ROLE.replace('@acme/engineers', '@acme/oncall')],
      ['clusterRole', 'binds another ClusterRole', ROLE.replace('clusterRole: c', 'clusterRole: d')],
      ['scope', 'reaches the whole cluster', `${ROLE}, scope: cluster`],
      ['namespaces', 'is held to namespaces', `${ROLE}, namespaces: [web, "pay-*"]`],
      ['ticket', 'needs a ticket', `${ROLE}, ticket: required`],
      ['approvals', 'needs more approvals', `${ROLE}, approvals: 2`],
      ['approvals: 0', 'needs no approval', `${ROLE}, namespaces: ["*"], approvals: 0`],
      [
        'alsoApprovedBy',
        'needs the approval of others besides',
        `${ROLE}, alsoApprovedBy: ["@acme/security"]`,
      ],
      ['accepts', 'accepts a danger', `${ROLE}, accepts: [pods/exec]`],
      ['serviceAccounts', 'is for a service account', `${ROLE}, serviceAccounts: [ci/deployer]`],
      ['review', 'is granted before anybody looked', `${ROLE}, namespaces: ["*"], review: after`],
    ] as const;
    expect(thereAndBack(fields.map(([field, , fields]) => [field, role(), role('', fields)])))
      .toMatchInlineSnapshot(`
        {
          "accepts": {
            "back": [
              "tightens: The role \`r\` may no longer hold \`pods/exec\`.",
            ],
            "there": [
              "loosens: The role \`r\` may hold a dangerous permission: \`pods/exec\`.",
            ],
          },
          "alsoApprovedBy": {
            "back": [
              "loosens: The role \`r\` no longer needs the approval of \`@acme/security\` besides.",
            ],
            "there": [
              "tightens: The role \`r\` needs the approval of \`@acme/security\` besides.",
            ],
          },
          "approvals": {
            "back": [
              "loosens: The role \`r\` needs 1 approval instead of 2.",
            ],
            "there": [
              "tightens: The role \`r\` needs 2 approvals instead of 1.",
            ],
          },
          "approvals: 0": {
            "back": [
              "tightens: The role \`r\` needs 1 approval instead of none.",
            ],
            "there": [
              "loosens: The role \`r\` needs no approval any more: whoever may ask for it has it.",
            ],
          },
          "clusterRole": {
            "back": [
              "changes: The role \`r\` binds the ClusterRole \`c\` instead of \`d\`.",
            ],
            "there": [
              "changes: The role \`r\` binds the ClusterRole \`d\` instead of \`c\`.",
            ],
          },
          "maxDuration: 8h": {
            "back": [
              "tightens: The role \`r\` may be had for 4 hours instead of 8 hours.",
            ],
            "there": [
              "loosens: The role \`r\` may be had for 8 hours instead of 4 hours.",
            ],
          },
          "namespaces": {
            "back": [
              "loosens: The role \`r\` may be asked for in every namespace that is not protected.",
            ],
            "there": [
              "tightens: The role \`r\` can be asked for only in the namespaces that it names.",
            ],
          },
          "requesters": {
            "back": [
              "loosens: The role \`r\` may be asked for by \`@acme/engineers\` too.",
              "tightens: The role \`r\` may no longer be asked for by \`@acme/oncall\`.",
            ],
            "there": [
              "loosens: The role \`r\` may be asked for by \`@acme/oncall\` too.",
              "tightens: The role \`r\` may no longer be asked for by \`@acme/engineers\`.",
            ],
          },
          "review": {
            "back": [
              "tightens: The role \`r\` needs 1 approval before it is granted, instead of a review afterwards.",
            ],
            "there": [
              "loosens: The role \`r\` is granted before an owner has looked: whoever may ask for it has it, and a review is owed within 1 day.",
            ],
          },
          "scope": {
            "back": [
              "changes: The role \`r\` is for single namespaces instead of the whole cluster; their owners approve it.",
            ],
            "there": [
              "loosens: The role \`r\` is for the whole cluster instead of single namespaces.",
            ],
          },
          "serviceAccounts": {
            "back": [
              "tightens: The role \`r\` may no longer be given to the service account \`ci/deployer\`.",
            ],
            "there": [
              "loosens: The role \`r\` may be given to the service account \`ci/deployer\` too.",
            ],
          },
          "ticket": {
            "back": [
              "loosens: The role \`r\` no longer needs a ticket.",
            ],
            "there": [
              "tightens: The role \`r\` needs a ticket.",
            ],
          },
        }
      `);
  });

  test('that owes a review is tighter than one at which nobody looks, and looser than one that is approved first', () => {
    const web = ', namespaces: [web]';
    const [never, day, hour] = ['approvals: 0', 'review: after', 'review: after, reviewWithin: 1h'].map(
      (fields) => role(`${web}, ${fields}`),
    ) as [Wish, Wish, Wish]; // as many as went in
    expect(differences(never, day)).toEqual([
      'tightens: The role `r` is granted before an owner has looked: whoever may ask for it has it, and a review is owed within 1 day.',
    ]);
    expect(differences(day, never)).toEqual([
      'loosens: The role `r` is granted without anybody looking: no review is owed any more.',
    ]);
    expect(differences(day, hour)).toEqual([
      'tightens: The role `r` is granted before an owner has looked, and the review that is owed is now due within 1 hour.',
    ]);
    expect(differences(hour, day)).toEqual([expect.stringMatching(/^loosens: .* within 1 day\.$/)]);
    expect(differences({ roles: [`s: {${ROLE}}`] }, day)).toContainEqual(
      expect.stringMatching(/before an owner has looked; a review is owed within 1 day\.$/),
    );
  });

  test('that covers a namespace by a wider pattern loses nothing', () => {
    expect(differences(role(', namespaces: [web-shop, pay]'), role(', namespaces: ["web-*", pay]'))).toEqual([
      'loosens: The role `r` may be asked for in the namespace `web-*` too.',
    ]);
  });

  test('that names no clusters says nothing of a new one: the list does', () => {
    const clusters = ['prod-eu: {}', 'staging: {}'];
    expect(differences(role(), { ...role(), clusters })).toEqual([
      'loosens: The cluster `staging` is new: every role that names no clusters may be asked for there.',
    ]);
  });
});

describe('a policy', () => {
  const UID = '1c1f0f6e-5f8e-4d0e-9d0c-0a4f6b1f2c3d';
  const ticket = (pattern: string) => [`ticket: {pattern: "${pattern}", url: "https://t.acme.com/{ticket}"}`];
  test('each part of it, added and taken away', () => {
    const parts: readonly [string, Wish][] = [
      ['a uid', { clusters: [`prod-eu: {uid: ${UID}}`] }],
      ['protected namespaces', { clusters: ['prod-eu: {protectedNamespaces: [vault, "istio-*"]}'] }],
      [
        'a rule for actions',
        { more: ['actions: [{allow: [delete pods], maxDuration: 1h, requesters: ["@bob"]}]'] },
      ],
      ['a pattern of tickets', { more: ticket('INC-[0-9]+') }],
      ['a limit', { more: ['limits: {activePerSubject: 5}'] }],
      ['a shorter patience', { more: ['pendingTimeout: 3d'] }],
      ['somebody to remind', { more: ['remindAfter: 4h', 'escalateAfter: 1d'] }],
      ['no template', { template: undefined }],
      ['somebody to tell', { more: ['notify: {incident: [slack, pager]}'] }],
    ];
    expect(thereAndBack(parts.map(([part, wish]) => [part, {}, wish]))).toMatchInlineSnapshot(`
      {
        "a limit": {
          "back": [
            "loosens: One subject may hold any number of grants at a time instead of 5.",
          ],
          "there": [
            "tightens: One subject may hold 5 grants at a time instead of any number.",
          ],
        },
        "a pattern of tickets": {
          "back": [
            "loosens: Any text counts as a ticket; before, it had to match \`INC-[0-9]+\`.",
          ],
          "there": [
            "tightens: A ticket must match \`INC-[0-9]+\`.",
          ],
        },
        "a rule for actions": {
          "back": [
            "tightens: The rule for \`delete pods\` is gone.",
          ],
          "there": [
            "loosens: The rule for \`delete pods\` is new: in every namespace that is not protected, in every cluster listed, for at most 1 hour, for \`@bob\`, after 1 approval.",
          ],
        },
        "a shorter patience": {
          "back": [
            "loosens: An approval, and a request that nobody decided, counts for 7 days instead of 3 days.",
          ],
          "there": [
            "tightens: An approval, and a request that nobody decided, counts for 3 days instead of 7 days.",
          ],
        },
        "a uid": {
          "back": [
            "loosens: Any cluster that answers under the name \`prod-eu\` is taken for it: its UID is no longer named.",
          ],
          "there": [
            "tightens: The cluster \`prod-eu\` is the one with the UID \`1c1f0f6e-5f8e-4d0e-9d0c-0a4f6b1f2c3d\`, and no other.",
          ],
        },
        "no template": {
          "back": [
            "loosens: People who are not in the people file are \`{login}@acme.com\` in the clusters; before, they were refused.",
          ],
          "there": [
            "tightens: People who are not in the people file are refused.",
          ],
        },
        "protected namespaces": {
          "back": [
            "loosens: In the cluster \`prod-eu\`, \`vault\` and \`istio-*\` are no longer protected.",
          ],
          "there": [
            "tightens: In the cluster \`prod-eu\`, \`vault\` and \`istio-*\` are protected.",
          ],
        },
        "somebody to remind": {
          "back": [
            "changes: Nobody is reminded of a request any more.",
            "changes: A request that still waits is told on no other route any more.",
          ],
          "there": [
            "changes: Whoever can approve a request is reminded of it after 4 hours.",
            "changes: A request that still waits is told on the route \`escalation\` after 1 day.",
          ],
        },
        "somebody to tell": {
          "back": [
            "changes: What takes the route \`default\` is told to \`slack\` instead of nobody.",
            "changes: What takes the route \`incident\` is told to \`slack\` instead of \`slack\` and \`pager\`.",
            "changes: What takes the route \`escalation\` is told to \`slack\` instead of nobody.",
          ],
          "there": [
            "changes: What takes the route \`default\` is told to nobody instead of \`slack\`.",
            "changes: What takes the route \`incident\` is told to \`slack\` and \`pager\` instead of \`slack\`.",
            "changes: What takes the route \`escalation\` is told to nobody instead of \`slack\`.",
          ],
        },
      }
    `);
  });

  test('does not say which of two patterns of tickets takes more', () => {
    expect(differences({ more: ticket('INC-[0-9]+') }, { more: ticket('.*') })).toEqual([
      'changes: A ticket must match `.*` instead of `INC-[0-9]+`.',
    ]);
  });

  test('that allows the same actions for longer is the same rule for longer', () => {
    const actions = (most: string, allow: string) => ({
      more: [`actions: [{allow: [${allow}], maxDuration: ${most}, requesters: ["@bob"]}]`],
    });
    expect(
      differences(
        actions('1h', 'delete pods, scale deployments'),
        actions('2h', 'scale deployments, delete pods'),
      ),
    ).toEqual([
      'loosens: The rule for `scale deployments` and `delete pods` may be had for 2 hours instead of 1 hour.',
    ]);
  });

  test('with another seal key lets another hand write history', () => {
    const guardrails = version();
    const sealKeys = [{ id: '2027-01', publicKey: 'MCowBQYDK2VwAyEA' }];
    const after = { ...guardrails, policy: { ...guardrails.policy, sealKeys } };
    expect(compareGuardrails(guardrails, after).map(({ direction }) => direction)).toEqual([
      'loosens',
      'tightens',
    ]);
  });
});

describe('people', () => {
  const alice = 'alice: {id: 1001, username: alice@acme.com}';
  test('get a name, lose it, or get another', () => {
    const cases: readonly Case[] = [
      ['an entry that says what the template says', {}, { people: [alice] }],
      ['a first name in the clusters', { template: undefined }, { template: undefined, people: [alice] }],
      ['another name', { people: [alice] }, { people: [alice.replace('alice@', 'root@')] }],
      ['another name than the template gives', {}, { people: [alice.replace('alice@', 'root@')] }],
      ['another account under a login', { people: [alice] }, { people: [alice.replace('1001', '6666')] }],
    ];
    expect(thereAndBack(cases)).toMatchInlineSnapshot(`
      {
        "a first name in the clusters": {
          "back": [
            "tightens: \`alice\` (1001) has no username any more, and can get no access.",
          ],
          "there": [
            "loosens: \`alice\` (1001) may have access, as \`alice@acme.com\`; before, they had no username.",
          ],
        },
        "an entry that says what the template says": {
          "back": [],
          "there": [],
        },
        "another account under a login": {
          "back": [
            "changes: \`alice\` is the account 1001 instead of 6666, as \`alice@acme.com\` in the clusters.",
          ],
          "there": [
            "changes: \`alice\` is the account 6666 instead of 1001, as \`alice@acme.com\` in the clusters.",
          ],
        },
        "another name": {
          "back": [
            "changes: \`alice\` (1001) is \`alice@acme.com\` in the clusters instead of \`root@acme.com\`.",
          ],
          "there": [
            "changes: \`alice\` (1001) is \`root@acme.com\` in the clusters instead of \`alice@acme.com\`.",
          ],
        },
        "another name than the template gives": {
          "back": [
            "changes: \`alice\` (1001) is \`alice@acme.com\` in the clusters instead of \`root@acme.com\`.",
          ],
          "there": [
            "changes: \`alice\` (1001) is \`root@acme.com\` in the clusters instead of \`alice@acme.com\`.",
          ],
        },
      }
    `);
  });
});

describe('owners', () => {
  const [ALL, PAY] = [
    '/access-requests/ @acme/platform',
    '/access-requests/prod-eu/payments/ @acme/payments',
  ];
  test('gain a say or lose it, line by line', () => {
    const cases: readonly [string, readonly string[], readonly string[]][] = [
      ['one more owner', [ALL], [`${ALL} @mallory`]],
      ['a line of its own', [ALL], [ALL, PAY]],
      ['a line that takes ownership away', [ALL, PAY], [ALL, '/access-requests/prod-eu/payments/']],
      ['a line for all that takes ownership away', [ALL], ['*']],
      ['another order', [ALL, PAY], [PAY, ALL]],
      ['a line in error', [ALL], [ALL, '/access-requests/[ab]/ @acme/payments']],
    ];
    expect(thereAndBack(cases.map(([name, before, after]) => [name, { owners: before }, { owners: after }])))
      .toMatchInlineSnapshot(`
      {
        "a line for all that takes ownership away": {
          "back": [
            "loosens: \`@acme/platform\` may approve what \`/access-requests/\` covers, in place of the owners of earlier lines.",
            "changes: The line \`*\`, which took ownership away, is gone: what it covered falls to an earlier line, or to nobody.",
          ],
          "there": [
            "changes: The line \`/access-requests/\`, owned by \`@acme/platform\`, is gone: what it covered falls to an earlier line, or to nobody.",
            "changes: Nobody owns \`*\`: a request there is refused, and a change of another file needs nobody's approval.",
          ],
        },
        "a line in error": {
          "back": [],
          "there": [
            "changes: Line 2, \`/access-requests/[ab]/\`, cannot be read: what it may be meant for is refused.",
          ],
        },
        "a line of its own": {
          "back": [
            "changes: The line \`/access-requests/prod-eu/payments/\`, owned by \`@acme/payments\`, is gone: what it covered falls to an earlier line, or to nobody.",
          ],
          "there": [
            "loosens: \`@acme/payments\` may approve what \`/access-requests/prod-eu/payments/\` covers, in place of the owners of earlier lines.",
          ],
        },
        "a line that takes ownership away": {
          "back": [
            "loosens: \`@acme/payments\` may approve what \`/access-requests/prod-eu/payments/\` covers, which nobody owned.",
          ],
          "there": [
            "tightens: Nobody owns \`/access-requests/prod-eu/payments/\`: requests there are refused.",
          ],
        },
        "another order": {
          "back": [
            "changes: The lines stand in another order, from \`/access-requests/\` on; the last line that matches decides who owns a file.",
          ],
          "there": [
            "changes: The lines stand in another order, from \`/access-requests/prod-eu/payments/\` on; the last line that matches decides who owns a file.",
          ],
        },
        "one more owner": {
          "back": [
            "tightens: \`@mallory\` may no longer approve what \`/access-requests/\` covers.",
          ],
          "there": [
            "loosens: \`@mallory\` may approve what \`/access-requests/\` covers.",
          ],
        },
      }
    `);
  });

  test('the same lines with comments, blanks and capitals are the same', () => {
    expect(
      differences(
        { owners: [ALL, PAY] },
        { owners: ['# who', ALL.replace('acme', 'ACME'), '', `${PAY} # pay`] },
      ),
    ).toEqual([]);
  });
});

test('what gives more away comes first', () => {
  const before = role(', ticket: required, approvals: 1');
  const after = role(', approvals: 2', ROLE.replace('clusterRole: c', 'clusterRole: d'));
  expect(compareGuardrails(version(before), version(after)).map(({ direction }) => direction)).toEqual([
    'loosens',
    'changes',
    'tightens',
  ]);
});

test('there and back, what loosened never loosens again on the way, and nothing appears on one way alone', () => {
  const field = fc.constantFrom(
    '',
    ', approvals: 2',
    ', ticket: required',
    ', accepts: [pods/exec]',
    ', namespaces: [web]',
  );
  const wish = fc
    .tuple(fc.constantFrom('1h', '4h'), field, field)
    .filter(([, one, other]) => one !== other || one === '');
  fc.assert(
    fc.property(wish, wish, (one, other) => {
      const [before, after] = [one, other].map(([most, ...more]) =>
        version(role(more.join(''), ROLE.replace('4h', most))),
      ) as [Guardrails, Guardrails];
      const turned = { loosens: 'tightens', tightens: 'loosens', changes: 'changes' } as const;
      const there = compareGuardrails(before, after)
        .map(({ direction }) => turned[direction])
        .toSorted();
      expect(
        compareGuardrails(after, before)
          .map(({ direction }) => direction)
          .toSorted(),
      ).toEqual(there);
    }),
  );
});

test('[153] hostile names stay inert, and a large policy is compared in no time', () => {
  const clusters = Array.from({ length: 1_000 }, (_, at) => `c${at}: {}`);
  const namespaces = Array.from({ length: 900 }, (_, at) => `"*a*a*a*a*a*a*a*a*a*a*a*a*${at}"`).join(', ');
  const begin = performance.now();
  const found = differences(role(`, namespaces: [${namespaces}]`), {
    ...role(`, namespaces: [${namespaces.replaceAll('*a', '*b')}]`),
    clusters,
    owners: ['/access-requests/`@all` @evil'],
  });
  expect(performance.now() - begin).toBeLessThan(10_000);
  expect(found.every((sentence) => sentence.length < 1_500)).toBe(true);
  expect(found.join('\n')).toContain('`` /access-requests/`@all` ``');
});

test('[153] owners by the hundred thousand are not told one by one, and count as a loosening', () => {
  const owners = Array.from({ length: 100_000 }, (_, at) => `/a${at} @evil`);
  const found = compareGuardrails(
    version(),
    version({ owners: ['/access-requests/ @acme/platform', ...owners] }),
  );
  expect(found).toHaveLength(1_001);
  expect(found.at(-1)).toEqual({
    direction: 'loosens',
    sentence: '99000 more lines name other owners than before, too many to tell one by one.',
  });
});
