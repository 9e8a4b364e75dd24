import { describe, expect, test } from 'vitest';
import { days, hours, minutes } from '../../../src/core/time.ts';
import { parseAccessPolicy } from '../../../src/core/request/access-policy.ts';
import { aPolicy, bytes, KEY, policyText, problemsOf, shown, type PolicyLines } from './builders.ts';

const whats = (lines: PolicyLines) => whatsOf(policyText(lines));
const whatsOf = (text: string) => problemsOf(parseAccessPolicy('policy.yaml', bytes(text))).map(shown);
const role = (fields: string) => ({
  roles: [`r: {clusterRole: c, maxDuration: 4h, requesters: ["@acme/engineers"]${fields}}`],
});

describe('a policy', () => {
  test('has nothing optional inside once it was read', () => {
    expect(aPolicy({ more: ['identities: {username: "{login}@acme.com"}'] })).toEqual({
      sealKeys: [{ id: '2026-11', publicKey: KEY }],
      usernameTemplate: '{login}@acme.com',
      clusters: new Map([['prod-eu', { uid: undefined, protectedNamespaces: [] }]]),
      roles: new Map([
        [
          'debugger',
          {
            clusterRole: 'daypass-debugger',
            scope: 'namespace',
            maxDuration: hours(4),
            clusters: undefined,
            namespaces: ['payments', 'web-*'],
            requesters: ['@acme/engineers'],
            approvals: 1,
            reviewWithin: undefined,
            alsoApprovedBy: [],
            serviceAccounts: [],
            needsATicket: false,
            accepts: ['pods/exec'],
          },
        ],
      ]),
      actions: [],
      ticket: undefined,
      limits: { activePerSubject: undefined, openPerAuthor: undefined },
      pendingTimeout: days(7),
      remindAfter: undefined,
      escalateAfter: undefined,
      notify: undefined,
    });
  });

  test('that is wrong in many ways has every problem at once, on its line', () => {
    const lines = policyText({
      clusters: ['prod-eu: {uid: 0777}', 'examples: {}'],
      roles: [
        'a: {clusterRole: cluster-admin, maxDuration: 4, clusters: [prod-us], requesters: [], acept: [pods/exec]}',
      ],
      more: ['identities: {username: "system:{login}"}', 'pendingTimeouts: 3d'],
    });
    expect(whatsOf(lines)).toMatchInlineSnapshot(`
      [
        "6:20 \`0777\` is read differently by different programs: as a number, a date, a yes or no, or a text.",
        "7:5 Below \`spec.clusters\`, the name \`examples\` should be the name of a cluster, and not \`examples\`.",
        "9:22 \`spec.roles.a.clusterRole\` is \`cluster-admin\` and should be the name of a ClusterRole, neither \`cluster-admin\` nor one that begins with \`system:\`.",
        "9:50 \`spec.roles.a.maxDuration\` is \`4\` and should be a span such as \`30m\`, \`2h\` or \`1d\`.",
        "9:64 \`a\` names the cluster \`prod-us\`, which the policy does not list.",
        "9:86 \`spec.roles.a.requesters\` should be a list of at least one person or team.",
        "9:90 \`spec.roles.a.acept\` is no field that is known here.",
        "10:26 \`spec.identities.username\` is \`system:{login}\` and should be a template that holds \`{login}\` once and does not begin with \`system:\`.",
        "11:3 \`spec.pendingTimeouts\` is no field that is known here.",
      ]
    `);
  });

  test('says whom to tell, by the names of routes and destinations', () => {
    expect(aPolicy({ more: ['notify: {default: [slack], incident: [slack, pager]}'] }).notify).toEqual({
      default: ['slack'],
      incident: ['slack', 'pager'],
    });
    expect(whats({ more: ['notify: {default: [], night: [slack], incident: [On_Call]}'] })).toEqual([
      '9:21 `spec.notify.default` should be a list of at least one destination.',
      '9:25 `spec.notify.night` is no field that is known here.',
      '9:52 `spec.notify.incident.0` is `On_Call` and should be the name of a destination.',
    ]);
  });

  test.each(['cluster-admin', '"system:admin"', '"system:node"', '"*"', '""', 'a/b', '../b'])(
    '[71] does not give the ClusterRole %s',
    (name) => {
      expect(
        whats({ roles: [`r: {clusterRole: ${name}, maxDuration: 1h, requesters: ["@alice"]}`] }),
      ).toHaveLength(1);
    },
  );

  test.each([
    'system:{login}',
    'System:{login}',
    'acme.com',
    '{login}{login}',
    '{Login}',
    '{login}@{org}',
    ' {login}',
  ])('[116] does not make usernames by %s', (template) => {
    expect(whats({ more: [`identities: {username: "${template}"}`] })).toHaveLength(1);
  });

  test('lists each seal key once, and only real ones', () => {
    const keys = (list: string) => whatsOf(policyText().replace(/sealKeys: .*/, `sealKeys: [${list}]`));
    expect(keys('')).toHaveLength(1);
    expect(keys(`{id: a, publicKey: ${KEY}}, {id: a, publicKey: ${KEY}}`)).toEqual([
      '4:101 The id `a` stands here a second time.',
      `4:115 The public key \`${KEY}\` stands here a second time.`,
    ]);
    expect(keys('{id: a, publicKey: AAAA}')).toHaveLength(1);
    expect(keys(`{id: a, publicKey: "${KEY} "}`)).toHaveLength(1);
    expect(keys(`{id: a, publicKey: ${KEY.replace('=', '')}}`)).toHaveLength(1);
    expect(keys(`{id: 2026, publicKey: ${KEY}}`)).toHaveLength(1);
  });

  test.each(['acme/engineers', '"@acme/"', '"@"', '"@acme/a/b"', '"*"', '"@*"', 'alice@acme.com', '""'])(
    'does not know the requester %s',
    (requester) => {
      expect(
        whats({ roles: [`r: {clusterRole: c, maxDuration: 1h, requesters: [${requester}]}`] }),
      ).toHaveLength(1);
    },
  );

  test.each(['web-?', 'web-[a-z]', '"{a,b}"', '"!web"', '"web/*"', 'Web', '"-web"', '""'])(
    'does not take %s for a pattern of namespaces',
    (glob) => {
      expect(whats(role(`, namespaces: ['${glob.replaceAll('"', '')}']`))).toHaveLength(1);
    },
  );

  test('names no role `actions`, no cluster `examples`, and none that no path could name', () => {
    expect(
      whats({ roles: ['actions: {clusterRole: c, maxDuration: 1h, requesters: ["@alice"]}'] }),
    ).toHaveLength(1);
    expect(whats({ clusters: ['examples: {}'] })).toHaveLength(1);
    expect(whats({ clusters: ['Prod: {}', '_cluster: {}', 'a.b: {}'] })).toHaveLength(3);
    expect(whats({ clusters: ['{}'] })).not.toEqual([]);
  });

  test('gives a role for the whole cluster no namespaces', () => {
    expect(whats(role(', scope: cluster, namespaces: [web]'))).toEqual([
      '8:103 `r` has `scope: cluster` and names namespaces.',
    ]);
  });

  test('gives before anybody looked only where it names the namespaces', () => {
    expect(whats(role(', approvals: 0'))).toEqual(['8:8 `r` has `approvals: 0` and names no namespaces.']);
    expect(whats(role(', review: after'))).toEqual(['8:8 `r` has `review: after` and names no namespaces.']);
    expect(whats(role(', approvals: 0, namespaces: [web]'))).toEqual([]);
  });

  test('gives nothing of the whole cluster before anybody looked', () => {
    expect(whats(role(', approvals: 0, scope: cluster'))).toEqual([
      '8:8 `r` has `approvals: 0` and `scope: cluster`.',
    ]);
  });

  test('says where a rule for actions gives before anybody looked', () => {
    const rule = '{allow: [delete pods], maxDuration: 1h, requesters: ["@alice"], approvals: 0}';
    expect(whats({ more: [`actions: [${rule}]`] })).toEqual([
      expect.stringContaining('`actions` has `approvals: 0` and names no namespaces.'),
    ]);
  });

  test('asks nobody twice by one entry', () => {
    expect(whats(role(', alsoApprovedBy: ["@acme/security", "@Acme/Security"]'))).toHaveLength(1);
  });

  test.each(['ci', 'ci/*', '"*/deployer"', 'ci/Deployer', 'ci/a/b', 'ci/.a'])(
    'takes no %s for a service account',
    (account) => {
      expect(whats(role(`, serviceAccounts: [${account}]`))).toHaveLength(1);
    },
  );
});

