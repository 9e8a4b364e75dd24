// Every open grant with what history says of it: whether it stands, who took it away, what its end takes out of the tree.
import { describe, expect, test } from 'vitest';
import type { PullRequest } from '../../../src/core/approval/facts.ts';
import type { OpenGrant } from '../../../src/core/grant/position.ts';
import { heldNow } from '../../../src/core/grant/held.ts';
import { openGrants, removalsOf, type OpenGrantsInput } from '../../../src/core/grant/open-grants.ts';
import { watch, type Sightings } from '../../../src/core/grant/patience.ts';
import { read, unread } from '../../../src/core/problem.ts';
import { minutes, plus } from '../../../src/core/time.ts';
import { aMergedPullRequest, ALICE, BOB, person } from '../approval/builders.ts';
import {
  aTrustedBranch,
  blobOf,
  endOf,
  grantEvent,
  grantOn,
  PATH,
  RECORD,
  refusalOf,
  type Branch,
  type Granted,
} from '../ledger/a-branch.ts';
import { NOW } from './a-cluster.ts';

const LATER = plus(NOW, minutes(5));

function opened(
  branch: Branch,
  over: Partial<OpenGrantsInput> = {},
  watching = watch(new Map(), NOW),
): readonly OpenGrant[] {
  const input = {
    ledger: branch.ledger(),
    tree: branch.tree,
    removedBy: new Map(),
    notApplicable: new Map(),
    asked: new Map(),
    mayTakeAway: () => read(false),
    openings: new Map(),
  };
  return openGrants({ ...input, ...over }, watching);
}

function only(
  branch: Branch,
  over: Partial<OpenGrantsInput> = {},
  watching = watch(new Map(), NOW),
): OpenGrant {
  const [grant, ...others] = opened(branch, over, watching);
  if (grant === undefined || others.length > 0) throw new Error(`${others.length} grants more than one`);
  return grant;
}

function removal(by: PullRequest['author'], number = 43): PullRequest {
  return aMergedPullRequest({ number, author: by });
}

describe('an open grant', () => {
  test('stands as it was recorded, and its end takes its record and its request', () => {
    const branch = aTrustedBranch();
    grantOn(branch);

    expect(only(branch)).toMatchObject({
      taken: undefined,
      notApplicable: undefined,
      remove: [RECORD, PATH],
    });
    expect(removalsOf(branch.ledger(), branch.tree)).toEqual(new Set());
  });

  test('is none once it is closed', () => {
    const branch = aTrustedBranch();
    branch.record([endOf(grantOn(branch))], { [PATH]: null, [RECORD]: null });

    expect(opened(branch)).toEqual([]);
  });

  test('stands while an edit of its request is undecided, and its end leaves the edited bytes alone', () => {
    const branch = aTrustedBranch();
    grantOn(branch);
    branch.push({ [PATH]: blobOf('longer') });

    expect(only(branch)).toMatchObject({ taken: undefined, remove: [RECORD] });
  });

  test('stands after its bytes were put back', () => {
    const branch = aTrustedBranch();
    const { event } = grantOn(branch);
    const edit = branch.push({ [PATH]: blobOf('longer') });
    branch.record([refusalOf(PATH, edit)], { [PATH]: event.request.blob });

    expect(only(branch)).toMatchObject({ taken: undefined, remove: [RECORD, PATH] });
  });

  test('bears what an API server said against its binding', () => {
    const branch = aTrustedBranch();
    const { event } = grantOn(branch);

    expect(only(branch, { notApplicable: new Map([[event.grant, 'no']]) }).notApplicable).toBe('no');
  });
});

