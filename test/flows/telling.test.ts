// Telling people: once, in the right places, whatever dies or does not answer meanwhile.
import { describe, expect, test } from 'vitest';
import { formatInstant, minutes, seconds, type Instant } from '../../src/core/time.ts';
import { hear, hearOver } from '../../src/flows/tell/telling-state.ts';
import { Unavailable } from '../../src/ports.ts';
import { ended, granted, guardrails } from '../core/telling/happenings.ts';
import { aStage, GRANT, Killed, keys, START, type Controller, type Stage } from './telling-stage.ts';

const GRANTED = 'granted 7f3a9c21d05be8140c62';
const broken = new Unavailable('it answered 500');
const time = (instant: Instant | undefined) => instant && formatInstant(instant).slice(11, 19);

async function soon(stage: Stage): Promise<void> {
  await stage.clock.advance(seconds(10));
}

describe('people', () => {
  test('are told nothing where nothing happened, and it is written down since when', async () => {
    const stage = aStage();

    expect(await stage.controller().turn()).toBeUndefined();

    expect([keys(stage.slack), stage.counts]).toEqual([[], []]);
    expect(stage.clusters[0].toldData()).toEqual({ since: START, tellings: '' });
  });

  test('are told once what happened, however often anybody looks, and whoever starts anew', async () => {
    const stage = aStage();
    const one = stage.controller();
    await one.turn();
    stage.happens(GRANT);
    await soon(stage);

    await one.turn();
    await one.turn();
    await stage.controller().turn();
    await one.pass(minutes(10));

    expect(keys(stage.slack)).toEqual([GRANTED]);
    expect(stage.counts).toEqual(['granted told']);
    expect(stage.clusters[0].toldData()?.['tellings']).toBe(
      `2026-11-20T16:00:10Z told 00000001 slack ${GRANTED}\n`,
    );
  });

  test('hear on the first day nothing of old history', async () => {
    const stage = aStage();
    stage.happens(GRANT);
    await soon(stage);

    await stage.controller().turn();

    expect(keys(stage.slack)).toEqual([]);
  });

  test('hear what happened while no controller was there to tell it', async () => {
    const stage = aStage();
    await stage.controller().turn();
    stage.happens(GRANT);
    await stage.clock.advance(minutes(30));

    await stage.controller().turn();

    expect(keys(stage.slack)).toEqual([GRANTED]);
  });

  test.each([65, 200])('hear what happened %i minutes before anybody could tell it', async (minute) => {
    const stage = aStage();
    await stage.controller().turn();
    stage.happens(granted({ approvals: [], review: { by: '2026-11-21T16:00:00Z' } }));
    await stage.clock.advance(minutes(minute));

    await stage.controller().turn();

    expect(keys(stage.slack)).toContain('emergency 7f3a9c21d05be8140c62');
  });

  test('hear that what was granted for later is open when it is bound, once, and not by the clock', async () => {
    const stage = aStage();
    const one = stage.controller();
    await one.turn();
    stage.happens(granted({ opensAt: '2026-11-20T16:30:00Z' }));
    await one.pass(minutes(40));
    expect(keys(stage.slack)).toEqual([GRANTED]);

    stage.binds(GRANT.grant);
    await one.pass(minutes(2));
    await stage.controller().turn();

    expect(keys(stage.slack)).toEqual([GRANTED, 'opened 7f3a9c21d05be8140c62']);
  });

  test('hear five minutes before its end that a grant ends, and the lane knows when that is', async () => {
    const stage = aStage();
    const one = stage.controller();
    await one.turn();
    stage.happens(GRANT);
    await soon(stage);

    const next = await one.turn();
    await stage.clock.advance(minutes(115));
    await one.turn();

    expect(time(next)).toBe('17:55:00');
    expect(keys(stage.slack)).toEqual([GRANTED, 'ending 7f3a9c21d05be8140c62']);
  });

  test('hear of an alert, also where it was over before they could be told', async () => {
    const stage = aStage();
    const one = stage.controller();
    await soon(stage);
    const alert = { kind: 'unrecorded', key: 'unrecorded', message: 'Look at the branch rules.' } as const;
    hear(one.state, alert, stage.clock.now());

    await one.turn();

    expect(stage.slack.took.map(({ sentence }) => sentence)).toEqual(['Look at the branch rules.']);
  });

  test('hear of an alert again that was over in between, and not of one that lasts', async () => {
    const stage = aStage();
    const [one, other] = [stage.controller(), stage.controller()];
    const alert = { kind: 'frozen', key: 'frozen prod-eu', message: 'Look.' } as const;
    const raisedIn = async (...controllers: readonly Controller[]) => {
      await stage.clock.advance(minutes(30));
      for (const { state } of controllers) hear(state, alert, stage.clock.now());
      for (const { turn } of controllers) await turn();
      return stage.slack.took.length;
    };

    expect(await raisedIn(one, other)).toBe(1);
    expect(await raisedIn(stage.controller())).toBe(1); // it lasts, and a new controller sees it
    expect(await raisedIn(one, other)).toBe(2);
    expect(await raisedIn(one)).toBe(3);
  });

  test('hear of an alert that was over and comes back, from whatever process sees it, and only then', async () => {
    const stage = aStage();
    const one = stage.controller();
    const alert = { kind: 'overdue', key: 'ends of prod-eu', message: 'Look.' } as const;
    await one.turn();
    await soon(stage);
    hear(one.state, alert, stage.clock.now());
    await one.turn();
    await stage.clock.advance(minutes(1));
    const restarted = stage.controller();
    hear(restarted.state, alert, stage.clock.now());
    await restarted.turn();
    expect(stage.slack.took).toHaveLength(1);

    hearOver(restarted.state, alert.key);
    await restarted.turn();
    await stage.clock.advance(minutes(90));
    const last = stage.controller();
    hear(last.state, alert, stage.clock.now());
    await last.turn();

    expect(stage.slack.took).toHaveLength(2);
  });

  test('hear of an alert that is over before they could be told, and what was told is not forgotten before', async () => {
    const stage = aStage();
    const one = stage.controller();
    const alert = { kind: 'overdue', key: 'ends of prod-eu', message: 'Look.' } as const;
    await one.turn();
    await soon(stage);
    stage.slack.refuses(broken);
    hear(one.state, alert, stage.clock.now());
    await one.turn();
    hearOver(one.state, alert.key);
    await one.turn();
    stage.slack.refuses(undefined);

    await one.pass(minutes(2));

    expect(stage.slack.took).toHaveLength(1);
  });

  test('are not buried by a wave of ends', async () => {
    const stage = aStage();
    const one = stage.controller();
    await one.turn();
    const ids = Array.from({ length: 500 }, (_, index) => index.toString(16).padStart(20, '0'));
    stage.happens(...ids.map((grant) => granted({ grant, expiresAt: '2026-11-20T16:10:00Z' })));
    await soon(stage);
    await one.turn();
    stage.happens(...ids.map((grant) => ended('expired', { grant, at: '2026-11-20T16:10:01Z' })));
    await stage.clock.advance(minutes(11));

    await one.turn();

    expect(stage.slack.took.map(({ sentence, keys }) => [sentence.slice(0, 21), keys.length])).toEqual([
      ['500 grants were made,', 500],
      ['500 grants have ended', 500],
    ]);
    expect((await stage.controller().turn()) === undefined && stage.slack.took.length).toBe(2);
  });

  test('are all told, where there is more than goes into one turn', async () => {
    const stage = aStage();
    const one = stage.controller();
    await one.turn();
    await soon(stage);
    for (let number = 0; number < 24; number += 1) {
      const kind = (['frozen', 'overdue', 'debt', 'finding', 'untold'] as const)[number % 5] ?? 'role';
      const message = `Number ${number}.`;
      hear(one.state, { kind, key: `${number}`, message }, stage.clock.now());
    }

    const next = await one.turn();
    const first = stage.slack.took.length;
    await one.turn();

    expect([time(next), first]).toEqual([time(stage.clock.now()), 10]);
    expect(stage.slack.took.flatMap((message) => message.keys)).toHaveLength(24);
    expect(await one.turn()).toBeUndefined();
  });
});

