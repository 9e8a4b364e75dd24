// What is to be told now, what is too old, and when there will be more.
import { describe, expect, test } from 'vitest';
import { due, type TellingInput } from '../../../src/core/telling/due.ts';
import { formatInstant, hours, instantOf, minutes, plus, type Instant } from '../../../src/core/time.ts';
import { ended, granted, ledgerOf } from './happenings.ts';

const at = (time: string): Instant => instantOf(Date.parse(`2026-11-20T${time}Z`));
/** A grant from 16:00:05 to 18:00:00. */
const grant = granted();

/** Keys, as `16:00:05 granted 7f3a9c21d05be8140c62`. */
function found(input: Partial<TellingInput>) {
  const { now, late, next } = due({
    now: at('16:01:00'),
    since: at('15:00:00'),
    start: at('15:00:00'),
    ledger: ledgerOf(grant),
    opened: new Map(),
    looks: [],
    patience: undefined,
    alerts: [],
    tellsOf: () => true,
    ...input,
  });
  const said = (one: { readonly key: string; readonly due: Instant }) =>
    `${formatInstant(one.due).slice(11, 19)} ${one.key}`;
  return { now: now.map(said), late: late.map(said), next: next && formatInstant(next).slice(11, 19) };
}

describe('what is due', () => {
  test('is nothing, where nothing was read yet', () => {
    expect(found({ ledger: undefined })).toEqual({ now: [], late: [], next: undefined });
  });

  test('is what happened, and five minutes before its end what ends', () => {
    const granted = '16:00:05 granted 7f3a9c21d05be8140c62';
    const ending = '17:55:00 ending 7f3a9c21d05be8140c62';

    expect(found({})).toEqual({ now: [granted], late: [], next: '17:55:00' });
    expect(found({ now: at('17:55:00') })).toEqual({ now: [ending], late: [granted], next: undefined });
  });

  test('is that what was granted for later is open, once its binding is there, and not by the clock', () => {
    const ledger = ledgerOf(granted({ opensAt: '2026-11-20T17:00:00Z' }));
    const opened = new Map([[grant.grant, at('17:02:00')]]);

    const now = at('17:03:00');
    expect(found({ ledger, now }).now).toEqual([]);
    expect(found({ ledger, now, opened })).toMatchObject({
      now: ['17:02:00 opened 7f3a9c21d05be8140c62'],
      next: '17:55:00',
    });
  });

  test('is not that something has opened that was taken away before, or was granted after its opening', () => {
    const later = granted({ opensAt: '2026-11-20T17:00:00Z' });
    const over = ledgerOf(later, ended('revoked', { at: '2026-11-20T17:00:02Z' }));
    const late = ledgerOf(granted({ at: '2026-11-20T17:00:05Z', opensAt: '2026-11-20T17:00:00Z' }));

    const now = at('17:00:40');
    const opened = new Map([[grant.grant, at('17:00:01')]]);
    expect(found({ ledger: over, now, opened }).now).toEqual(['17:00:02 ended 7f3a9c21d05be8140c62']);
    expect(found({ ledger: late, now, opened }).now).toEqual(['17:00:05 granted 7f3a9c21d05be8140c62']);
  });

  test('is not that a grant of ten minutes has five left', () => {
    const short = granted({ expiresAt: '2026-11-20T16:10:00Z' });

    expect(found({ ledger: ledgerOf(short) }).next).toBeUndefined();
  });

  test('is not that something ends soon, once it is over, or where whoever made it so short knows', () => {
    const shortened = granted({ at: '2026-11-20T17:56:00Z', replaces: '1'.repeat(20) });

    expect(found({ now: at('18:00:00') }).now).toEqual([]);
    const { now, next } = found({ ledger: ledgerOf(shortened), now: at('17:56:30') });
    expect([now, next]).toEqual([['17:56:00 granted 7f3a9c21d05be8140c62'], undefined]);
  });

  test('is not that something ends, in whose place another grant stands', () => {
    const longer = granted({
      grant: '1'.repeat(20),
      replaces: grant.grant,
      expiresAt: '2026-11-20T20:00:00Z',
    });
    const ledger = ledgerOf(grant, longer);
    const held = [...ledger.open].map(([id, state]) => {
      return [id, id === grant.grant ? { ...state, replacedBy: longer.grant } : state] as const;
    });

    expect(found({ ledger: { ...ledger, open: new Map(held) } }).next).toBe('19:55:00');
  });

  test('is not what ends in five minutes, once it has ended', () => {
    const early = ended('released', { at: '2026-11-20T17:54:00Z' });

    expect(found({ ledger: ledgerOf(grant, early), now: at('17:56:00') }).now).toEqual([
      '17:54:00 ended 7f3a9c21d05be8140c62',
    ]);
  });

  test('is nothing of before the telling began', () => {
    expect(found({ since: at('16:00:05') }).now).toEqual([]);
  });

  test('is told for an hour, and then too old', () => {
    const last = plus(at('17:00:05'), minutes(0));

    expect(found({ now: instantOf(last - 1) }).now).toHaveLength(1);
    expect(found({ now: last })).toMatchObject({ now: [], late: ['16:00:05 granted 7f3a9c21d05be8140c62'] });
  });

  test('that nobody was there to tell is tried for an hour from when somebody is, for four hours at most', () => {
    const told = (now: string, start: string) => found({ now: at(now), start: at(start), ledger });
    const ledger = { ...ledgerOf(grant), open: new Map() };
    const all = ['16:00:05 granted 7f3a9c21d05be8140c62'];

    expect(told('18:59:59', '18:00:00').now).toEqual(all);
    expect(told('19:00:00', '18:00:00')).toMatchObject({ now: [], late: all });
    expect(told('20:00:04', '20:00:00').now).toEqual(all);
    expect(told('20:00:05', '20:00:00')).toMatchObject({ now: [], late: all });
    expect(told('21:00:05', '20:00:00')).toMatchObject({ now: [], late: [] });
  });

  test('comes oldest first, wherever it comes from', () => {
    const alert = { kind: 'frozen', key: 'frozen prod-eu', message: 'Look.' } as const;
    const asking = {
      author: 'alice',
      effect: 'something happens.',
      owners: [],
      digest: 'a7bf',
      since: at('16:00:30'),
      openedAt: at('15:50:00'),
      cluster: undefined,
    };

    expect(
      found({ alerts: [{ alert, at: at('15:59:00'), again: false }], looks: [[7, { asking }]] }).now,
    ).toEqual([
      '15:59:00 frozen 10327ec7aa84c4525f2d',
      '16:00:05 granted 7f3a9c21d05be8140c62',
      '16:00:30 asked 7 a7bf',
    ]);
  });

  test('is, once the policy’s patience is over, that nobody decides', () => {
    const patience = { pendingTimeout: hours(8), remindAfter: minutes(30), escalateAfter: hours(1) };
    const asking = { author: 'alice', effect: 'x.', owners: [], digest: 'a7bf', cluster: 'prod-eu' };
    const looks = (since: string) =>
      [[7, { asking: { ...asking, since: at(since), openedAt: at('16:00:00') } }]] as const;
    const nudged = (since: string, now: string) =>
      found({ ledger: undefined, patience, looks: looks(since), now: at(now) });

    expect(nudged('16:05:00', '16:10:00')).toMatchObject({
      now: ['16:05:00 asked 7 a7bf'],
      next: '16:30:00',
    });
    expect(nudged('16:05:00', '16:30:00').now).toContain('16:30:00 reminded 7');
    expect(nudged('16:05:00', '17:00:00')).toMatchObject({
      now: ['16:05:00 asked 7 a7bf', '16:30:00 reminded 7', '17:00:00 escalated 7'],
      next: undefined,
    });
    expect(nudged('16:40:00', '17:00:00').now).not.toContain('16:30:00 reminded 7');
  });

  test('is nothing of clusters that another controller serves, and all that is of none', () => {
    const alert = { kind: 'frozen', key: 'frozen prod-eu', message: 'Look.' } as const;
    const elsewhere = (cluster: string) => cluster !== 'prod-eu';

    const { now } = found({ tellsOf: elsewhere, alerts: [{ alert, at: at('15:59:00'), again: false }] });

    expect(now).toEqual(['15:59:00 frozen 10327ec7aa84c4525f2d']);
  });

  test('does not grow with alerts that history tells of, too', () => {
    const alert = { kind: 'drift', key: 'drift', message: 'It was put right.' } as const;

    expect(found({ ledger: undefined, alerts: [{ alert, at: at('16:00:00'), again: false }] }).now).toEqual(
      [],
    );
  });
});
