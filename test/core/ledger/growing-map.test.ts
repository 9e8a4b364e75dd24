// A map that grows by layers says what a plain map would say, and never changes.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { draftOf, emptyMap } from '../../../src/core/ledger/growing-map.ts';

const ascending = (one: number, other: number): number => one - other;

describe('a growing map', () => {
  test('without new entries is as it was', () => {
    const map = emptyMap<string, number>().with(new Map([['a', 1]]));

    expect([...map.with(new Map()).entries()]).toEqual([['a', 1]]);
  });

  test('always holds what a plain map holds, and what it held before it grew', () => {
    const batches = fc.array(fc.array(fc.tuple(fc.nat(40), fc.nat()), { maxLength: 12 }), { maxLength: 30 });
    fc.assert(
      fc.property(batches, (all) => {
        const plain = new Map<number, number>();
        let map = emptyMap<number, number>();
        const before: [typeof map, Map<number, number>][] = [];
        for (const batch of all) {
          const draft = draftOf(map);
          for (const [key, value] of batch) {
            plain.set(key, value);
            draft.set(key, value);
            expect(draft.get(key)).toBe(value);
          }
          map = draft.finish();
          before.push([map, new Map(plain)]);
        }
        for (const [grown, held] of before) {
          expect(grown.size).toBe(held.size);
          expect(new Map(grown.entries())).toEqual(held);
          expect([...grown.values()].toSorted(ascending)).toEqual([...held.values()].toSorted(ascending));
          for (let key = 0; key <= 41; key += 1) {
            expect([grown.get(key), grown.has(key)]).toEqual([held.get(key), held.has(key)]);
          }
        }
      }),
    );
  });
});