describe('where', () => {
  const emergency = granted({ approvals: [], review: { by: '2026-11-21T16:00:00Z' } });

  test('the policy says it, each is told', async () => {
    const stage = aStage();
    stage.policySays('notify: {default: [slack], incident: [slack, pager]}');
    const one = stage.controller();
    await one.turn();
    stage.happens(emergency, granted({ grant: '1'.repeat(20) }));
    await soon(stage);

    await one.turn();

    expect(keys(stage.pager)).toEqual(['emergency 7f3a9c21d05be8140c62']);
    expect(keys(stage.slack)).toEqual(['emergency 7f3a9c21d05be8140c62', `granted ${'1'.repeat(20)}`]);
  });

  test('nobody knows the place that the policy names, an alert says so, and others are told', async () => {
    const stage = aStage();
    stage.policySays('notify: {default: [on-call, slack]}');
    const one = stage.controller();
    await one.turn();
    stage.happens(GRANT);
    await soon(stage);

    await one.turn();
    await one.turn();

    expect(stage.journal.alerts).toEqual([
      { kind: 'untold', key: 'untold on-call', message: expect.stringContaining('Set NOTIFY_ON_CALL_URL') },
    ]);
    expect(keys(stage.slack)).toEqual([GRANTED]);
    stage.policySays('notify: {default: [slack]}');
    await one.turn();
    expect(stage.journal.standing()).toEqual([]);
  });
});