describe('a role that is granted before an owner has looked', () => {
  const early = (more = '') => aPolicy(role(`, namespaces: [web], review: after${more}`)).roles.get('r');

  test('needs no approval first, and owes a review within a day where nothing else is said', () => {
    expect(early()).toMatchObject({ approvals: 0, alsoApprovedBy: [], reviewWithin: hours(24) });
    expect(early(', reviewWithin: 90m')).toMatchObject({ approvals: 0, reviewWithin: minutes(90) });
    expect(aPolicy(role('')).roles.get('r')).toMatchObject({ approvals: 1, reviewWithin: undefined });
  });

  test('says nothing of who must approve first', () => {
    const both = ', approvals: 0, alsoApprovedBy: ["@bob"]';
    expect(whats(role(`, namespaces: [web], review: after${both}`))).toEqual([
      '8:120 `r` has `review: after` and `approvals`.',
      '8:139 `r` has `review: after` and `alsoApprovedBy`.',
    ]);
  });

  test('says itself that it owes a review, before it says until when', () => {
    expect(whats(role(', reviewWithin: 24h'))).toEqual([
      '8:89 `r` has `reviewWithin` without `review: after`.',
    ]);
  });

  test('is never one for the whole cluster', () => {
    expect(whats(role(', review: after, scope: cluster'))).toEqual([
      '8:8 `r` has `review: after` and `scope: cluster`.',
    ]);
  });

  test('may be a rule for actions, by the same rules', () => {
    const rule = 'allow: [delete pods], maxDuration: 1h, requesters: ["@alice"]';
    const more = (fields: string) => ({ more: [`actions: [{${rule}${fields}}]`] });
    expect(whats(more(', review: after, approvals: 1'))).toEqual([
      expect.stringContaining('`actions` has `review: after` and names no namespaces.'),
      expect.stringContaining('`actions` has `review: after` and `approvals`.'),
    ]);
    expect(aPolicy(more(', review: after, namespaces: [web]')).actions[0]).toMatchObject({
      approvals: 0,
      reviewWithin: hours(24),
    });
  });
});

describe('further words', () => {
  test('words for the whole policy are read', () => {
    const more = [
      'actions: [{allow: [delete pods, rollout restart deployments], maxDuration: 1h, requesters: ["@alice"]}]',
      'ticket: {pattern: "INC-[0-9]+", url: "https://tickets.acme.com/{ticket}"}',
      'limits: {activePerSubject: 5, openPerAuthor: 20}',
    ];
    expect(aPolicy({ more }).limits).toEqual({ activePerSubject: 5, openPerAuthor: 20 });
  });

  test('what a role accepts is carried out', () => {
    const accepting = aPolicy(role(', accepts: [pods/exec, deployments.apps/scale]')).roles.get('r');
    expect(accepting).toMatchObject({ accepts: ['pods/exec', 'deployments.apps/scale'] });
  });

  test.each(['"*"', '"pods/*"', 'Pods', '"pods/"', '"*.apps"'])('a role accepts no %s', (accepted) => {
    expect(whats(role(`, accepts: [${accepted}]`))).toHaveLength(1);
  });
});
