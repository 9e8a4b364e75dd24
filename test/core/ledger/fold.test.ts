// Which events exist, and what they count for.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sealEvent } from '../../../src/core/ledger/seal.ts';
import { readLedger } from '../../../src/core/ledger/fold.ts';
import { countEvents, indexOf, versionInForce, type Ledger } from '../../../src/core/ledger/history.ts';
import { policiesNamed } from '../../../src/core/ledger/events-of.ts';
import type { AccessEvent } from '../../../src/core/ledger/event.ts';
import type { CommitWithMessage } from '../../../src/core/repository.ts';
import { POLICY_PATH } from '../../../src/core/request/path.ts';
import {
  aBranch,
  aTrustedBranch,
  aKey,
  blobOf,
  CODEOWNERS,
  context,
  endOf,
  grantEvent,
  grantOn,
  key,
  otherKey,
  PATH,
  policyWith,
  RECORD,
  refusalOf,
  repository,
  trust,
  type Branch,
} from './a-branch.ts';

/** What a ledger says, as plain values that can be compared. */
function said(ledger: Ledger): unknown {
  const sorted = (entries: Iterable<readonly [string | number, unknown]>): unknown =>
    [...entries].sort(([one], [other]) => (one < other ? -1 : 1));
  const { positions, grants, closings, decisions, declined, lastTouched, keys, ...rest } = ledger;
  return {
    ...rest,
    positions: sorted(positions.entries()),
    grants: sorted(grants.entries()),
    closings: sorted(closings.entries()),
    decisions: sorted(decisions.entries()),
    declined: sorted(declined.entries()),
    lastTouched: sorted(lastTouched.entries()),
    sizes: [positions, grants, closings, decisions, declined, lastTouched].map(({ size }) => size),
    keys: [...keys.keys()],
  };
}

/** History without one commit: what follows it has other parents, and so other ids. */
function without(commits: readonly CommitWithMessage[], dropped: number): readonly CommitWithMessage[] {
  const made = commits.slice(0, dropped);
  for (const commit of commits.slice(dropped + 1)) {
    const parents = made.slice(-1).map(({ oid }) => oid);
    made.push({ ...commit, parents, oid: blobOf(`${parents.join('')} ${commit.message}`) });
  }
  return made;
}

function findingsOf(branch: Branch): readonly string[] {
  return branch.ledger().findings.map(({ why }) => why);
}

/** Two versions, three grants, an end, a refusal: 4 guardrails-and-grant events and more, in one history. */
function aFullBranch(): Branch {
  const branch = aTrustedBranch();
  const first = grantOn(branch);
  grantOn(branch, PATH.replace('alice', 'bob'));
  branch.push({ [CODEOWNERS]: blobOf('other owners') });
  branch.record([trust(branch)]);
  const edit = branch.push({ [PATH]: blobOf('edited') });
  branch.record([refusalOf(PATH, edit)], { [PATH]: first.event.request.blob });
  branch.record([endOf(first)], { [PATH]: null, [RECORD]: null });
  grantOn(branch);
  return branch;
}

describe('an empty history', () => {
  test('has no root, no grants and no findings', () => {
    const branch = aBranch();
    branch.push({ 'README.md': blobOf('words') });

    expect(branch.ledger()).toMatchObject({ root: undefined, versions: [], findings: [], length: 1 });
  });

  test('is what reading no commits leaves', () => {
    const ledger = aTrustedBranch().ledger();

    expect(readLedger(ledger, [], context)).toBe(ledger);
  });
});

