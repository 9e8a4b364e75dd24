// The plan: every change that is due, from all that was read, and nothing else.
import { describe, expect, test } from 'vitest';
import type { PlannedChange } from '../../../src/core/grant/change.ts';
import type { MergedDecision } from '../../../src/core/grant/merged-decision.ts';
import { watch, type Sightings } from '../../../src/core/grant/patience.ts';
import { plan, type PlanInput } from '../../../src/core/grant/plan.ts';
import type { GuardrailsDecision } from '../../../src/core/ledger/succession.ts';
import { minutes, plus } from '../../../src/core/time.ts';
import { aPolicy } from '../request/builders.ts';
import * as a from './a-cluster.ts';
import { aGrant } from './a-grant.ts';
import { told } from './told.ts';

const LATER = plus(a.NOW, minutes(5));

function planned(over: Partial<PlanInput>, earlier: Sightings = new Map()): readonly PlannedChange[] {
  const input = a.aPlanInput(over);
  return plan(input, watch(earlier, input.now));
}

/** What is planned once the same was seen for five minutes. */
function patiently(over: Partial<PlanInput>): readonly PlannedChange[] {
  const first = watch(new Map(), a.NOW);
  plan(a.aPlanInput(over), first);
  return planned({ ...over, now: LATER }, first.sightings());
}

const GRANT = a.aState();
const HELD = a.heldOf(GRANT);

test('nothing is due where everything is as it should be', () => {
  expect(planned({})).toEqual([]);
  expect(planned({ open: [a.anOpenGrant()], clusters: [a.aCluster({ bindings: [HELD] })] })).toEqual([]);
});

describe('a cluster', () => {
  test('that could not be read has nothing done in it', () => {
    expect(planned({ open: [a.anOpenGrant()], clusters: [] })).toEqual([]);
  });

  test.each(['head is no descendant', 'another cluster'] as const)(
    'that is waited for (%s) has nothing done in it, not even an end',
    (reason) => {
      const taken = { type: 'revoked', by: { kind: 'git' }, why: 'Its record was altered.' } as const;
      const stranger = { ...HELD, name: `daypass-${'1'.repeat(20)}-1795197600`, uid: 'another' };
      const cluster = a.aCluster({ standing: { kind: 'waiting', reason }, bindings: [HELD, stranger] });
      expect(patiently({ open: [a.anOpenGrant({ taken })], clusters: [cluster] })).toEqual([]);
    },
  );

  test('is given only its own grants', () => {
    const staging = a.aCluster({ name: 'staging', uid: 'uid-of-staging', standing: a.notCovering() });
    expect(told(planned({ open: [a.anOpenGrant()], clusters: [staging] }))).toMatchInlineSnapshot(`
      [
        "checkpoint staging at 9999, waiting for nothing",
      ]
    `);
  });

  test('gets what waits for it, and its checkpoint last', () => {
    const cluster = a.aCluster({ standing: a.notCovering() });
    expect(told(planned({ open: [a.anOpenGrant()], clusters: [cluster] }))).toMatchInlineSnapshot(`
      [
        "apply daypass-7f3a9c21d05be8140c62-1795197600 for alice@acme.com",
        "checkpoint prod-eu at 9999, waiting for 7f3a9c21d05be8140c62",
      ]
    `);
  });
});

test('what came after the head of the checkpoint is applied, and is not taken for deleted', () => {
  // Given a checkpoint that was written when the grant's window was open, at a head that did not have it yet.
  const clusters = [a.aCluster({ standing: a.inStep({ head: a.ROOT }) })];
  expect(told(planned({ open: [a.anOpenGrant()], clusters }))[0]).toMatch(/^apply/);
});