describe('[223] a place that does not take it', () => {
  test('is tried again, ever more slowly, while the other is told at once', async () => {
    const stage = aStage();
    stage.policySays('notify: {default: [slack, pager]}');
    const one = stage.controller();
    await one.turn();
    stage.happens(GRANT);
    await soon(stage);
    stage.pager.refuses(broken);

    const pauses: number[] = [];
    for (let turn = 0; turn < 9; turn += 1) {
      const next = await one.turn();
      pauses.push(((next ?? 0) - stage.clock.now()) / 1000);
      await one.turn(); // not sooner, whoever asks
      await stage.clock.advance(seconds(pauses.at(-1) ?? 0));
    }
    stage.pager.refuses(undefined);
    await one.turn();

    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
    expect([keys(stage.slack), keys(stage.pager), stage.pager.tries()]).toEqual([[GRANTED], [GRANTED], 10]);
  });

  test('is left alone for as long as it asks', async () => {
    const stage = aStage();
    const one = stage.controller();
    await one.turn();
    stage.happens(GRANT);
    await soon(stage);
    stage.slack.refuses(new Unavailable('it answered 429', { retryAfter: minutes(5) }));

    const next = await one.turn();
    stage.slack.refuses(undefined);
    await one.pass(minutes(4));
    const before = keys(stage.slack);
    await one.pass(minutes(1));

    expect([time(next), before, keys(stage.slack)]).toEqual(['16:05:10', [], [GRANTED]]);
  });

  test.each([1, 6])('takes all but %i messages that it refuses for what stands in them', async (bad) => {
    const stage = aStage();
    const one = stage.controller();
    await one.turn();
    const at = (minute: number) => `2026-11-20T16:0${minute}:00Z`;
    const ofBad = Array.from({ length: bad }, (_, index) => `${index}`.repeat(20));
    stage.happens(...ofBad.map((grant) => granted({ grant, at: at(1), reason: "' OR 1=1 -- <script>" })));
    const forbidden = new Unavailable('it answered 403');
    stage.slack.refuses(forbidden, ({ sentence }) => sentence.includes('OR 1=1'));
    await one.pass(minutes(1));

    stage.happens(
      granted({ grant: 'a'.repeat(20), at: at(2) }),
      granted({ grant: 'b'.repeat(20), at: at(3) }),
    );
    await one.pass(minutes(4));

    expect(keys(stage.slack)).toEqual([`granted ${'a'.repeat(20)}`, `granted ${'b'.repeat(20)}`]);
  });

  test('for an hour is given up, counted, and an alert; what comes later is told again', async () => {
    const stage = aStage();
    const one = stage.controller();
    await one.turn();
    stage.happens(GRANT);
    stage.slack.refuses(broken);

    await one.pass(minutes(59));
    expect(stage.journal.standing()).toEqual([]);
    await one.pass(minutes(2));

    expect(stage.journal.alerts.map(({ message }) => message)).toEqual([
      expect.stringContaining('could not be told for an hour and is given up: it answered 500.'),
    ]);
    expect(stage.counts.filter((count) => count === 'granted given up')).toHaveLength(1);
    stage.slack.refuses(undefined);
    await stage.clock.advance(minutes(54));
    await stage.controller().turn();
    expect(keys(stage.slack)).toEqual(['ending 7f3a9c21d05be8140c62']);
    expect(stage.journal.standing()).toEqual([]);
  });

  test('until there is nothing to tell any more is counted, and nothing of it is kept', async () => {
    const stage = aStage();
    const one = stage.controller();
    await one.turn();
    await stage.clock.advance(minutes(1));
    stage.happens(GRANT);
    await one.turn();
    await stage.clock.advance(minutes(110));
    stage.slack.refuses(broken);

    await one.pass(minutes(20));
    stage.happens(ended('expired', { at: '2026-11-20T18:00:01Z' }));
    stage.slack.refuses(undefined);
    await one.pass(minutes(5));

    expect(stage.counts.filter((count) => count.endsWith('given up'))).toEqual(['ending given up']);
    expect([one.state.owed.size, one.state.refused.size]).toEqual([0, 0]);
  });

  test('for an hour is tried for another by whoever starts in the middle of it', async () => {
    const stage = aStage();
    const one = stage.controller();
    await one.turn();
    stage.happens(GRANT);
    stage.slack.refuses(broken);
    await one.pass(minutes(50));

    await stage.controller().pass(minutes(20));
    const before = [stage.slack.took.length, stage.counts.includes('granted given up')];
    stage.slack.refuses(undefined);
    await stage.controller().pass(minutes(2));

    expect([before, keys(stage.slack)]).toEqual([[0, false], [GRANTED]]);
  });
});