describe('[49] a grant whose request was removed', () => {
  function removedBranch(): { branch: Branch; commit: string } {
    const branch = aTrustedBranch();
    grantOn(branch);
    return { branch, commit: branch.push({ [PATH]: null }) };
  }

  test('is asked for by the commit that removed it', () => {
    const { branch, commit } = removedBranch();
    expect(removalsOf(branch.ledger(), branch.tree)).toEqual(new Set([commit]));
  });

  test('is released where the subject’s pull request did it', () => {
    const { branch, commit } = removedBranch();
    const removedBy = new Map([[commit, read([removal(person(ALICE))])]]);

    expect(only(branch, { removedBy })).toMatchObject({
      taken: {
        type: 'released',
        by: { kind: 'subject', login: 'alice', id: 1001, pr: 43 },
        why: 'The request was removed by #43.',
      },
      remove: [RECORD],
    });
  });

  test('is revoked where anybody else’s did, approved or not', () => {
    const { branch, commit } = removedBranch();
    const removedBy = new Map([[commit, read([removal(person(BOB))])]]);

    expect(only(branch, { removedBy }).taken).toMatchObject({
      type: 'revoked',
      by: { kind: 'git', login: 'bob', id: 1002, pr: 43 },
    });
  });

  test('is revoked, and not released, where somebody took over the subject’s login', () => {
    const { branch, commit } = removedBranch();
    const removedBy = new Map([[commit, read([removal(person({ ...ALICE, id: 6666 }))])]]);

    expect(only(branch, { removedBy }).taken?.type).toBe('revoked');
  });

  test.each([
    ['GitHub does not answer', (commit: string) => new Map([[commit, unread('503')]])],
    ['GitHub was not asked', () => new Map()],
    ['GitHub names no pull request yet', (commit: string) => new Map([[commit, read([])]])],
  ])('ends at once, and nobody is named for it, while %s', (_, answers) => {
    const { branch, commit } = removedBranch();

    expect(only(branch, { removedBy: answers(commit) }).taken).toMatchObject({
      type: 'revoked',
      by: undefined,
    });
  });

  test('is revoked by Git where no pull request is named for five minutes', () => {
    const { branch, commit } = removedBranch();
    const removedBy = new Map([[commit, read([])]]);
    const first = watch(new Map(), NOW);
    only(branch, { removedBy }, first);

    expect(only(branch, { removedBy }, watch(first.sightings(), LATER)).taken?.by).toEqual({ kind: 'git' });
  });

  test('is never called revoked by Git for an outage of five minutes', () => {
    const { branch, commit } = removedBranch();
    const silent = new Map([[commit, unread('503')]]);
    const first = watch(new Map(), NOW);
    only(branch, { removedBy: silent }, first);
    const later: Sightings = first.sightings();

    expect(only(branch, { removedBy: silent }, watch(later, LATER)).taken?.by).toBeUndefined();
    expect(
      only(branch, { removedBy: new Map([[commit, read([])]]) }, watch(later, LATER)).taken?.by,
    ).toBeUndefined();
  });
});

describe('[110] a grant whose record somebody else wrote', () => {
  test.each([
    ['altered', { [RECORD]: blobOf('forged') }, [RECORD, PATH]],
    ['removed', { [RECORD]: null }, [PATH]],
  ])('is revoked where it was %s', (_, writes, remove) => {
    const branch = aTrustedBranch();
    grantOn(branch);
    branch.push(writes);

    expect(only(branch)).toMatchObject({ taken: { type: 'revoked', by: { kind: 'git' } }, remove });
  });
});

describe('a request that was removed and asked for again before the end was recorded', () => {
  const same = (branch: Branch): string => branch.tree.get(PATH)?.blob ?? '';

  test('is not taken out with the grant that ends, though its bytes are the same', () => {
    // Given a grant whose request was removed by one merge, and brought again by the next.
    const branch = aTrustedBranch();
    grantOn(branch);
    const blob = same(branch);
    branch.push({ [PATH]: null });
    branch.push({ [PATH]: blob });

    // Then what ends is the old grant, and the new request is for its own proof to decide.
    expect(only(branch)).toMatchObject({ taken: { type: 'revoked' }, remove: [RECORD] });
  });

  test('keeps its record where it was granted already', () => {
    const branch = aTrustedBranch();
    const old = grantOn(branch);
    const blob = same(branch);
    const base = branch.push({ [PATH]: null });
    const merge = branch.push({ [PATH]: blob });
    const event = grantEvent({ base, merge, blob });
    branch.record([event], { [RECORD]: blobOf('record of the second') });

    const [first, second] = opened(branch);
    expect(first).toMatchObject({ state: { event: { grant: old.event.grant } }, remove: [] });
    expect(second).toMatchObject({
      state: { event: { grant: event.grant } },
      taken: undefined,
      remove: [RECORD, PATH],
    });
  });
});

