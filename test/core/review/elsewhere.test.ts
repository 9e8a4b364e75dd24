import { expect, test } from 'vitest';
import { judgedElsewhere } from '../../../src/core/review/elsewhere.ts';
import { milliseconds, minutes } from '../../../src/core/time.ts';
import { aVerdict } from '../words/a-verdict.ts';

const unread = aVerdict({ outcome: 'in progress', unread: ['The cluster staging has not answered.'] });
const at = { cluster: 'staging', said: undefined, waitedFor: minutes(0) };

test.each([
  ['success', 'success'],
  ['action_required', 'action_required'],
  ['failure', 'failure'],
  ['neutral', 'failure'],
])('what another controller said holds, and nothing is added to it: %s', (said, outcome) => {
  const judged = judgedElsewhere(unread, { ...at, said, waitedFor: minutes(60) });

  expect(judged).toMatchObject({ isLeftAlone: true, verdict: { outcome, unread: [], problems: [] } });
});

test('before ten minutes it is left alone, and then it is said that nobody looks at it', () => {
  const early = judgedElsewhere(unread, { ...at, waitedFor: milliseconds(minutes(10) - 1) });
  const late = judgedElsewhere(unread, { ...at, waitedFor: minutes(10) });

  expect([early, late].map(({ isLeftAlone, verdict: { outcome } }) => [isLeftAlone, outcome])).toEqual([
    [true, 'in progress'],
    [false, 'in progress'],
  ]);
  expect(late.verdict.unread[0]).toContain('for 10 minutes, though the policy lists it');
});