describe('clusters', () => {
  test('that do not answer hold nobody up', async () => {
    const stage = aStage();
    for (const cluster of stage.clusters) cluster.cut();
    const one = stage.controller();
    await one.turn();
    stage.happens(GRANT);
    await soon(stage);

    await one.turn();
    await one.turn();

    expect(keys(stage.slack)).toEqual([GRANTED]);
  });

  test('that answer again are told since when, and tell what the other one knows', async () => {
    const stage = aStage();
    const [prodEu, staging] = stage.clusters;
    const one = stage.controller();
    prodEu.cut();
    await one.turn();
    stage.happens(GRANT);
    await soon(stage);
    await one.turn();
    prodEu.restore();

    await stage.controller().turn();

    expect([staging, prodEu].map((cluster) => cluster.toldData()?.['since'])).toEqual([START, START]);
    expect(keys(stage.slack)).toEqual([GRANTED]);
  });

  test('in which the controller may not write hold nobody up either', async () => {
    const stage = aStage();
    for (const { intercept } of stage.clusters)
      intercept(({ name }) => {
        if (name === 'writeTold') throw new Unavailable('answered 403: configmaps is forbidden');
      });
    const one = stage.controller();
    await one.turn();
    stage.happens(GRANT);
    await soon(stage);

    await one.turn();
    await one.turn();

    expect(keys(stage.slack)).toEqual([GRANTED]);
  });

  test('in which somebody wrote something else are written anew', async () => {
    const stage = aStage();
    const one = stage.controller();
    await one.turn();
    stage.clusters[0].setTold({ since: 'yesterday' });
    stage.happens(GRANT);
    await soon(stage);

    await one.turn();
    await stage.controller().turn();

    expect(keys(stage.slack)).toEqual([GRANTED]);
    expect(stage.clusters[0].toldData()).toMatchObject({ since: START });
  });

  test('[224] let two controllers that look at the same moment tell it once', async () => {
    const stage = aStage();
    const [one, other] = [stage.controller(), stage.controller()];
    await Promise.all([one.turn(), other.turn()]);
    stage.happens(GRANT);
    await soon(stage);

    for (let turn = 0; turn < 3; turn += 1) await Promise.all([one.turn(), other.turn()]);

    expect(keys(stage.slack)).toEqual([GRANTED]);
  });
});