describe('the first version of the guardrails', () => {
  test('is the root, and in force', () => {
    const branch = aTrustedBranch();
    const ledger = branch.ledger();

    expect(ledger.root).toBe(branch.head());
    expect(versionInForce(ledger)).toMatchObject({ commit: branch.head(), index: 1 });
    expect([...ledger.keys.keys()]).toEqual(['2026-11']);
    expect(ledger.findings).toEqual([]);
  });

  test('does not count where its key is not listed in the policy that it names', () => {
    const branch = aBranch();
    branch.push({ [POLICY_PATH]: policyWith(key) });
    branch.record([trust(branch)], {}, otherKey);

    expect(branch.ledger().root).toBeUndefined();
    expect(findingsOf(branch)).toEqual([expect.stringContaining('list no key "2027-01"')]);
  });

  test('does not count where somebody made a key of their own under the listed name', () => {
    const branch = aBranch();
    branch.push({ [POLICY_PATH]: policyWith(key) });
    branch.record([trust(branch)], {}, aKey(key.id));

    expect(branch.ledger().root).toBeUndefined();
    expect(findingsOf(branch)).toEqual([expect.stringContaining('The seal was not made over this text')]);
  });

  test('does not count where its policy does not parse', () => {
    const branch = aBranch();
    branch.push({ [POLICY_PATH]: blobOf('no policy') });
    branch.record([trust(branch)]);

    expect(branch.ledger().root).toBeUndefined();
    expect(findingsOf(branch)).toHaveLength(1);
  });

  test('is what every other event needs before it', () => {
    const branch = aBranch();
    branch.push({ [POLICY_PATH]: policyWith(key) });
    grantOn(branch);

    expect(branch.ledger().grants.size).toBe(0);
    expect(findingsOf(branch)).toEqual([expect.stringContaining('No guardrails are in force')]);
  });

  test('counts for nothing in its own commit', () => {
    const branch = aBranch();
    branch.push({ [POLICY_PATH]: policyWith(key) });
    const base = branch.head();
    const blob = blobOf('request');
    const merge = branch.push({ [PATH]: blob });
    branch.record([trust(branch), grantEvent({ base, merge, blob })], { [RECORD]: blobOf('record') });

    expect(branch.ledger()).toMatchObject({ root: branch.head(), open: new Map() });
    expect(findingsOf(branch)).toEqual([expect.stringContaining('No guardrails are in force')]);
  });
});

describe('the policies that commits name', () => {
  test('are those of their guardrails events', () => {
    const { commits } = aFullBranch();

    expect([...policiesNamed(commits)]).toEqual([policyWith(key)]);
  });
});

describe('a recorded grant', () => {
  test('is open until an event closes it', () => {
    const branch = aTrustedBranch();
    const granted = grantOn(branch);
    const before = branch.ledger();
    const commit = branch.record([endOf(granted)], { [PATH]: null, [RECORD]: null });
    const after = branch.ledger();

    expect([...before.open.keys()]).toEqual([granted.event.grant]);
    expect(after.open.size).toBe(0);
    expect(after.grants.get(granted.event.grant)).toMatchObject({
      commit: granted.commit,
      closed: { commit, event: { type: 'expired' } },
    });
    expect(indexOf(after, granted.merge)).toBe(2);
    expect(countEvents(after)).toBe(3);
  });

  test('is never granted twice, and keeps its first end', () => {
    const branch = aTrustedBranch();
    const { event } = grantOn(branch);
    branch.record([{ ...event, expiresAt: '2030-01-01T00:00:00Z' }], { [RECORD]: blobOf('longer') });
    const ledger = branch.ledger();

    expect(ledger.grants.get(event.grant)?.event.expiresAt).toBe(event.expiresAt);
    expect(ledger.counts.get('granted')).toBe(1);
    expect(findingsOf(branch)).toEqual([expect.stringContaining('it is granted once')]);
  });

  test.each(['released', 'refused'] as const)('is never granted after it was %s', (type) => {
    const branch = aTrustedBranch();
    const base = branch.head();
    const blob = blobOf('request');
    const merge = branch.push({ [PATH]: blob });
    const event = grantEvent({ base, merge, blob });
    const closing =
      type === 'refused' ? refusalOf(PATH, merge) : endOf({ event, merge, commit: merge }, type);
    branch.record([closing], { 'access-grants/ledger.yaml': blobOf('2 events') });
    branch.record([event], { [RECORD]: blobOf('record') });

    expect(branch.ledger().open.size).toBe(0);
    expect(findingsOf(branch)).toEqual([expect.stringContaining('never reopened')]);
  });

  test('keeps the first reason why it ended', () => {
    const branch = aTrustedBranch();
    const granted = grantOn(branch);
    branch.record([endOf(granted, 'released')], { [PATH]: null, [RECORD]: null });
    branch.record([endOf(granted, 'revoked')], { 'access-grants/ledger.yaml': blobOf('4 events') });

    expect(branch.ledger().grants.get(granted.event.grant)?.closed?.event.type).toBe('released');
    expect(findingsOf(branch)).toEqual([]);
  });

  test('does not exist under an id that is not that of its repository, path and merge', () => {
    const branch = aTrustedBranch();
    const base = branch.head();
    const blob = blobOf('request');
    const merge = branch.push({ [PATH]: blob });
    branch.record([{ ...grantEvent({ base, merge, blob }), grant: '0'.repeat(20) }]);

    expect(branch.ledger().grants.size).toBe(0);
    expect(findingsOf(branch)).toEqual([expect.stringContaining('"grant"')]);
  });
});

