// What history decided: grants, held or over, and refusals, with the bytes that were decided.
import { expect, test } from 'vitest';
import { pastRequests } from '../../../src/core/guardrails/past.ts';
import { aTrustedBranch, blobOf, endOf, grantOn, PATH, refusalOf } from '../ledger/a-branch.ts';

const at = (name: string): string => PATH.replace('alice-inc-4242', name);

test('a history without requests has none', () => {
  const branch = aTrustedBranch();
  expect(pastRequests(branch.ledger(), branch.commits)).toEqual([]);
});

test('what is held comes first, then what is over, each with the bytes that were decided, newest first', () => {
  const branch = aTrustedBranch();
  const over = grantOn(branch, at('over'));
  branch.record([endOf(over)], { [at('over')]: null });
  const bytesOfRefused = blobOf('a request that was refused');
  const merge = branch.push({ [at('refused')]: bytesOfRefused });
  branch.record([refusalOf(at('refused'), merge)], { [at('refused')]: null });
  const first = grantOn(branch, at('first'));
  const second = grantOn(branch, at('second'));

  const found = pastRequests(branch.ledger(), branch.commits);

  expect(found.map(({ path, held, blob }) => [path, held, blob])).toEqual([
    [at('second'), true, second.event.request.blob],
    [at('first'), true, first.event.request.blob],
    [at('refused'), false, bytesOfRefused],
    [at('over'), false, over.event.request.blob],
  ]);
  expect(pastRequests(branch.ledger(), branch.commits, 1).map(({ path }) => path)).toEqual([
    at('second'),
    at('refused'),
  ]);
});
