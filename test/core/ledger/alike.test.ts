// What is kept once of many events, without a word of any of them being another.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shared, type LastAlike } from '../../../src/core/ledger/alike.ts';
import type { AccessEvent, GrantedEvent } from '../../../src/core/ledger/event.ts';
import { aGrant } from '../grant/a-grant.ts';

function anEvent(changes: Partial<GrantedEvent> = {}): GrantedEvent {
  const place = { repository: 1, parent: 'a'.repeat(40), key: '2026-11' };
  return structuredClone({ ...aGrant(), ...place, ...changes });
}

describe('events that say much the same', () => {
  test('an event without one before it stays as it is', () => {
    const event = anEvent();
    expect(shared(event, new Map())).toBe(event);
  });

  test('the rules of a role are there once, however many grants bear them', () => {
    const last: LastAlike = new Map();
    const rules = () => [
      { apiGroups: [''], resources: ['pods'], verbs: ['get'], resourceNames: [], nonResourceURLs: [] },
    ];
    const [first, second] = [1, 2].map((number) =>
      shared(anEvent({ rules: rules(), pr: { ...aGrant().pr, number } }), last),
    ) as [GrantedEvent, GrantedEvent]; // two were given
    expect(second.rules).toBe(first.rules);
    expect(second.pr).not.toBe(first.pr);
    expect([first.pr.number, second.pr.number]).toEqual([1, 2]);
  });

  test('whatever events follow one another, each of them says what it said', () => {
    const part = fc.jsonValue({ maxDepth: 3 });
    const said = fc.dictionary(fc.constantFrom('a', 'b', '__proto__', 'toString', '0'), part);
    fc.assert(
      fc.property(fc.array(said, { maxLength: 6 }), (all) => {
        const last: LastAlike = new Map();
        const events = all.map((more) => JSON.parse(JSON.stringify({ type: 'drift', more })) as AccessEvent); // of any form
        const before = events.map((event) => JSON.stringify(event));
        const kept = events.map((event) => shared(event, last));
        expect(kept.map((event) => JSON.stringify(event))).toEqual(before);
        expect(events.map((event) => JSON.stringify(event))).toEqual(before);
      }),
    );
  });
});
