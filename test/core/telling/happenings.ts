// What history says happened, for tests of telling: events as they come out of the ledger.
import type {
  AccessEvent,
  DeclinedEvent,
  DriftEvent,
  EndedEvent,
  GrantedEvent,
  GuardrailsEvent,
  RefusedEvent,
} from '../../../src/core/ledger/event.ts';
import type { GrantState, Happening, Ledger } from '../../../src/core/ledger/history.ts';
import { emptyMap } from '../../../src/core/ledger/growing-map.ts';
import { aGrant } from '../grant/a-grant.ts';

const COMMIT = 'c'.repeat(40);
const place = { repository: 4242, parent: 'b'.repeat(40), key: '2026-11' };
const ofTheGrant = {
  ...place,
  at: '2026-11-20T18:00:01Z',
  grant: '7f3a9c21d05be8140c62',
  path: 'access-requests/prod-eu/payments/debugger/alice-inc-4242.yaml',
};

export function granted(differences: Parameters<typeof aGrant>[0] = {}): GrantedEvent {
  return { ...place, ...aGrant(differences) };
}

export function ended(type: EndedEvent['type'], more: Partial<EndedEvent> = {}): EndedEvent {
  const goneBy = '2026-11-20T18:00:00Z';
  return { ...ofTheGrant, type, by: { kind: 'time' }, bound: true, goneBy, ...more };
}

export function refused(why: readonly string[]): RefusedEvent {
  return { ...ofTheGrant, type: 'refused', why };
}

export function declined(why: DeclinedEvent['why'], by: DeclinedEvent['by']): DeclinedEvent {
  const { at, path } = ofTheGrant;
  const pr = { number: 42, head: 'a'.repeat(40) };
  const author = { login: 'alice', id: 1001 };
  return { ...place, at, type: 'declined', pr, paths: [path], author, why, by };
}

export function drift(why: string): DriftEvent {
  const name = 'daypass-7f3a9c21d05be8140c62-1795284000';
  const object = { cluster: 'prod-eu', kind: 'RoleBinding', namespace: 'payments', name, uid: '1c1f-77' };
  return { ...place, at: '2026-11-20T17:00:00Z', type: 'drift', why, object };
}

export function guardrails(more: Partial<GuardrailsEvent> = {}): GuardrailsEvent {
  const files = { 'access-requests/policy.yaml': 'e'.repeat(40) };
  return {
    ...place,
    at: '2026-11-20T17:00:00Z',
    type: 'guardrails',
    files,
    reason: 'We read them.',
    ...more,
  };
}

/** A ledger as far as telling reads it: what happened, and the grants among it. */
export function ledgerOf(...events: readonly AccessEvent[]): Pick<Ledger, 'recent' | 'grants' | 'open'> {
  const recent = events.map((event): Happening => ({ event, commit: COMMIT }));
  const states = recent.flatMap(({ event, commit }, index) =>
    event.type === 'granted' ? [[event.grant, { event, commit, index, closed: undefined }] as const] : [],
  );
  const grants = new Map<string, GrantState>(states);
  const closed = new Set(events.flatMap((one) => ('goneBy' in one ? [one.grant] : [])));
  const open = new Map([...grants].filter(([grant]) => !closed.has(grant)));
  return { recent, grants: emptyMap<string, GrantState>().with(grants), open };
}