describe('[224] controllers that share some clusters and not others', () => {
  /** One serves prod-eu and staging, the other staging and prod-us; both turn at the same moment, three times. */
  async function toldBoth(happens: (stage: Stage) => void, meanwhile: (stage: Stage) => void = () => {}) {
    const stage = aStage();
    const [prodEu, staging, prodUs] = stage.clusters;
    const both = [stage.controller([prodEu, staging]), stage.controller([prodUs, staging])];
    const turn = () => Promise.all(both.map((one) => one.turn()));
    await turn();
    happens(stage);
    meanwhile(stage);
    await soon(stage);
    for (let turns = 0; turns < 3; turns += 1) await turn();
    return { ...stage, both };
  }

  const inStaging = granted({ cluster: { name: 'staging', uid: 'f0' } });

  test('tell what is of a shared one once, and remember it', async () => {
    const stage = await toldBoth((one) => one.happens(inStaging));
    const [prodEu, staging, prodUs] = stage.clusters;

    for (const of of [[staging], [prodEu, staging], [prodUs, staging]]) await stage.controller(of).turn();

    expect(keys(stage.slack)).toEqual([GRANTED]);
  });

  test('tell what is of none once', async () => {
    const stage = await toldBoth(({ happens }) => happens(guardrails({ at: GRANT.at })));

    expect(slackKinds(stage)).toEqual(['guardrails']);
  });

  test('tell an alert that both see once', async () => {
    const { slack, both, clock } = await toldBoth(() => {});
    const alert = { kind: 'finding', key: 'finding everybody', message: 'Everybody may bypass.' } as const;
    for (const { state } of both) hear(state, alert, clock.now());
    await clock.advance(seconds(10));
    await Promise.all(both.map((one) => one.turn()));

    expect(slack.took.map(({ sentence }) => sentence)).toEqual(['Everybody may bypass.']);
  });

  test('agree on what happened in a shared one while another writes there', async () => {
    const { slack } = await toldBoth(
      (stage) => stage.happens(inStaging),
      ({ clusters: [, staging] }) => {
        let others = 0;
        staging.intercept(({ name }) => {
          if (name !== 'writeTold' || others === 2) return;
          others += 1;
          staging.setTold({ since: START, tellings: `${START} told 00c0ffee slack asked ${others}\n` });
        });
      },
    );

    expect(keys(slack)).toEqual([GRANTED]);
  });

  test('tell it each while the shared one answers nobody: better twice than never', async () => {
    const { slack } = await toldBoth(
      (stage) => stage.happens(inStaging),
      ({ clusters: [, staging] }) => staging.cut(),
    );

    expect(keys(slack)).toEqual([GRANTED, GRANTED]);
  });

  test('that share two tell at once what both claim, and never wait for each other', async () => {
    const stage = aStage();
    const [prodEu, staging, prodUs] = stage.clusters;
    const both = [stage.controller([staging, prodUs, prodEu]), stage.controller([prodUs, staging])];
    const turn = () => Promise.all(both.map((one) => one.turn()));
    await turn();
    stage.happens(guardrails({ at: GRANT.at }));
    await soon(stage);

    await turn();

    expect(slackKinds(stage)).toEqual(['guardrails']);
  });
});

/** By somebody else, right before the next write. */
function guardrailsAreClaimedFirst(cluster: Stage['clusters'][number]): void {
  cluster.intercept(({ name }) => {
    if (name !== 'writeTold') return;
    cluster.intercept(undefined);
    const tellings = `2026-11-20T16:00:10Z claimed 00c0ffee slack guardrails ${'c'.repeat(40)}\n`;
    cluster.setTold({ since: START, tellings });
  });
}

function slackKinds({ slack }: Stage): readonly string[] {
  return slack.took.map(({ kind }) => kind);
}

