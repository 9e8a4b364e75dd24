// Every kind of notification, as somebody reads it on a phone.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { AccessEvent } from '../../../src/core/ledger/event.ts';
import { fromAlerts } from '../../../src/core/telling/from-alerts.ts';
import { fromEvents, fromOpenGrants } from '../../../src/core/telling/from-history.ts';
import { askingOf, fromOpenRequests } from '../../../src/core/telling/from-requests.ts';
import { KINDS } from '../../../src/core/telling/kinds.ts';
import type { Notification } from '../../../src/core/telling/notification.ts';
import { hours, instantOf, plus } from '../../../src/core/time.ts';
import * as alerts from '../../../src/core/words/alerts.ts';
import {
  deletedInTheCluster,
  nothingExplainsIt,
  subjectsWereChanged,
} from '../../../src/core/words/endings.ts';
import { stillThere } from '../../../src/core/words/end-lane.ts';
import { escalated, reminded } from '../../../src/core/words/notifications.ts';
import { aVerdict } from '../words/a-verdict.ts';
import { declined, drift, ended, granted, guardrails, ledgerOf, refused } from './happenings.ts';

const now = instantOf(Date.UTC(2026, 10, 20, 16));

/** What one event has to tell, after whatever came before it. */
function told(...events: readonly AccessEvent[]): string {
  const [last] = fromEvents(ledgerOf(...events), instantOf(0)).slice(-1);
  return last === undefined ? 'nothing' : said(last);
}

function said({ kind, sentence, link }: Notification): string {
  return `${kind}: ${sentence} [${link.label}]`;
}

const missing = (owners: readonly string[]) => ({
  file: 'f',
  owners,
  have: 0,
  need: 1,
  problem: { what: '', why: '', mend: '' },
});
const asking = (...owners: readonly string[]) => {
  const approval = { missing: [missing(owners)], counted: [], uncounted: [] };
  const found = askingOf(aVerdict({ approval }), { since: now, openedAt: now });
  if (found === undefined) throw new Error('nobody is asked');
  return found;
};

test('somebody is asked, reminded, and somebody else is told that nothing happened', () => {
  const waiting = asking('@acme/payments', '@bob');

  expect(fromOpenRequests([[42, { asking: waiting }]], undefined).map(said)).toMatchInlineSnapshot(`
    [
      "asked: alice asks \`@acme/payments\` or \`@bob\` for an approval: if you approve, alice may read pods and logs and run commands in any pod of prod-eu/payments, for 2 hours from the merge. [Pull request #42]",
    ]
  `);
  expect([reminded(waiting, hours(4)), escalated(waiting, hours(24))]).toMatchInlineSnapshot(`
    [
      "alice has been waiting for \`@acme/payments\` or \`@bob\` for 4 hours: if you approve, alice may read pods and logs and run commands in any pod of prod-eu/payments, for 2 hours from the merge.",
      "alice has been waiting for a decision of \`@acme/payments\` or \`@bob\` for 1 day: if it is approved, alice may read pods and logs and run commands in any pod of prod-eu/payments, for 2 hours from the merge.",
    ]
  `);
});