describe('[127] a grant whose place another took', () => {
  /** The request is changed by a merge, and that is recorded in the place of `before`. */
  function goneOnWith(branch: Branch, before: Granted, text: string): Granted {
    const base = branch.head();
    const blob = blobOf(text);
    const merge = branch.push({ [PATH]: blob }, 'Ask for more time (#43)');
    const event = { ...grantEvent({ base, merge, blob }), replaces: before.event.grant };
    return { event, merge, commit: branch.record([event], { [RECORD]: blobOf(`record of ${text}`) }) };
  }
  const idsOf = (states: readonly { readonly event: { readonly grant: string } }[]) =>
    states.map(({ event }) => event.grant);

  test('stands until that one is bound, and leaves it the record and the request', () => {
    const branch = aTrustedBranch();
    const first = grantOn(branch);
    const second = goneOnWith(branch, first, 'longer');

    const [old, fresh] = opened(branch);
    expect(old).toMatchObject({ taken: undefined, remove: [], replaces: [] });
    expect(old?.replacedBy?.event.grant).toBe(second.event.grant);
    expect(fresh).toMatchObject({ taken: undefined, replacedBy: undefined, remove: [RECORD, PATH] });
    expect(idsOf(fresh?.replaces ?? [])).toEqual([first.event.grant]);
    expect([...heldNow(branch.ledger(), branch.tree).values()].map(({ event }) => event.grant)).toEqual([
      second.event.grant,
    ]);
  });

  test('takes no file either after a further change was refused and put back', () => {
    const branch = aTrustedBranch();
    const second = goneOnWith(branch, grantOn(branch), 'longer');
    const edit = branch.push({ [PATH]: blobOf('longest') });
    expect(opened(branch).map(({ taken, remove }) => [taken, remove])).toEqual([
      [undefined, []],
      [undefined, [RECORD]],
    ]);
    branch.record([refusalOf(PATH, edit)], { [PATH]: second.event.request.blob });

    expect(opened(branch).map(({ taken, remove }) => [taken, remove])).toEqual([
      [undefined, []],
      [undefined, [RECORD, PATH]],
    ]);
  });

  test('stands for the last of several', () => {
    const branch = aTrustedBranch();
    const first = grantOn(branch);
    const second = goneOnWith(branch, first, 'longer');
    const third = goneOnWith(branch, second, 'longest');

    const [one, two, three] = opened(branch);
    expect([one, two].map((grant) => grant?.replacedBy?.event.grant)).toEqual([
      third.event.grant,
      third.event.grant,
    ]);
    expect(idsOf(three?.replaces ?? [])).toEqual([second.event.grant, first.event.grant]);

    branch.record([endOf(second, 'replaced')]);
    expect(opened(branch)[0]?.replacedBy?.event.grant).toBe(third.event.grant);
  });

  test('goes the way of that one where it ended first, each with its own reason', () => {
    const branch = aTrustedBranch();
    const second = goneOnWith(branch, grantOn(branch), 'longer');
    const end = { ...endOf(second, 'revoked'), by: { kind: 'cluster' } as const, why: 'No such luck.' };
    branch.record([end], { [PATH]: null, [RECORD]: null });

    expect(only(branch)).toMatchObject({
      taken: {
        type: 'revoked',
        by: { kind: 'cluster' },
        why: 'The grant that was taking its place was taken away. No such luck.',
      },
      replacedBy: undefined,
      remove: [],
    });
    expect(removalsOf(branch.ledger(), branch.tree)).toEqual(new Set());
  });

  test('ends with it where the request is removed, or the record altered', () => {
    const removed = aTrustedBranch();
    goneOnWith(removed, grantOn(removed), 'longer');
    removed.push({ [PATH]: null });
    const altered = aTrustedBranch();
    goneOnWith(altered, grantOn(altered), 'longer');
    altered.push({ [RECORD]: blobOf('forged') });

    for (const branch of [removed, altered])
      expect(opened(branch).map(({ taken }) => taken?.type)).toEqual(['revoked', 'revoked']);
  });

  test('is not replaced by a grant at another path that says so', () => {
    const branch = aTrustedBranch();
    const first = grantOn(branch);
    const other = PATH.replace('alice', 'erin');
    const base = branch.head();
    const merge = branch.push({ [other]: blobOf('hers') });
    const event = {
      ...grantEvent({ base, merge, blob: blobOf('hers'), path: other }),
      replaces: first.event.grant,
    };
    branch.record([event], { [RECORD.replace('alice', 'erin')]: blobOf('record') });

    expect(opened(branch)[0]?.replacedBy).toBeUndefined();
  });
});
