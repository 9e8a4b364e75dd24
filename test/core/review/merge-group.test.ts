// A commit of the merge queue is judged by what approved pull requests bring, whatever its messages claim.
import { describe, expect, test } from 'vitest';
import { read, unread } from '../../../src/core/problem.ts';
import type { Change } from '../../../src/core/repository.ts';
import { judgeMergeGroup, numbersIn, type Member } from '../../../src/core/review/merge-group.ts';
import type { Verdict } from '../../../src/core/review/verdict.ts';
import { checkTitle } from '../../../src/core/words/check.ts';
import * as a from '../approval/builders.ts';
import { reviewed } from './an-open-pull-request.ts';

const GROUP = { branch: 'gh-readonly-queue/main/pr-43-bbbb', oid: a.oid('f') };
const OTHER = a.REQUEST.replace('alice', 'erin');

function member(number: number, changes: readonly Change[], verdict: Partial<Verdict> = {}): Member {
  const success: Verdict = { ...reviewed(), outcome: 'success', problems: [], unread: [], ...verdict };
  return { number, verdict: success, content: read(a.someContent({ changes })) };
}

function judged(changes: readonly Change[], ...members: readonly Member[]): Verdict {
  return judgeMergeGroup({
    group: GROUP,
    content: read(a.someContent({ head: GROUP.oid, changes })),
    members: new Map(members.map((one) => [one.number, read(one)])),
  });
}

const whats = ({ problems }: Verdict) => problems.map(({ what }) => what);

test('[39] a group that brings exactly what its approved pull requests bring succeeds, on its own commit', () => {
  const [one, other] = [a.added(a.REQUEST), a.added(OTHER, '2')];

  const verdict = judged([one, other], member(42, [one]), member(43, [other]));

  expect(verdict).toMatchObject({ head: GROUP.oid, outcome: 'success' });
  expect(checkTitle(verdict)).toBe('Approved: the merge queue may merge #42 and #43.');
});

test('[39] one that is not approved fails the group, and is named', () => {
  const [one, other] = [a.added(a.REQUEST), a.added(OTHER, '2')];

  const verdict = judged(
    [one, other],
    member(42, [one]),
    member(43, [other], { outcome: 'action_required' }),
  );

  expect(whats(verdict)).toEqual(['#43 in this group is not approved.']);
});

test('[39] one that is approved and frozen fails the group, with what it waits for', () => {
  const one = a.added(a.REQUEST);
  const approval = { missing: [], counted: [], uncounted: [] };
  const frozen = { outcome: 'action_required', approval, waits: ['prod-eu is frozen: INC-4242.'] } as const;

  const verdict = judged([one], member(42, [one], frozen));

  expect(whats(verdict)).toEqual(['#42 in this group has to wait. prod-eu is frozen: INC-4242.']);
});

describe('a group fails', () => {
  test('where it changes a file that nobody asked for', () => {
    expect(whats(judged([a.added(a.REQUEST), a.added(OTHER)], member(42, [a.added(a.REQUEST)])))).toEqual([
      `The group changes ${OTHER}, and no pull request in it does.`,
    ]);
  });

  test('where it brings another content or another mode of a file', () => {
    const asked = a.added(a.REQUEST);
    const executable: Change = { ...asked, after: { mode: '100755', blob: a.oid('1') } };

    for (const other of [a.added(a.REQUEST, '2'), executable, a.removed(a.REQUEST)]) {
      expect(whats(judged([other], member(42, [asked])))).toEqual([
        `The group brings another ${a.REQUEST} than the pull request that changes it.`,
      ]);
    }
  });

  test('[160] where one of its commits touches what no pull request in it touches, and another puts that back', () => {
    const changes = [a.added(a.REQUEST)];
    const commits = [[...changes, a.removed(OTHER)], [a.added(OTHER)]].map((step, n) =>
      a.aCommit(a.oid(`${n + 1}`), { changes: step }),
    );
    const content = read(a.someContent({ head: GROUP.oid, changes, commits }));
    const members = new Map([[42, read(member(42, changes))]]);

    expect(whats(judgeMergeGroup({ group: GROUP, content, members }))).toEqual([
      `The group changes ${OTHER}, and no pull request in it does.`,
    ]);
  });

  test('where it leaves out a file of one of them', () => {
    const changes = [a.added(a.REQUEST), a.removed(OTHER)];

    expect(whats(judged([a.added(a.REQUEST)], member(42, changes)))).toEqual([
      `#42 changes ${OTHER}, and the group does not.`,
    ]);
  });

  test('where nobody is known who would be in it, or one of them is closed', () => {
    const nobody = { group: GROUP, content: read(a.someContent()), members: new Map() };
    const closed = { ...nobody, members: new Map([[42, read(undefined)]]) };

    expect(whats(judgeMergeGroup(nobody))).toContain('No pull request is known that this group would merge.');
    expect(whats(judgeMergeGroup(closed))).toContain('#42 in this group is not open.');
  });

  test('where two of them change guardrails: the second could never come into force', () => {
    const about = { kind: 'guardrails', files: [] } as const;
    const [one, other] = [a.edited('access-requests/policy.yaml'), a.edited('.github/CODEOWNERS')];

    expect(whats(judged([one, other], member(43, [other], { about }), member(42, [one], { about })))).toEqual(
      ['#43 changes guardrails, and so does another pull request in this group.'],
    );
  });
});

test('what could not be read says neither yes nor no', () => {
  const asked = a.added(a.REQUEST);
  const unreadOne = { ...member(42, [asked], { outcome: 'in progress', unread: ['GitHub: 502'] }) };
  const group = {
    group: GROUP,
    content: read(a.someContent()),
    members: new Map([[42, unread('GitHub: 502')]]),
  };

  expect(judged([asked], unreadOne)).toMatchObject({ outcome: 'in progress' });
  expect(judgeMergeGroup(group)).toMatchObject({ outcome: 'in progress', unread: ['GitHub: 502'] });
  expect(judgeMergeGroup({ ...group, content: unread('no such commit') })).toMatchObject({
    outcome: 'in progress',
    unread: ['no such commit'],
  });
});

test('whom a group brings is told by the names of the branches on its way and by the messages of each way to merge', () => {
  const before = { branch: 'gh-readonly-queue/main/pr-41-aaaa', oid: a.oid('d') };
  const elsewhere = { branch: 'gh-readonly-queue/main/pr-99-aaaa', oid: a.oid('9') };
  const commits = [
    a.aCommit(a.oid('d'), { message: 'Anything' }),
    a.aCommit(a.oid('1'), { message: 'Ask (#7)\n\nReplaces (#8)' }),
    a.aCommit(a.oid('2'), { message: 'Merge pull request #9 from acme/ask' }),
    a.aCommit(GROUP.oid, { message: 'Ask for (#10) more' }),
  ];

  expect(
    [...numbersIn(GROUP, [before, GROUP, elsewhere], commits)].toSorted((one, other) => one - other),
  ).toEqual([7, 9, 41, 43]);
});