test('access was granted, for now, for later, for longer, by the policy, to a program, and in an emergency', () => {
  expect({
    now: told(granted()),
    'until tomorrow': told(granted({ expiresAt: '2026-11-21T02:00:00Z' })),
    later: told(granted({ opensAt: '2026-11-21T08:00:00Z', expiresAt: '2026-11-21T10:00:00Z' })),
    longer: told(granted({ replaces: '0'.repeat(20), expiresAt: '2026-11-20T20:00:00Z' })),
    'by the policy': told(granted({ approvals: [], byPolicy: { by: 'operator' } })),
    'of the whole cluster': told(
      granted({ path: 'access-requests/prod-eu/_cluster/node-drainer/alice.yaml', role: 'node-drainer' }),
    ),
    'of an action': told(
      granted({
        path: 'access-requests/prod-eu/payments/actions/alice.yaml',
        role: 'actions',
        actions: ['delete pods/api-7d9f'],
      }),
    ),
    'of actions': told(granted({ role: 'actions', actions: ['delete pods/a', 'delete pods/b'] })),
    'to a program': told(
      granted({ subject: { login: 'alice', id: 1001, username: 'system:serviceaccount:ci:deployer' } }),
    ),
    emergency: told(granted({ approvals: [], review: { by: '2026-11-21T16:00:00Z' } })),
  }).toMatchInlineSnapshot(`
    {
      "by the policy": "granted: alice has the role debugger in prod-eu/payments until 18:00Z, as the policy allows without approval: \`INC-4242, checkout latency, read logs and exec into api\`. [Pull request #42]",
      "emergency": "emergency: Nobody has approved it yet: alice has the role debugger in prod-eu/payments until 18:00Z; an owner's review of #42 is due by 16:00Z on 21 November: \`INC-4242, checkout latency, read logs and exec into api\`. [Pull request #42]",
      "later": "granted: alice will have the role debugger in prod-eu/payments from 08:00Z until 10:00Z on 21 November, approved by bob: \`INC-4242, checkout latency, read logs and exec into api\`. [Pull request #42]",
      "longer": "granted: alice keeps the role debugger in prod-eu/payments until 20:00Z, approved by bob: \`INC-4242, checkout latency, read logs and exec into api\`. [Pull request #42]",
      "now": "granted: alice has the role debugger in prod-eu/payments until 18:00Z, approved by bob: \`INC-4242, checkout latency, read logs and exec into api\`. [Pull request #42]",
      "of actions": "granted: alice may do 2 actions in prod-eu/payments until 18:00Z, approved by bob: \`INC-4242, checkout latency, read logs and exec into api\`. [Pull request #42]",
      "of an action": "granted: alice may \`delete pods/api-7d9f\` in prod-eu/payments until 18:00Z, approved by bob: \`INC-4242, checkout latency, read logs and exec into api\`. [Pull request #42]",
      "of the whole cluster": "granted: alice has the role node-drainer in the whole cluster prod-eu until 18:00Z, approved by bob: \`INC-4242, checkout latency, read logs and exec into api\`. [Pull request #42]",
      "to a program": "granted: The service account ci/deployer has the role debugger in prod-eu/payments until 18:00Z, approved by bob: \`INC-4242, checkout latency, read logs and exec into api\`. [Pull request #42]",
      "until tomorrow": "granted: alice has the role debugger in prod-eu/payments until 02:00Z on 21 November, approved by bob: \`INC-4242, checkout latency, read logs and exec into api\`. [Pull request #42]",
    }
  `);
});

test('access is open, and ends soon', () => {
  const { open } = ledgerOf(granted({ opensAt: '2026-11-20T17:00:00Z' }));
  const opened = new Map([...open.keys()].map((grant) => [grant, plus(now, hours(1))]));
  const toldAt = (time: string) =>
    fromOpenGrants(open, opened, instantOf(Date.parse(`2026-11-20T${time}Z`))).map(said);
  expect([toldAt('17:00:01'), toldAt('17:55:00').at(-1), toldAt('17:59:01').at(-1)]).toMatchInlineSnapshot(`
    [
      [
        "opened: Open now: alice has the role debugger in prod-eu/payments until 18:00Z. [Pull request #42]",
      ],
      "ending: 5 minutes left: alice has the role debugger in prod-eu/payments until 18:00Z. [Pull request #42]",
      "ending: 1 minute left: alice has the role debugger in prod-eu/payments until 18:00Z. [Pull request #42]",
    ]
  `);
});

test('access has ended, in each way in which it can', () => {
  const after = (...end: Parameters<typeof ended>) => told(granted(), ended(...end));
  expect({
    'in time': after('expired'),
    'given back': after('released', { by: { kind: 'subject', login: 'alice', id: 1001, pr: 43 } }),
    'given back in Git': after('released', { by: { kind: 'git', pr: 43 } }),
    'taken away by an owner': after('revoked', { by: { kind: 'owner', login: 'bob', id: 1002, comment: 9 } }),
    'taken away in the cluster': after('revoked', { by: { kind: 'cluster' }, why: deletedInTheCluster() }),
    'taken away in Git': after('revoked', { by: { kind: 'git' } }),
    replaced: after('replaced', { by: { kind: 'subject' } }),
  }).toMatchInlineSnapshot(`
    {
      "given back": "ended: alice no longer has the role debugger in prod-eu/payments: alice gave it back, with #43. [Pull request #42]",
      "given back in Git": "ended: alice no longer has the role debugger in prod-eu/payments: it was given back, with #43. [Pull request #42]",
      "in time": "ended: alice no longer has the role debugger in prod-eu/payments: it ended at 18:00Z, as granted. [Pull request #42]",
      "replaced": "granted: alice has the role debugger in prod-eu/payments until 18:00Z, approved by bob: \`INC-4242, checkout latency, read logs and exec into api\`. [Pull request #42]",
      "taken away by an owner": "ended: alice no longer has the role debugger in prod-eu/payments: bob took it away. [Pull request #42]",
      "taken away in Git": "ended: alice no longer has the role debugger in prod-eu/payments: it was taken away in Git. [Pull request #42]",
      "taken away in the cluster": "ended: alice no longer has the role debugger in prod-eu/payments. The binding was deleted in the cluster. It is not made again; ask again if the access is still needed. [Pull request #42]",
    }
  `);
});

