// What the comment of a merged pull request says: of one grant or several, early, late, replaced; and nothing in it acts.
import { describe, expect, test } from 'vitest';
import type { EndedEvent, Unplaced } from '../../../src/core/ledger/event.ts';
import type { GrantState } from '../../../src/core/ledger/history.ts';
import type { Refusal } from '../../../src/core/grant/outcome.ts';
import { outcomeBody } from '../../../src/core/words/outcome.ts';
import { parseInstant } from '../../../src/core/time.ts';
import { aGrant } from '../grant/a-grant.ts';

const PLACE = { repository: 4242, parent: '0'.repeat(40), key: 'key-1' };

function aState(over: Partial<Unplaced<'granted'>> = {}, ended?: Partial<EndedEvent>): GrantState {
  const event = { ...aGrant(over), ...PLACE };
  const closed = ended && {
    commit: '9'.repeat(40),
    index: 2,
    event: {
      ...PLACE,
      at: '2026-11-20T17:00:00Z',
      type: 'expired',
      grant: event.grant,
      path: event.path,
      by: { kind: 'time' },
      bound: true,
      goneBy: '2026-11-20T18:00:20Z',
      ...ended,
    } as const,
  };
  return { commit: '8'.repeat(40), index: 1, event, closed };
}

const NOW = parseInstant('2026-11-20T16:01:00Z')!;
const said = (...grants: readonly GrantState[]) =>
  outcomeBody({ pullRequest: 42, grants, owed: new Set(), refusals: [] }, NOW);
/** The sentences about the end. */
const end = (ended: Partial<EndedEvent>) =>
  /^- (.*) Recorded in 9{40}\.$/m.exec(said(aState({}, ended)))?.[1];

describe('the end', () => {
  test.each<[string, Partial<EndedEvent>, string]>([
    ['by time', {}, 'Ended by itself on time, at 18:00Z on 20 November.'],
    [
      'by time, and late',
      { goneBy: '2026-11-20T18:07:10Z' },
      'Ended by itself at 18:07Z on 20 November, 7 minutes late.',
    ],
    [
      'given back by a merged removal, early',
      {
        type: 'released',
        by: { kind: 'subject', login: 'alice', id: 1001, pr: 57 },
        goneBy: '2026-11-20T16:30:00Z',
        why: 'The request was removed by #57.',
      },
      'Given back by `alice` in #57 at 16:30Z on 20 November, 90 minutes before its end at 18:00Z.',
    ],
    [
      'deleted in the cluster, seconds before',
      { type: 'revoked', by: { kind: 'cluster' }, goneBy: '2026-11-20T17:59:10Z' },
      'Taken away in the cluster at 17:59Z on 20 November, 1 minute before its end at 18:00Z.',
    ],
    [
      'of one that was never bound',
      { type: 'revoked', by: { kind: 'policy' }, bound: false, goneBy: '2026-11-20T16:05:00Z' },
      'Taken away by the policy at 16:05Z on 20 November, 115 minutes before its end at 18:00Z. It was never bound in the cluster.',
    ],
    [
      'in a cluster that cannot be asked',
      { goneBy: null, at: '2026-11-20T18:00:30Z' },
      'Ended by itself on time, at 18:00Z on 20 November. Its cluster is no longer listed and could not be asked.',
    ],
  ])('%s', (_, ended, sentences) => {
    expect(end(ended)).toBe(sentences);
  });

  test('of one that another took the place of says that the access goes on', () => {
    const body = said(
      aState({}, { type: 'replaced', by: { kind: 'subject', login: 'alice', id: 1001, pr: 43 } }),
    );
    expect(body).toContain('**Another grant took the place of this one.**');
    expect(body).toContain('The new grant goes on to its own end');
  });
});

