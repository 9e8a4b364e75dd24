// When a base changed, read from what GitHub answers: all of it, or nothing.
import { expect, test } from 'vitest';
import { retargetedFrom, type RetargetedNode } from '../../../src/adapters/github/retargeted.ts';

function answer(over: Partial<RetargetedNode['timelineItems']> = {}): RetargetedNode {
  return { number: 42, timelineItems: { pageInfo: { hasPreviousPage: false }, nodes: [], ...over } };
}

test('a base that never changed is told as that', () => {
  expect(retargetedFrom(answer(), 42)).toEqual({ kind: 'never' });
});

test('[41] the last change counts, in whatever order they are listed', () => {
  const nodes = ['16:00:03', '16:00:09', '16:00:05'].map((time) => ({ createdAt: `2026-11-20T${time}Z` }));
  expect(retargetedFrom(answer({ nodes }), 42)).toEqual({
    kind: 'last',
    at: Date.parse('2026-11-20T16:00:09Z'),
  });
});

test.each<[string, RetargetedNode | null | undefined]>([
  ['another pull request', { ...answer(), number: 41 }],
  ['no pull request', null],
  ['nothing', undefined],
  ['no list', answer({ nodes: null })],
  ['a list of which one is missing', answer({ nodes: [null] })],
  ['a change without a time', answer({ nodes: [{}] })],
])('[41] %s is no answer', (_, node) => {
  expect(() => retargetedFrom(node, 42)).toThrow();
});