describe('an object of the reserved form that no open grant explains', () => {
  const stranger = { ...HELD, name: `daypass-${'1'.repeat(20)}-1795197600`, uid: 'another' };
  const clusters = [a.aCluster({ bindings: [HELD, stranger] })];
  const open = [a.anOpenGrant()];

  test('[121] is left alone at first: another controller may just have recorded it', () => {
    expect(planned({ open, clusters })).toEqual([]);
  });

  test('[78] goes after five minutes, whatever its labels, and somebody hears of it', () => {
    const unlabelled = { ...stranger, labels: {}, annotations: {} };
    for (const object of [stranger, unlabelled]) {
      expect(told(patiently({ open, clusters: [a.aCluster({ bindings: [HELD, object] })] }))).toEqual([
        `remove ${stranger.name}`,
        'alert unexplained',
      ]);
    }
  });

  test('is another one where it was made anew in between', () => {
    const first = watch(new Map(), a.NOW);
    plan(a.aPlanInput({ open, clusters }), first);
    const anew = [a.aCluster({ bindings: [HELD, { ...stranger, uid: 'made anew' }] })];
    expect(planned({ open, clusters: anew, now: LATER }, first.sightings())).toEqual([]);
  });

  test('goes also where its grant is closed, or stands in another namespace or kind', () => {
    expect(told(patiently({ open: [], clusters: [a.aCluster({ bindings: [HELD] })] }))[0]).toBe(
      `remove ${HELD.name}`,
    );
    const wider = { ...HELD, kind: 'ClusterRoleBinding', namespace: undefined, uid: 'wider' } as const;
    const elsewhere = { ...HELD, namespace: 'web', uid: 'elsewhere' };
    const both = [a.aCluster({ bindings: [HELD, wider, elsewhere] })];
    expect(
      told(patiently({ open, clusters: both })).filter((line) => line.startsWith('remove')),
    ).toHaveLength(2);
  });

  test('[50] goes also after a rewrite, when nothing is granted', () => {
    const rewritten = a.aCluster({ standing: { kind: 'frozen', reason: 'rewritten' }, bindings: [HELD] });
    expect(told(patiently({ open: [], clusters: [rewritten] }))).toEqual([
      `remove ${HELD.name}`,
      'alert unexplained',
    ]);
  });

  test('past its end is the end lane’s', () => {
    const over = { ...stranger, name: `daypass-${'1'.repeat(20)}-1795193999` };
    expect(patiently({ open, clusters: [a.aCluster({ bindings: [HELD, over] })] })).toEqual([]);
  });

  test('is explained by a grant that is taken away, which says by itself what becomes of it', () => {
    const taken = { type: 'revoked', by: undefined, why: 'The request was removed.' } as const;
    const cluster = a.aCluster({ bindings: [HELD] });
    expect(told(patiently({ open: [a.anOpenGrant({ taken })], clusters: [cluster] }))).toEqual([
      `take ${HELD.name}`,
    ]);
  });
});

describe('a grant whose cluster the guardrails in force list no longer', () => {
  const policy = aPolicy({ clusters: ['staging: {}'] });
  const open = [a.anOpenGrant()];

  test('stands until its end', () => {
    expect(planned({ open, policy, now: a.clock('17:59:59') })).toEqual([]);
  });

  test('is closed past it, without a word on its binding', () => {
    expect(told(planned({ open, policy, now: a.clock('18:00') }))).toMatchInlineSnapshot(`
      [
        "end unseen: The policy no longer lists the cluster prod-eu, so nobody could be asked whether the binding is gone.",
      ]
    `);
  });

  test('is not closed where it is listed, however long its cluster does not answer', () => {
    expect(planned({ open, now: a.clock('23:00') })).toEqual([]);
  });

  test('is not closed where no guardrails could be read', () => {
    expect(planned({ open, policy: undefined, now: a.clock('23:00') })).toEqual([]);
  });
});