describe('what is held', () => {
  const lineOf = (state: GrantState, begin: string) =>
    said(state)
      .split('\n')
      .find((line) => line.startsWith(begin));

  test('of several requests is told of each, and how many have ended', () => {
    const other = aState({ path: 'access-requests/prod-eu/web/debugger/alice.yaml' }, {});
    expect(said(aState(), other)).toContain('**1 of 2 grants has ended.**');
    expect(said(aState(), aState())).toContain('**All 2 requests are granted.**');
    expect(said(other, other)).toContain('**All 2 grants of this pull request have ended.**');
  });

  test('by actions is each of them, and no other', () => {
    const state = aState({
      clusterRole: null,
      actions: ['delete pods/api-7d9f'],
      role: 'actions',
      rules: [],
    });
    expect(said(state)).toContain(
      '**`alice` may `delete pods/api-7d9f` in `prod-eu/payments` until 18:00Z on 20 November.**',
    );
    expect(lineOf(state, '- Exactly')).toBe('- Exactly `delete pods/api-7d9f`, and nothing else.');
  });

  test('that nobody had to approve says by which policy', () => {
    const state = aState({ approvals: [], byPolicy: { by: 'operator' } });
    expect(lineOf(state, '- Granted')).toContain(
      'which nobody had to approve: it is allowed by the `policy at 111111111111, by operator`.',
    );
  });

  test('before an owner had looked says until when one has to, and that one has', () => {
    const emergency = { approvals: [], review: { by: '2026-11-21T16:00:00Z' } };
    const saidOf = (state: GrantState, ...owed: readonly GrantState[]) =>
      outcomeBody(
        {
          pullRequest: 42,
          grants: [state],
          owed: new Set(owed.map(({ event }) => event.grant)),
          refusals: [],
        },
        NOW,
      );
    const [open, over] = [aState(emergency), aState(emergency, {})];

    expect(saidOf(open, open)).toContain(
      'before an owner had looked; one has to approve this pull request by 16:00Z on 21 November.',
    );
    expect(saidOf(open)).toContain('before an owner had looked; one has approved it since.');
    expect(saidOf(over, over)).toContain('A code owner still has to look at what was done');
    expect(saidOf(over)).toContain('Nothing: this is over.');
  });

  test('from a later moment on says when it begins', () => {
    const state = aState({ opensAt: '2026-11-20T17:00:00Z' });
    expect(said(state)).toContain('from 17:00Z until 18:00Z on 20 November.**');
  });

  test('once its moment has come, tells what is granted, whatever its cluster does', () => {
    const later = { grantedAt: '2026-11-20T15:00:00Z', opensAt: '2026-11-20T15:30:00Z' };
    const headline = (more: Parameters<typeof aState>[0]) =>
      said(aState({ ...later, ...more })).split('\n')[2];

    expect(headline({})).toBe(
      '**`alice` is granted the role `debugger` in `prod-eu/payments` from 15:30Z until 18:00Z on 20 November.**',
    );
    expect(headline({ clusterRole: null, actions: ['delete pods/api-7d9f'] })).toBe(
      '**`alice` is allowed to `delete pods/api-7d9f` in `prod-eu/payments` from 15:30Z until 18:00Z on 20 November.**',
    );
  });

  test('[90] shows what people wrote, and nothing of it acts', () => {
    const reason = '`</details>` @org/all <img src=x> INC-1';
    const body = said(aState({ reason, ticket: '@org/all' }));
    expect(body).toContain('`` `</details>` @org/all <img src=x> INC-1 ``, ticket `@org/all`');
    expect(body.replaceAll(/(`+)(?:(?!\1).)*?\1(?!`)/g, '')).not.toMatch(/@org|<img|<\/details/);
  });
});

describe('what was refused after the merge', () => {
  const refusal = (over: Partial<Refusal['event']> = {}, goesOn = false): Refusal => ({
    commit: '7'.repeat(40),
    goesOn,
    event: {
      ...PLACE,
      at: '2026-11-20T16:06:00Z',
      type: 'refused',
      grant: '7'.repeat(20),
      path: aGrant().path,
      pr: 42,
      why: ['It is over.'],
      ...over,
    },
  });
  const saidOf = (grants: readonly GrantState[], ...refusals: readonly Refusal[]) =>
    outcomeBody({ pullRequest: 42, grants, owed: new Set(), refusals }, NOW);

  test('of several requests is counted, and told of each', () => {
    const other = refusal({ path: 'access-requests/prod-eu/web/debugger/alice.yaml' });
    const body = saidOf([], refusal(), other);
    expect(body).toContain(
      '**2 requests of this pull request are refused after the merge, and grant nothing.**',
    );
    expect(body.match(/It is over/g)).toHaveLength(2);
  });

  test('beside what is held keeps how that is given back', () => {
    const body = saidOf([aState()], refusal({ path: 'access-requests/prod-eu/web/debugger/alice.yaml' }));
    expect(body).toContain('**`alice` has the role');
    expect(body).toContain('**This request is refused after the merge, and grants nothing.**');
    expect(body).toContain('### Giving it back');
    expect(body).not.toContain('### What happens next');
  });

  test('names ten reasons, and how many more there are', () => {
    const body = saidOf([], refusal({ why: Array.from({ length: 13 }, (_, n) => `Reason ${n}.`) }));
    expect(body).toContain('- Reason 9.\n- 3 more; the commit has all of them.');
  });

  test('[90] may bear what people wrote, and nothing of it acts', () => {
    const body = saidOf(
      [],
      refusal({ why: ['The API server refused it: @org/all <img src=x> [a](https://b)'] }),
    );
    expect(body.replaceAll(/(`+)(?:(?!\1).)*?\1(?!`)/g, '')).not.toMatch(/@org|<img|\]\(/);
  });
});
