// Where what takes a route goes.
import { describe, expect, test } from 'vitest';
import { destinationsIn, destinationsOf, type Notify } from '../../../src/core/request/notify.ts';

describe('what takes a route', () => {
  test.each<[what: string, Notify, string[]]>([
    ['goes to Slack, where the policy says nothing', undefined, ['slack']],
    ['goes where the policy says', { default: ['slack'], incident: ['pager', 'ops'] }, ['pager', 'ops']],
    ['that has no destinations of its own goes where everything else goes', { default: ['ops'] }, ['ops']],
    ['is told to nobody, where the policy names others only', { escalation: ['boss'] }, []],
    ['is told once to each', { incident: ['pager', 'pager'] }, ['pager']],
  ])('%s', (_, notify, expected) => {
    expect(destinationsOf(notify, 'incident')).toEqual(expected);
  });
});

test('every destination that a policy names is known, once', () => {
  const notify = { default: ['slack'], incident: ['slack', 'pager'], escalation: ['pager'] };

  expect(destinationsIn(notify)).toEqual(['slack', 'pager']);
  expect(destinationsIn(undefined)).toEqual([]);
});
