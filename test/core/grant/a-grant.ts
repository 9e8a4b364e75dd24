// A `granted` event of which a test says only what matters to it.
import type { Unplaced } from '../../../src/core/ledger/event.ts';

export const commit = 'c'.repeat(40);
export const repository = 4242;

export function aGrant(differences: Partial<Unplaced<'granted'>> = {}): Unplaced<'granted'> {
  return {
    at: '2026-11-20T16:00:05Z',
    type: 'granted',
    grant: '7f3a9c21d05be8140c62',
    path: 'access-requests/prod-eu/payments/debugger/alice-inc-4242.yaml',
    pr: { number: 42, head: 'a'.repeat(40), base: 'b'.repeat(40), merge: 'd'.repeat(40), method: 'squash' },
    request: { blob: 'e'.repeat(40), sha256: 'f'.repeat(64) },
    guardrails: '1'.repeat(40),
    codeowners: { path: '.github/CODEOWNERS', line: 3 },
    author: { login: 'alice', id: 1001 },
    subject: { login: 'alice', id: 1001, username: 'alice@acme.com' },
    approvals: [
      {
        review: 7,
        at: '2026-11-20T15:59:00Z',
        commit: 'a'.repeat(40),
        by: { login: 'bob', id: 1002 },
        for: '@acme/payments',
        permission: 'write',
        membership: 'acme/payments',
      },
    ],
    role: 'debugger',
    clusterRole: 'daypass-debugger',
    reason: 'INC-4242, checkout latency, read logs and exec into api',
    digest: '2'.repeat(64),
    cluster: { name: 'prod-eu', uid: 'uid-of-prod-eu' },
    namespace: { name: 'payments', uid: 'uid-of-payments' },
    grantedAt: '2026-11-20T16:00:00Z',
    opensAt: '2026-11-20T16:00:00Z',
    expiresAt: '2026-11-20T18:00:00Z',
    replaces: null,
    ...differences,
  };
}