test('a request was refused after its merge', () => {
  expect([
    told(refused(['Nobody who owns the path approved it.'])),
    told(refused(['Nobody who owns the path approved it.', 'Two.', 'Three.'])),
  ]).toMatchInlineSnapshot(`
    [
      "denied: The merged request \`access-requests/prod-eu/payments/debugger/alice-inc-4242.yaml\` is refused and grants nothing. Nobody who owns the path approved it. [Commit cccccccccccc]",
      "denied: The merged request \`access-requests/prod-eu/payments/debugger/alice-inc-4242.yaml\` is refused and grants nothing. Nobody who owns the path approved it. (And 2 more reasons.) [Commit cccccccccccc]",
    ]
  `);
});

test('a request was denied before any merge, or nobody decided it', () => {
  expect([
    told(declined('denied', { kind: 'owner', login: 'bob', id: 1002 })),
    told(declined('timed out', { kind: 'time' })),
    told(declined('withdrawn', { kind: 'subject', login: 'alice', id: 1001 })),
  ]).toMatchInlineSnapshot(`
    [
      "denied: What alice asked for in #42 was denied by bob. [Pull request #42]",
      "denied: Nobody decided in time what alice asked for in #42; it is closed. [Pull request #42]",
      "nothing",
    ]
  `);
});

test('something in a cluster was put right', () => {
  expect([told(drift(subjectsWereChanged())), told(drift(nothingExplainsIt()))]).toMatchInlineSnapshot(`
    [
      "drift: The RoleBinding daypass-7f3a9c21d05be8140c62-1795284000 in prod-eu/payments was not what history grants. The subjects of the binding were changed in the cluster. They were put back. [Commit cccccccccccc]",
      "drift: The RoleBinding daypass-7f3a9c21d05be8140c62-1795284000 in prod-eu/payments was not what history grants. No open grant in history explains this binding. It was deleted. [Commit cccccccccccc]",
    ]
  `);
});

test('guardrails came into force', () => {
  const { pr, approvals } = granted();
  expect([told(guardrails({ pr, approvals })), told(guardrails({ by: 'operator' }))]).toMatchInlineSnapshot(`
    [
      "guardrails: New guardrails are in force, those of #42, approved by bob. [Pull request #42]",
      "guardrails: An operator trusted the guardrails: \`We read them.\`. [Commit cccccccccccc]",
    ]
  `);
});

test('somebody must look at something', () => {
  const key = { kind: 'RoleBinding', namespace: 'payments', name: 'daypass-7f3a-1795284000' } as const;
  const heard = (
    [
      ['overdue', stillThere('prod-eu', key, now, 'connection refused')],
      ['frozen', alerts.frozen('prod-eu', 'rewritten')],
      ['stray file', alerts.strayFile('access-requests/notes.txt')],
      ['untold', alerts.nobodyIsThere('pager', 'NOTIFY_PAGER_URL')],
      ['untold', alerts.cannotBeTold('pager', 'it answered 503')],
      ['drift', 'History tells of it.'],
    ] as const
  ).map(([kind, message]) => ({ alert: { kind, key: kind, message }, at: now, again: false }));

  expect(fromAlerts(heard).map(said)).toMatchInlineSnapshot(`
    [
      "overdue: The RoleBinding daypass-7f3a-1795284000 in prod-eu/payments ended at 16:00Z on 20 November and still allows access: connection refused. Daypass keeps trying; by hand: kubectl --context prod-eu --namespace payments delete rolebinding daypass-7f3a-1795284000 [The access repository]",
      "frozen: Nothing is granted in prod-eu: the history of the default branch no longer contains what was carried out there. What the history explains goes on to its end; what it does not is taken away. Look at the default branch, and where it is as it should be run "daypass trust <commit>". [The access repository]",
      "alert: access-requests/notes.txt stands below access-requests/ and is no request. It grants nothing and is left alone; remove it by a pull request. [The access repository]",
      "alert: The policy has people told at pager, and the controller does not know where that is, so nobody is told there. Set NOTIFY_PAGER_URL, or change the policy by a reviewed pull request. [The access repository]",
      "alert: What was to be told at pager could not be told for an hour and is given up: it answered 503. Nothing else waits for it. Look at its address, and at whatever receives it. [The access repository]",
    ]
  `);
});

test('the page says of every kind on which route it is told', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/notifications.md'), 'utf8');
  const rows = [...page.matchAll(/^\| `([a-z]+)` \| .* \| ([a-z]+) \|$/gm)];

  expect(rows.map(([, kind, route]) => [kind, route])).toEqual(Object.entries(KINDS));
});
