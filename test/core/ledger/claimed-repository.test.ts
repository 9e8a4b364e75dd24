// Which repository a clone is of: what its messages claim, until a seal decides.
import { describe, expect, test } from 'vitest';
import { repositoriesClaimed } from '../../../src/core/ledger/claimed-repository.ts';
import { aTrustedBranch, grantOn, repository } from './a-branch.ts';

const claim = (id: number | string): string =>
  `Title\n\nAccess-Event: {"repository":${id},"type":"guardrails","seal":"x"}\n`;

describe('the repository of a history', () => {
  test('is the one that its guardrails were sealed for', () => {
    const branch = aTrustedBranch();
    grantOn(branch);

    expect(repositoriesClaimed(branch.commits.map(({ message }) => message))).toEqual([repository]);
  });

  test('is unknown without guardrails', () => {
    expect(repositoriesClaimed([])).toEqual([]);
    expect(
      repositoriesClaimed(['Title\n', 'Title\n\nAccess-Event: {"repository":1,"type":"granted"}\n']),
    ).toEqual([]);
  });

  test('is one of those claimed, oldest first and each once', () => {
    expect(repositoriesClaimed([claim(7), claim(5), claim(7)])).toEqual([7, 5]);
    expect(repositoriesClaimed(['Title\n\nAccess-Event: {"type":"guardrails","repository":5}\n'])).toEqual([
      5,
    ]);
  });

  test('is no number that stands anywhere but in the trailers', () => {
    expect(
      repositoriesClaimed(['Title\n\nAccess-Event: {"repository":5,"type":"guardrails"}\n\nwords\n']),
    ).toEqual([]);
  });

  test('is none where the claim is no id', () => {
    const ids = ['"5"', '-5', '5.5', '12345678901234567', '9999999999999999', 'null'];

    expect(repositoriesClaimed(ids.map(claim))).toEqual([]);
  });

  test('is looked for among ten at most, however many somebody claims', () => {
    const claims = Array.from({ length: 1_000 }, (_, id) => claim(id));

    expect(repositoriesClaimed(claims)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});