describe('a seal key', () => {
  test('[105] is added, swapped and removed: old events still count, new ones under the removed key do not', () => {
    const branch = aTrustedBranch();
    const live = grantOn(branch);
    branch.push({ [POLICY_PATH]: policyWith(key, otherKey) });
    branch.record([trust(branch)]);
    const swapped = grantOn(branch, PATH.replace('alice', 'bob'));
    branch.push({ [POLICY_PATH]: policyWith(otherKey) });
    branch.record([trust(branch)], {}, otherKey);
    branch.record([endOf(swapped)], { 'README.md': blobOf('1') }, key);
    const ended = branch.record([endOf(swapped, 'revoked')], { 'README.md': blobOf('2') }, otherKey);
    const ledger = branch.ledger();

    expect([...ledger.open.keys()]).toEqual([live.event.grant]);
    expect(ledger.grants.get(swapped.event.grant)?.closed).toMatchObject({ commit: ended });
    expect(ledger.findings).toMatchObject([{ why: expect.stringContaining('list no key "2026-11"') }]);
  });

  test('does not count in the commit that brings it into force', () => {
    const branch = aTrustedBranch();
    const granted = grantOn(branch);
    branch.push({ [POLICY_PATH]: policyWith(otherKey) });
    branch.record([trust(branch), endOf(granted)], {}, otherKey);

    expect(branch.ledger().versions).toHaveLength(1);
    expect(branch.ledger().open.size).toBe(1);
    expect(findingsOf(branch)).toHaveLength(2);
  });
});

