// In which fields two readings of a request differ, and the one change that a held request may have.
import { expect, test } from 'vitest';
import { changedFields, changesOnlyTheDuration } from '../../../src/core/request/changed-fields.ts';
import { aRequest } from './builders.ts';

const SPEC = ['subject: alice', 'duration: 2h', 'reason: INC-4242, checkout latency'] as const;
const WHOLE = [...SPEC, 'ticket: INC-4242', 'startsAt: 2026-11-21T08:00:00Z', 'actions: [delete pods/api]'];

const changed = (before: readonly string[], after: readonly string[]) =>
  changedFields(aRequest(before).request, aRequest(after).request);

test('nothing changed where it reads the same, however it is written', () => {
  expect(changed(SPEC, ['reason: "INC-4242, checkout latency"', 'duration: 120m', 'subject: alice'])).toEqual(
    [],
  );
});

test.each([
  ['subject', 'subject: bob'],
  ['duration', 'duration: 4h'],
  ['reason', 'reason: INC-4242, something else'],
  ['ticket', 'ticket: INC-4243'],
  ['startsAt', 'startsAt: 2026-11-21T09:00:00Z'],
  ['actions', 'actions: [delete pods/web]'],
])('a change of %s is told', (field, line) => {
  const after = WHOLE.map((one) => (one.startsWith(`${field}:`) ? line : one));
  const fields = changed(WHOLE, after);

  expect(fields).toEqual([field]);
  expect(changesOnlyTheDuration(fields)).toBe(field === 'duration');
});

test('what was not there, or is no longer there, is a change', () => {
  expect(changed(SPEC, WHOLE)).toEqual(['ticket', 'startsAt', 'actions']);
  expect(changed(WHOLE, SPEC)).toEqual(['ticket', 'startsAt', 'actions']);
});

test('a change of nothing is no change of the duration, nor is one of more', () => {
  expect(
    [[], ['duration', 'reason'], ['reason']].map((fields) => changesOnlyTheDuration(fields as never)),
  ).toEqual([false, false, false]); // names of fields
});
