// Who is behind with a review: whom it holds up, and what the operator is told.
import { expect, test } from 'vitest';
import type { Askable } from '../../../src/core/grant/askable.ts';
import { debtAlerts, debtProblems, stillOwed } from '../../../src/core/grant/debts.ts';
import type { GrantState } from '../../../src/core/ledger/history.ts';
import { hours, parseInstant, type Instant } from '../../../src/core/time.ts';
import { aRequest } from '../request/builders.ts';
import { aGrant, commit, repository } from './a-grant.ts';

const DUE = '2026-11-21T16:00:00Z';
const ALICE = { login: 'alice', id: 1001 };

const at = (text: string): Instant => parseInstant(text)!; // each is one

function aDebt(over: Parameters<typeof aGrant>[0] = {}): GrantState {
  const place = { repository, parent: 'b'.repeat(40), key: '2026-11' };
  const event = { ...aGrant({ approvals: [], role: 'incident', review: { by: DUE }, ...over }), ...place };
  return { commit, index: 7, event, closed: undefined };
}

const ledgerOf = (...debts: readonly GrantState[]) => new Map(debts.map((debt) => [debt.event.grant, debt]));

/** What of a request these rules look at. */
function asking(path: string, username: string, reviewWithin = true): Askable {
  const allowance = { reviewWithin: reviewWithin ? hours(24) : undefined };
  return { located: aRequest(undefined, path), username, judgement: { allowance } } as unknown as Askable; // no more is read
}

const PATH = 'access-requests/staging/web/incident/again.yaml';

function whats(
  debts: ReadonlyMap<string, GrantState>,
  now = '2026-11-22T00:00:00Z',
  asked = asking(PATH, 'alice@acme.com'),
) {
  return debtProblems([asked], ALICE, debts, at(now)).map(({ what, about }) => [about, what]);
}

test('who owes nothing is held up by nothing', () => {
  expect(whats(new Map())).toEqual([]);
});

test('[145] an overdue review holds up the same role in whatever place, and names its pull request', () => {
  expect(whats(ledgerOf(aDebt()))).toEqual([
    [
      42,
      'Nobody has reviewed #42 yet, which gave `alice` debugger in prod-eu/payments; that was due by 16:00Z on 21 November.',
    ],
  ]);
});

test('a review is overdue from the very instant on that the event bears', () => {
  expect(whats(ledgerOf(aDebt()), '2026-11-21T15:59:59Z')).toEqual([]);
  expect(whats(ledgerOf(aDebt()), DUE)).toHaveLength(1);
});

test('two grants of one pull request are one thing to mend', () => {
  expect(whats(ledgerOf(aDebt(), aDebt({ grant: '0'.repeat(20) })))).toHaveLength(1);
});

test.each<[string, GrantState, Askable]>([
  ['another role', aDebt({ role: 'debugger' }), asking(PATH, 'alice@acme.com')],
  [
    'another subject',
    aDebt({ subject: { login: 'alice', id: 1002, username: 'alice@acme.com' } }),
    asking(PATH, 'alice@acme.com'),
  ],
  ['a role that is approved first', aDebt(), asking(PATH, 'alice@acme.com', false)],
  [
    'a service account that the same person asks for',
    aDebt(),
    asking(PATH, 'system:serviceaccount:ci:deployer'),
  ],
])('%s is not held up', (_, debt, asked) => {
  expect(whats(ledgerOf(debt), '2026-11-22T00:00:00Z', asked)).toEqual([]);
});

test('who has another name now is the same subject', () => {
  const renamed = aDebt({ subject: { login: 'alice-old', id: 1001, username: 'alice.old@acme.com' } });
  expect(whats(ledgerOf(renamed))).toHaveLength(1);
});

test('actions are one role, whichever they are', () => {
  const path = 'access-requests/prod-eu/payments/actions/again.yaml';
  expect(whats(ledgerOf(aDebt({ role: 'actions' })), DUE, asking(path, 'alice@acme.com'))).toHaveLength(1);
});

test('the operator is told once for each pull request, and not of what is paid just now', () => {
  const other = aDebt({ grant: '0'.repeat(20), pr: { ...aGrant().pr, number: 43 } });
  const debts = ledgerOf(aDebt(), aDebt({ grant: '1'.repeat(20) }), other);

  expect(debtAlerts(debts, at('2026-11-21T15:00:00Z'))).toEqual([]);
  expect(debtAlerts(stillOwed(debts, [{ grant: other.event.grant }]), at(DUE))).toMatchInlineSnapshot(`
    [
      {
        "key": "debt 42",
        "kind": "debt",
        "message": "#42 gave alice debugger in prod-eu/payments (and 1 more) before an owner had looked, and nobody reviewed it by 16:00Z on 21 November. One of its code owners looks at what was done and approves #42; until then alice is granted nothing more in that way.",
      },
    ]
  `);
});