describe('a line that claims to be an event', () => {
  /** A branch with one grant, and the line of its end, sealed for the next commit, in a message of the test's making. */
  function withLine(compose: (line: string) => string, differences: Partial<AccessEvent> = {}): Branch {
    const branch = aTrustedBranch();
    const granted = grantOn(branch);
    const event = { ...endOf(granted), repository, parent: branch.head(), key: key.id, ...differences };
    branch.push({ 'README.md': blobOf('words') }, compose(sealEvent(event as AccessEvent, key)));
    return branch;
  }
  const trailer = (line: string): string => `Title\n\nAccess-Event: ${line}\n`;

  test('exists as a sealed trailer', () => {
    const branch = withLine(trailer);

    expect(branch.ledger().open.size).toBe(0);
    expect(findingsOf(branch)).toEqual([]);
  });

  test.each<[string, (line: string) => string]>([
    ['in the title', (line) => `Access-Event: ${line}\n`],
    ['in the body of a squash', (line) => `Title (#7)\n\n* Grant\n\nAccess-Event: ${line}\n\nmore words\n`],
    ['beside words that are no trailer', (line) => `Title\n\nwords\nAccess-Event: ${line}\n`],
    ['as the continuation of a trailer', (line) => `Title\n\nNote: x\n Access-Event: ${line}\n`],
    ['in other letters', (line) => `Title\n\naccess-event: ${line}\n`],
    ['without the blank', (line) => `Title\n\nAccess-Event:${line}\n`],
    ['with two blanks', (line) => `Title\n\nAccess-Event:  ${line}\n`],
    ['with a blank behind', (line) => `Title\n\nAccess-Event: ${line} \n`],
    ['with a carriage return', (line) => `Title\n\nAccess-Event: ${line}\r\n`],
    ['folded', (line) => `Title\n\nAccess-Event: ${line.slice(0, 40)}\n ${line.slice(40)}\n`],
    ['[107] spaced otherwise', (line) => trailer(line.replace('":', '": '))],
    ['[107] with a duplicate key', (line) => trailer(line.replace('{', '{"at":"2026-11-20T18:00:02Z",'))],
    ['[107] with a second seal', (line) => trailer(line.replace(/("seal":"[^"]*")/, '$1,$1'))],
    [
      '[107] with the seal where it sorts',
      (line) => trailer(line.replace(/(,"type":.*)(,"seal":.*)\}/, '$2$1}')),
    ],
    ['with its seal spelled otherwise', (line) => trailer(line.replace('=="}', '"}'))],
    ['without a seal', (line) => trailer(line.replace(/,"seal":.*\}/, '}'))],
    ['with another end', (line) => trailer(line.replace('18:00:02Z', '19:00:02Z'))],
    ['that is no JSON', () => trailer('{"a":,"seal":""}')],
    ['that is empty', () => trailer('')],
    ['fifty-one times', (line) => `Title\n\n${`Access-Event: ${line}\n`.repeat(51)}`],
  ])('[104] does not exist %s, and is reported', (_, compose) => {
    const branch = withLine(compose);

    expect(branch.ledger().open.size).toBe(1);
    expect(findingsOf(branch).length).toBeGreaterThan(0);
    expect(branch.ledger().findings.every(({ commit }) => commit === branch.head())).toBe(true);
  });

  test('[104] does not exist where it was sealed for another repository', () => {
    const branch = withLine(trailer, { repository: 1 });

    expect(branch.ledger().open.size).toBe(1);
    expect(findingsOf(branch)).toEqual([expect.stringContaining('another repository')]);
  });

  test('[104] does not exist where it was sealed for another parent', () => {
    const branch = withLine(trailer, { parent: '1'.repeat(40) });

    expect(branch.ledger().open.size).toBe(1);
    expect(findingsOf(branch)).toEqual([expect.stringContaining('another parent')]);
  });

  test('does not exist in a commit with two parents', () => {
    const branch = withLine(trailer);
    const last = branch.commits.pop();
    if (last !== undefined) branch.commits.push({ ...last, parents: [...last.parents, '1'.repeat(40)] });

    expect(branch.ledger().open.size).toBe(1);
    expect(findingsOf(branch)).toEqual([expect.stringContaining('exactly one parent')]);
  });

  test('does not exist where its type is not known', () => {
    const branch = withLine(trailer, { type: 'granted-for-ever' as AccessEvent['type'] });

    expect(branch.ledger().open.size).toBe(1);
    expect(findingsOf(branch)).toEqual([expect.stringContaining('"type"')]);
  });

  test('does not exist where a time in it names no moment', () => {
    const branch = withLine(trailer, { at: '2026-02-30T00:00:00Z' });

    expect(findingsOf(branch)).toEqual([expect.stringContaining('"at"')]);
  });

  test('is told ten times for one commit, however many of its lines claim to be events', () => {
    const branch = aTrustedBranch();
    const claims = Array.from({ length: 1_000 }, (_, number) => `Access-Event: ${number}\n`);
    branch.push({ 'README.md': blobOf('words') }, `Title\n\n${claims.join('')}\nThe end.`);

    expect(findingsOf(branch)).toHaveLength(11);
    expect(findingsOf(branch).at(-1)).toContain('990 more');
  });

  test('exists with a field that a later version added', () => {
    const branch = withLine(trailer, { ['addedLater' as 'at']: 'x' });

    expect(branch.ledger().open.size).toBe(0);
    expect(findingsOf(branch)).toEqual([]);
  });

  test('exists beside a trailer of GitHub', () => {
    const branch = withLine((line) => `Title\n\nAccess-Event: ${line}\nSigned-off-by: x <x@example.com>\n`);

    expect(branch.ledger().open.size).toBe(0);
    expect(findingsOf(branch)).toEqual([]);
  });
});

describe('history', () => {
  const full = aFullBranch();
  const whole = full.ledger();
  const events = full.commits.flatMap(({ message }, index) =>
    message.includes('Access-Event') ? [{ index }] : [],
  );
  const anEventCommit = fc.constantFrom(...events.map(({ index }) => index));

  test('is read without findings as it was written', () => {
    expect(whole.findings).toEqual([]);
    expect(countEvents(whole)).toBe(events.length);
  });

  test('says the same however many commits are read at once, and a ledger never changes', () => {
    const cuts = fc.array(fc.nat(full.commits.length), { maxLength: 6 });
    fc.assert(
      fc.property(cuts, (at) => {
        const bounds = [0, ...at.sort((one, other) => one - other), full.commits.length];
        let ledger: Ledger | undefined;
        const before: [Ledger, unknown][] = [];
        for (const [place, start] of bounds.entries()) {
          ledger = readLedger(ledger, full.commits.slice(start, bounds[place + 1] ?? start), context);
          before.push([ledger, said(ledger)]);
        }
        expect(ledger === undefined ? ledger : said(ledger)).toEqual(said(whole));
        for (const [one, then] of before) expect(said(one)).toEqual(then);
      }),
      { numRuns: 50 },
    );
  });

  test('[104] loses every event from the place on where a commit was dropped', () => {
    fc.assert(
      fc.property(fc.nat(full.commits.length - 1), (dropped) => {
        const ledger = readLedger(undefined, without(full.commits, dropped), context);

        expect(countEvents(ledger)).toBe(events.filter(({ index }) => index < dropped).length);
        expect(ledger.findings).toHaveLength(events.filter(({ index }) => index > dropped).length);
      }),
    );
  });

  test('[104] loses both events where the messages of two commits were exchanged', () => {
    fc.assert(
      fc.property(anEventCommit, anEventCommit, (one, other) => {
        fc.pre(one !== other);
        const commits = full.commits.map((commit, index) => {
          const from = index === one ? other : index === other ? one : index;
          return { ...commit, message: full.commits[from]?.message ?? '' };
        });
        const ledger = readLedger(undefined, commits, context);

        const places = [one, other].map((index) => full.commits[index]?.oid);
        expect(countEvents(ledger)).toBeLessThanOrEqual(events.length - 2);
        expect(ledger.findings.map(({ commit }) => commit)).toEqual(expect.arrayContaining(places));
      }),
      { numRuns: 30 },
    );
  });

  test('[107] loses an event of which a single character was changed', () => {
    fc.assert(
      fc.property(
        anEventCommit,
        fc.nat(),
        fc.string({ minLength: 1, maxLength: 1 }),
        (index, at, character) => {
          const commit = full.commits[index];
          if (commit === undefined) throw new Error('a commit of this history');
          const start = commit.message.indexOf('Access-Event: ') + 'Access-Event: '.length;
          const place = start + (at % (commit.message.length - start - 1));
          const message = commit.message.slice(0, place) + character + commit.message.slice(place + 1);
          fc.pre(message !== commit.message);
          const commits = [...full.commits.slice(0, index), { ...commit, message }];
          const ledger = readLedger(undefined, commits, context);

          expect(countEvents(ledger)).toBe(events.filter((event) => event.index < index).length);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('[104] says nothing to the controller of another repository', () => {
    const ledger = readLedger(undefined, full.commits, { ...context, repository: 1 });

    expect(countEvents(ledger)).toBe(0);
    expect(ledger.findings).toHaveLength(events.length);
  });

  test('[50] is read anew after a rewrite: what does not follow is refused', () => {
    const [, , third, fourth] = full.commits;
    if (third === undefined || fourth === undefined) throw new Error('a commit of this history');
    const ledger = readLedger(undefined, full.commits.slice(0, 2), context);

    expect(() => readLedger(ledger, [fourth], context)).toThrow(/does not follow/);
    expect(readLedger(ledger, [third], context).head).toBe(third.oid);
  });

  test('[108] has no release where it was pushed back to before it', () => {
    const branch = aTrustedBranch();
    const granted = grantOn(branch);
    const before = branch.commits.length;
    branch.record([endOf(granted, 'released')], { [PATH]: null, [RECORD]: null });
    const pushedBack = readLedger(undefined, branch.commits.slice(0, before), context);

    // History alone cannot tell: this is what the checkpoint is for.
    expect(pushedBack.open.size).toBe(1);
    expect(indexOf(pushedBack, branch.head())).toBeUndefined();
  });
});