describe('guardrails', () => {
  const event = {
    type: 'guardrails',
    at: '2026-11-20T17:00:00Z',
    files: {},
    reason: '#7: Add bob',
  } as const;
  const alert = { kind: 'guardrails', key: 'guardrails wait', message: 'They wait.' } as const;

  test('come into force where they were proved', () => {
    expect(told(planned({ guardrails: { kind: 'succeed', event } }))).toEqual(['guardrails: #7: Add bob']);
  });

  test('[101] that are refuted are told at once', () => {
    expect(told(planned({ guardrails: { kind: 'wait', alert, patient: false } }))).toEqual([
      'alert guardrails',
    ]);
  });

  test('that only lack something are told after five minutes', () => {
    const guardrails: GuardrailsDecision = { kind: 'wait', alert, patient: true };
    expect(planned({ guardrails })).toEqual([]);
    expect(told(patiently({ guardrails }))).toEqual(['alert guardrails']);
  });
});

describe('a merged request', () => {
  const path = GRANT.event.path;
  const problem = { what: 'Nobody approved it.', why: 'The rule.', mend: 'Ask.' };

  function refused(over: Partial<Extract<MergedDecision, { kind: 'refuse' }>> = {}): MergedDecision {
    const requests = [{ path, grant: '7'.repeat(20), pullRequest: undefined, restore: undefined }];
    return { kind: 'refuse', requests, problems: [problem], patient: false, ...over };
  }

  function granted(name: string, number: number): MergedDecision {
    const file = path.replace('alice-inc-4242', name);
    const event = aGrant({ path: file, pr: { ...aGrant().pr, number } });
    return { kind: 'grant', grants: [{ cluster: 'prod-eu', event }] };
  }

  test('that waits is left alone, however long', () => {
    const requests = [{ path, grant: '7'.repeat(20), pullRequest: undefined, restore: undefined }];
    expect(patiently({ merged: [{ kind: 'wait', requests, why: ['GitHub does not answer.'] }] })).toEqual([]);
  });

  test('that is refuted is taken out at once, with every reason, and somebody hears of it', () => {
    const problems = [problem, { ...problem, what: 'It is over.' }];
    expect(told(planned({ merged: [refused({ problems })] }))).toMatchInlineSnapshot(`
      [
        "refuse access-requests/prod-eu/payments/debugger/alice-inc-4242.yaml, take it out: Nobody approved it. It is over.",
        "alert refused",
      ]
    `);
  });

  test('that edits a held one is put back', () => {
    const requests = [{ path, grant: '7'.repeat(20), pullRequest: undefined, restore: 'e'.repeat(40) }];
    expect(told(planned({ merged: [refused({ requests })] }))[0]).toMatch(
      /put it back: Nobody approved it\.$/,
    );
  });

  test('[115] that only lacks something is refused after five minutes, and not before', () => {
    const merged = [refused({ patient: true })];
    expect(planned({ merged })).toEqual([]);
    expect(told(patiently({ merged }))[0]).toMatch(/^refuse/);
  });

  test('[115] begins its five minutes anew where something could not be read in between', () => {
    const merged = [refused({ patient: true })];
    const first = watch(new Map(), a.NOW);
    plan(a.aPlanInput({ merged }), first);
    const between = watch(first.sightings(), plus(a.NOW, minutes(3)));
    plan(a.aPlanInput({ merged: [{ kind: 'wait', requests: [], why: ['503'] }] }), between);
    expect(planned({ merged, now: LATER }, between.sightings())).toEqual([]);
  });

  test('stays beside the others of its pull request, so that one commit grants all of them or none', () => {
    const merged = [granted('a', 42), granted('b', 41), granted('c', 42)];
    expect(told(planned({ merged }))).toMatchInlineSnapshot(`
      [
        "grant access-requests/prod-eu/payments/debugger/a.yaml by #42",
        "grant access-requests/prod-eu/payments/debugger/c.yaml by #42",
        "grant access-requests/prod-eu/payments/debugger/b.yaml by #41",
      ]
    `);
  });
});

test('what people must look at is told with the plan', () => {
  const alert = { kind: 'finding', key: 'finding 1', message: 'A line claims to be an event.' } as const;
  expect(planned({ alerts: [alert] })).toEqual([{ kind: 'alert', alert }]);
});
