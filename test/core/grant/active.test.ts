// How many grants one subject may hold at a time, counted the same way at the check and at the grant.
import { describe, expect, test } from 'vitest';
import { holderOf, tooManyFor, withinTheLimit } from '../../../src/core/grant/active.ts';
import type { MergedDecision } from '../../../src/core/grant/merged-decision.ts';
import type { GrantState } from '../../../src/core/ledger/history.ts';
import * as a from '../approval/builders.ts';
import { aState } from './a-cluster.ts';
import { aGrant } from './a-grant.ts';

const pathOf = (name: string): string => `access-requests/prod-eu/payments/debugger/${name}.yaml`;
const BOB = { login: 'bob', id: 1002, username: 'bob@acme.com' };
const DEPLOYER = { login: 'alice', id: 1001, username: 'system:serviceaccount:ci:deployer' };

const held = (name: string, subject = aGrant().subject): GrantState =>
  aState({ path: pathOf(name), subject });
const alice = { holder: '1001', name: 'alice' };
const asking = (...names: readonly string[]) => ({ ...alice, paths: names.map(pathOf) });

describe('a subject', () => {
  test('holds as much as they like where the policy sets no limit', () => {
    expect(tooManyFor(asking('c'), [held('a'), held('b')], undefined)).toBeUndefined();
  });

  test('may take the last place', () => {
    expect(tooManyFor(asking('c'), [held('a'), held('b')], 3)).toBeUndefined();
  });

  test('is told what they hold, and until when, where there is no place left', () => {
    expect(tooManyFor(asking('c'), [held('a'), held('b')], 2)).toMatchInlineSnapshot(`
      {
        "mend": "Give one back with a pull request that removes its file, or wait until one has ended.",
        "what": "\`alice\` would hold 3 grants at a time, and the policy allows 2.",
        "why": "\`limits.activePerSubject\` bounds what one subject holds at a time; \`alice\` holds debugger in prod-eu/payments until 18:00Z on 20 November and debugger in prod-eu/payments until 18:00Z on 20 November.",
      }
    `);
  });

  test('may not ask for more at once than there are places', () => {
    expect(tooManyFor(asking('a', 'b'), [], 1)).toMatchObject({
      what: '`alice` would hold 2 grants at a time, and the policy allows 1.',
      mend: 'Ask for fewer at a time.',
    });
  });

  test('is not counted twice for what the request would replace', () => {
    expect(tooManyFor(asking('a'), [held('a'), held('b')], 2)).toBeUndefined();
  });

  test('is the account, whatever it is called today', () => {
    const renamed = { login: 'alice-doe', id: 1001, username: 'alice@acme.com' };
    expect(tooManyFor(asking('c'), [held('a', renamed)], 1)).toBeDefined();
    expect(tooManyFor(asking('c'), [held('a', BOB)], 1)).toBeUndefined();
  });

  test('is the service account itself, whoever asked for it', () => {
    expect(holderOf(DEPLOYER)).toBe('system:serviceaccount:ci:deployer');
    expect(tooManyFor(asking('c'), [held('a', DEPLOYER)], 1)).toBeUndefined();
  });
});

describe('two merges of one turn', () => {
  const grant = (number: number, merge: string, ...names: readonly string[]): MergedDecision => ({
    kind: 'grant',
    grants: names.map((name) => ({
      cluster: 'prod-eu',
      event: aGrant({
        path: pathOf(name),
        grant: a.oid(name).slice(0, 20),
        pr: { ...aGrant().pr, number, merge: a.oid(merge) },
      }),
    })),
  });
  const indexOf = (commit: string): number => (commit === a.oid('1') ? 1 : 2);
  const outcomes = (decisions: readonly MergedDecision[], most: number | undefined, active = [held('c')]) =>
    withinTheLimit(decisions, { active, most, indexOf }).map(({ kind }) => kind);

  test('are left as they are where there is no limit', () => {
    const decisions = [grant(2, '2', 'b'), grant(1, '1', 'a')];
    expect(withinTheLimit(decisions, { active: [held('c')], most: undefined, indexOf })).toBe(decisions);
  });

  test('both pass where there is a place for both', () => {
    expect(outcomes([grant(2, '2', 'b'), grant(1, '1', 'a')], 3)).toEqual(['grant', 'grant']);
  });

  test('[152] do not both take the last place: the one that was merged first has it', () => {
    expect(outcomes([grant(2, '2', 'b'), grant(1, '1', 'a')], 2)).toEqual(['refuse', 'grant']);
    expect(outcomes([grant(1, '1', 'a'), grant(2, '2', 'b')], 2)).toEqual(['grant', 'refuse']);
  });

  test('leave the place to a smaller one that comes later', () => {
    expect(outcomes([grant(1, '1', 'a', 'd'), grant(2, '2', 'b')], 2)).toEqual(['refuse', 'grant']);
  });

  test('count one by one where each request is a decision of its own, and pass whole or not at all', () => {
    expect(outcomes([grant(1, '1', 'a'), grant(1, '1', 'd')], 2)).toEqual(['refuse', 'refuse']);
    expect(outcomes([grant(1, '1', 'a'), grant(1, '1', 'd')], 3)).toEqual(['grant', 'grant']);
  });

  test('are refused for good, each with its own path', () => {
    expect(withinTheLimit([grant(1, '1', 'a')], { active: [held('c')], most: 1, indexOf })).toMatchObject([
      {
        kind: 'refuse',
        patient: false,
        requests: [{ path: pathOf('a') }],
        problems: [{ what: expect.stringContaining('at a time') }],
      },
    ]);
  });

  test('say nothing of what waits or is refused already', () => {
    const wait: MergedDecision = { kind: 'wait', requests: [], why: [] };
    expect(withinTheLimit([wait], { active: [], most: 1, indexOf })).toEqual([wait]);
  });
});