describe('[224] where clusters do not take what was told', () => {
  /** Two controllers that know the same two clusters, at the same moment; then whoever starts anew after three minutes. */
  async function toldWhere(prepare: (stage: Stage) => void): Promise<Stage> {
    const stage = aStage();
    const both = [stage.controller(), stage.controller()];
    const turn = () => Promise.all(both.map((one) => one.turn()));
    await turn();
    stage.happens(guardrails({ at: GRANT.at }));
    prepare(stage);
    await soon(stage);
    for (let turns = 0; turns < 3; turns += 1) await turn();
    await stage.clock.advance(minutes(3));
    await turn();
    await stage.controller().turn();
    return stage;
  }

  const writes = (cluster: Stage['clusters'][number], meet: (nth: number) => void): void => {
    let writes = 0;
    cluster.intercept(({ name }) => {
      if (name !== 'writeTold') return;
      writes += 1;
      meet(writes);
    });
  };

  test('a cluster that refuses each write hides nothing from the other', async () => {
    const stage = await toldWhere(({ clusters: [prodEu] }) =>
      writes(prodEu, () => {
        throw new Unavailable('answered 403: configmaps is forbidden');
      }),
    );

    expect(slackKinds(stage)).toEqual(['guardrails']);
  });

  test('a cluster in which somebody else writes all the time hides nothing from the other', async () => {
    const stage = await toldWhere(({ clusters: [prodEu] }) =>
      writes(prodEu, () => prodEu.setTold({ since: START, tellings: '' })),
    );

    expect(slackKinds(stage)).toEqual(['guardrails']);
  });

  test('what could not be noted is noted at the next turn, which does not wait for more to tell', async () => {
    const stage = aStage();
    const one = stage.controller();
    await one.turn();
    stage.happens(granted({ expiresAt: '2026-11-20T16:10:00Z' }));
    for (const cluster of stage.clusters)
      writes(cluster, (nth) => {
        if (nth === 2) throw new Unavailable('answered 429: too many requests');
      });
    await soon(stage);

    const next = await one.turn();
    await soon(stage);
    const last = await one.turn();
    await stage.clock.advance(minutes(3));
    await stage.controller().turn();

    expect([time(next), last, keys(stage.slack)]).toEqual(['16:00:20', undefined, [GRANTED]]);
  });

  test('what one cluster could not be asked for when it was to be noted is noted there, too', async () => {
    const stage = aStage();
    const [prodEu, staging] = stage.clusters;
    const one = stage.controller();
    await one.turn();
    stage.happens(GRANT);
    let reads = 0;
    staging.intercept(({ name }) => {
      if (name !== 'told') return;
      reads += 1;
      if (reads === 2) throw new Unavailable('answered 503');
    });
    await soon(stage);

    await one.turn();
    await soon(stage);
    await one.turn();

    const known = [prodEu, staging].map((cluster) => cluster.toldData()?.['tellings']);
    expect(known).toEqual([
      expect.stringContaining(`told 00000001 slack ${GRANTED}`),
      expect.stringContaining(`told 00000001 slack ${GRANTED}`),
    ]);
  });

  test('a cluster that never takes a note is left alone after two minutes', async () => {
    const stage = aStage();
    const [prodEu] = stage.clusters;
    const one = stage.controller();
    await one.turn();
    stage.happens(granted({ expiresAt: '2026-11-20T16:10:00Z' }));
    writes(prodEu, () => {
      throw new Unavailable('answered 403: configmaps is forbidden');
    });
    await soon(stage);

    const soonAgain = await one.turn();
    await stage.clock.advance(minutes(2));

    expect([time(soonAgain), await one.turn()]).toEqual(['16:00:20', undefined]);
  });

  test('clusters that take long for each write do not keep people from being told in time', async () => {
    const stage = aStage();
    const one = stage.controller(stage.clusters);
    await one.turn();
    stage.happens(GRANT);
    await soon(stage);
    const slow: string[] = [];
    for (const cluster of stage.clusters)
      cluster.intercept(async ({ name }) => {
        if (name !== 'writeTold') return;
        slow.push(cluster.name);
        await stage.clock.advance(seconds(20));
      });
    let before: readonly string[] = [];
    stage.slack.meets(() => void (before = before.length === 0 ? [...slow] : before));

    await one.turn();

    expect(keys(stage.slack)).toEqual([GRANTED]);
    expect(before).toEqual(['prod-eu', 'prod-us']);
  });

  test('where somebody else was quicker, nothing is written to the clusters after it', async () => {
    const stage = aStage();
    const [prodEu, staging] = stage.clusters;
    const one = stage.controller();
    await one.turn();
    stage.happens(guardrails({ at: GRANT.at }));
    await soon(stage);
    guardrailsAreClaimedFirst(prodEu);

    await one.turn();

    expect([slackKinds(stage), staging.toldData()?.['tellings']]).toEqual([[], '']);
  });

  test('what another told meanwhile is owed no more', async () => {
    const stage = aStage();
    const send = async (): Promise<never> => Promise.reject(broken);
    const cutOff = stage.controller(undefined, [{ name: 'slack', send }]);
    const other = stage.controller();
    await Promise.all([cutOff.turn(), other.turn()]);
    stage.happens(GRANT);
    await soon(stage);
    await cutOff.turn();
    expect(cutOff.state.owed.size).toBe(1);

    await other.turn();
    await stage.clock.advance(minutes(3));
    await cutOff.turn();

    expect([cutOff.state.owed.size, stage.counts.filter((one) => one.endsWith('given up'))]).toEqual([0, []]);
  });

  test('a cluster that says that telling begins one day silences nobody', async () => {
    const stage = aStage();
    for (const cluster of stage.clusters) cluster.setTold({ since: '9999-01-01T00:00:00Z' });
    const one = stage.controller();
    await one.turn();
    stage.happens(GRANT);
    await soon(stage);

    await one.turn();

    expect(keys(stage.slack)).toEqual([GRANTED]);
  });

  test('a claim by nobody, of a time to come, holds up nobody', async () => {
    const stage = aStage();
    const one = stage.controller();
    await one.turn();
    const tellings = `2026-12-20T16:00:00Z claimed 00c0ffee slack ${GRANTED}\n`;
    for (const cluster of stage.clusters) cluster.setTold({ since: START, tellings });
    stage.happens(GRANT);
    await soon(stage);

    await one.turn();

    expect(keys(stage.slack)).toEqual([GRANTED]);
  });
});

