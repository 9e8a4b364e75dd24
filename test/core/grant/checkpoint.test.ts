import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkpointData, parseCheckpoint, type Checkpoint } from '../../../src/core/grant/checkpoint.ts';
import { instantOf, parseInstant } from '../../../src/core/time.ts';

const checkpoint: Checkpoint = {
  repository: 4242,
  branch: 'main',
  root: 'a'.repeat(40),
  head: 'b'.repeat(40),
  at: parseInstant('2026-11-20T16:00:05Z')!,
  waiting: ['7f3a9c21d05be8140c62', '0123456789abcdef0123'],
};

test('a checkpoint reads back as it was written', () => {
  expect(checkpointData(checkpoint)).toEqual({
    repository: '4242',
    branch: 'main',
    root: 'a'.repeat(40),
    head: 'b'.repeat(40),
    at: '2026-11-20T16:00:05Z',
    waiting: '7f3a9c21d05be8140c62 0123456789abcdef0123',
  });
  expect(parseCheckpoint(checkpointData(checkpoint))).toEqual(checkpoint);
});

test('a checkpoint for which nothing waits reads back', () => {
  const idle = { ...checkpoint, waiting: [] };

  expect(parseCheckpoint(checkpointData(idle))).toEqual(idle);
});

test('parts of a second are dropped, so that nothing is covered that opened later', () => {
  const at = instantOf(checkpoint.at + 999);

  expect(parseCheckpoint(checkpointData({ ...checkpoint, at }))?.at).toBe(checkpoint.at);
});

test.each([
  ['repository', ''],
  ['repository', '0'],
  ['repository', '-1'],
  ['repository', '42 42'],
  ['branch', ''],
  ['root', 'b'.repeat(39)],
  ['head', 'HEAD'],
  ['at', '2026-02-30T00:00:00Z'],
  ['waiting', 'all'],
  ['waiting', '7f3a9c21d05be8140c62  0123456789abcdef0123'],
])('data whose %s is %j is no checkpoint', (key, value) => {
  expect(parseCheckpoint({ ...checkpointData(checkpoint), [key]: value })).toBeUndefined();
});

test('data of which any part is missing is no checkpoint', () => {
  const whole = checkpointData(checkpoint);
  for (const key of Object.keys(whole)) {
    const { [key]: _missing, ...rest } = whole;
    expect(parseCheckpoint(rest)).toBeUndefined();
  }
});

test('data of any other kind is never a checkpoint and never an error', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.string()), (data) => {
      expect(parseCheckpoint(data)).toBeUndefined();
    }),
  );
});
