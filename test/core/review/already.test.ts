// What of a request is allowed already: the check must neither hide it, nor make the request look smaller than it is.
import { expect, test } from 'vitest';
import type { GrantState } from '../../../src/core/ledger/history.ts';
import type { GrantedEvent } from '../../../src/core/ledger/event.ts';
import { rulesDigest, type Rule } from '../../../src/core/permissions/rules.ts';
import { read, unread } from '../../../src/core/problem.ts';
import { alreadyAllowed, type Already } from '../../../src/core/review/already.ts';
import * as a from '../grant/a-cluster.ts';

const READ = a.aRule(['get', 'list'], ['pods']);
const EXEC = a.aRule(['create'], ['pods/exec']);
const OTHER = 'access-requests/prod-eu/payments/log-viewer/alice.yaml';
const VIEWER = { path: OTHER, clusterRole: 'daypass-log-viewer', rules: [READ], digest: rulesDigest([READ]) };

/** Alice asks to read pods and run commands in payments, and may read them there already. */
function asked(wish: {
  readonly held?: Partial<GrantedEvent>;
  readonly roleNow?: readonly Rule[];
  readonly cluster?: a.ClusterWish;
  readonly whole?: boolean;
}): Already | undefined {
  const state: GrantState = a.aState({ ...VIEWER, ...wish.held });
  const cluster = a.aCluster({
    bindings: [a.heldOf(state)],
    roles: new Map([['daypass-log-viewer', read(wish.roleNow ?? state.event.rules ?? [])]]),
    ...wish.cluster,
  });
  const namespace = wish.whole === true ? null : { uid: 'uid-of-payments' };
  const path = 'access-requests/prod-eu/payments/debugger/alice.yaml';
  const ask = { path, username: 'alice@acme.com', rules: [READ, EXEC], cluster, namespace };
  return alreadyAllowed(ask, [state], a.NOW);
}

test('what another open grant allows there is told, with its end, and the rest is new', () => {
  expect(asked({})).toEqual({ rules: [READ], fresh: [EXEC], until: a.clock('18:00') });
});

test('a grant for the whole cluster counts in a namespace, and one for a namespace not in the whole cluster', () => {
  expect(asked({ held: { namespace: null } })).toMatchObject({ rules: [READ] });
  expect(asked({ held: { namespace: null }, whole: true })).toMatchObject({ rules: [READ] });
  expect(asked({ whole: true })).toBeUndefined();
});

test.each<[string, Parameters<typeof asked>[0]]>([
  ['of somebody else', { held: { subject: { login: 'bob', id: 1002, username: 'bob@acme.com' } } }],
  ['in another namespace', { held: { namespace: { name: 'payments', uid: 'uid of its namesake' } } }],
  ['in another cluster', { held: { cluster: { name: 'staging', uid: 'uid-of-staging' } } }],
  ['in another cluster of that name', { held: { cluster: { name: 'prod-eu', uid: 'uid of another' } } }],
  ['that has not begun', { held: { opensAt: '2026-11-20T17:30:00Z' } }],
  ['that is over', { held: { expiresAt: '2026-11-20T17:00:00Z' } }],
  ['whose binding is not there', { cluster: { bindings: [] } }],
  ['whose role cannot be read', { cluster: { roles: new Map([['daypass-log-viewer', unread('503')]]) } }],
  ['whose role is gone', { cluster: { roles: new Map([['daypass-log-viewer', read(undefined)]]) } }],
  ['whose role gained a rule, so that it ends', { roleNow: [READ, EXEC] }],
  ['of which nothing is asked for', { held: { rules: [EXEC], digest: rulesDigest([EXEC]) }, roleNow: [] }],
])('a grant %s counts for nothing', (_, wish) => {
  expect(asked(wish)).toBeUndefined();
});

test('a role that lost a rule counts for what it still allows', () => {
  const held = { rules: [READ, EXEC], digest: rulesDigest([READ, EXEC]) };
  expect(asked({ held, roleNow: [READ] })).toMatchObject({ rules: [READ], fresh: [EXEC] });
});

test('of several grants the first that ends is told', () => {
  const soon = a.aState({ ...VIEWER, grant: 'a'.repeat(20), expiresAt: '2026-11-20T17:15:00Z' });
  const late = a.aState({ ...VIEWER, grant: 'b'.repeat(20), rules: [EXEC], digest: rulesDigest([EXEC]) });
  const own = { ...late, event: { ...late.event, clusterRole: null } };
  const cluster = a.aCluster({
    bindings: [a.heldOf(soon), a.heldOf(late)],
    roles: new Map([['daypass-log-viewer', read([READ])]]),
  });
  const ask = { path: 'p', username: 'alice@acme.com', rules: [READ, EXEC], cluster };
  expect(alreadyAllowed({ ...ask, namespace: { uid: 'uid-of-payments' } }, [late, soon, own], a.NOW)).toEqual(
    {
      rules: [READ, EXEC],
      fresh: [],
      until: a.clock('17:15'),
    },
  );
});