describe('[224] a claim', () => {
  test('of whom Slack does not answer is given back to whom it does', async () => {
    const stage = aStage();
    const send = async (): Promise<never> => Promise.reject(broken);
    const [cutOff, other] = [stage.controller(undefined, [{ name: 'slack', send }]), stage.controller()];
    await Promise.all([cutOff.turn(), other.turn()]);
    stage.happens(GRANT);
    await soon(stage);

    for (let minute = 0; minute < 5; minute += 1) {
      await cutOff.turn();
      await other.turn();
      await stage.clock.advance(minutes(1));
    }

    expect(keys(stage.slack)).toEqual([GRANTED]);
  });

  test('of whom another was quicker elsewhere holds up no third', async () => {
    const stage = aStage();
    const [prodEu, staging, prodUs] = stage.clusters;
    const first = stage.controller([prodEu, prodUs]);
    const third = stage.controller([prodEu]);
    await Promise.all([first.turn(), third.turn()]);
    stage.happens(guardrails({ at: GRANT.at }));
    await soon(stage);
    guardrailsAreClaimedFirst(prodUs);
    await first.turn();
    expect([slackKinds(stage), staging.toldData()]).toEqual([[], undefined]);

    await third.turn();

    expect(slackKinds(stage)).toEqual(['guardrails']);
  });
});

describe('[224] a controller that dies', () => {
  /** Before and after each call and each message: so many crossings does telling one thing take. */
  async function toldWith(killedAt: number) {
    const stage = aStage();
    const one = stage.controller();
    await one.turn();
    stage.happens(GRANT);
    await soon(stage);
    let crossings = 0;
    const cross = (): void => {
      crossings += 1;
      if (crossings === killedAt) throw new Killed();
    };
    stage.clusters[0].intercept(cross);
    stage.slack.meets(cross);
    const outcome = await one.turn().then(
      () => 'alive' as const,
      (error: unknown) => {
        if (error instanceof Killed) return 'killed' as const;
        throw error;
      },
    );
    stage.clusters[0].intercept(undefined);
    stage.slack.meets(() => {});
    const next = stage.controller();
    await next.turn();
    const early = stage.slack.took.length;
    await next.pass(minutes(3));
    return { outcome, crossings, early, told: stage.slack.took.length };
  }

  test('at any moment has told it in the end, and at most once too often', async () => {
    const whole = await toldWith(Number.POSITIVE_INFINITY);
    expect(whole).toMatchObject({ outcome: 'alive', early: 1, told: 1 });

    const outcomes: number[] = [];
    for (let at = 1; at <= whole.crossings; at += 1) {
      const { outcome, told } = await toldWith(at);
      expect(outcome).toBe('killed');
      outcomes.push(told);
    }

    // Read, claim; the message, which may have been taken; read, note.
    expect(outcomes).toEqual([1, 1, 1, 2, 2, 2]);
  });

  test('in the middle of it is waited for: its claim lasts for two minutes', async () => {
    expect((await toldWith(3)).early).toBe(0);
  });
});
