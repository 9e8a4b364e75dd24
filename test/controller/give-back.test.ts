// What a start took is given back once, and only where Node can.
import { expect, test } from 'vitest';
import { givingBackOnce } from '../../src/controller/give-back.ts';

test('the first idle moment collects all garbage, and no later one does', () => {
  const collected: unknown[] = [];
  const giveBack = givingBackOnce(((options: unknown) => void collected.push(options)) as NodeJS.GCFunction); // as Node's own
  giveBack();
  giveBack();
  expect(collected).toEqual([{ type: 'major', execution: 'sync', flavor: 'last-resort' }]);
});

test('where Node has no such function, nothing is done', () => {
  expect(givingBackOnce(undefined)).not.toThrow();
});
