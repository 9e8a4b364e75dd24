// A GitHub that fails, hangs, limits, suspends: nothing of it passes for an answer, and no write is made twice.
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { makePace } from '../../../src/adapters/github/pace.ts';
import { milliseconds } from '../../../src/core/time.ts';
import { Unavailable } from '../../../src/ports.ts';
import { aRequest, useSetting } from './setting.ts';

const here = useSetting();

const open = () => here.github.as('alice').openPullRequest({ branch: 'ask', title: 'Ask', files: aRequest });

describe('a read', () => {
  test('that failed in passing is repeated', async () => {
    const { number } = await open();
    here.github.faults.fail('GET /repos/*/*/pulls/*', 502, { times: 2 });

    expect((await here.ours.pullRequest(number))?.number).toBe(number);
  });

  test('whose connection broke is repeated', async () => {
    const { number } = await open();
    here.github.faults.cut('GET /repos/*/*/pulls/*/reviews', 1);

    expect(await here.ours.reviews(number)).toEqual([]);
  });

  test('that goes on failing is unread after two repeats, with GitHub’s words', async () => {
    const { number } = await open();
    const fault = here.github.faults.fail('GET /repos/*/*/pulls/*', 503, {
      body: { message: 'No server is available' },
    });

    await expect(here.ours.pullRequest(number)).rejects.toThrow(
      `GitHub answered 503 when asked for pull request #${number}: No server is available`,
    );
    expect(fault.hits()).toBe(3);
  });

  test('that hangs is unread when its time is over', async () => {
    await here.ours.repository();
    here.github.faults.delay('GET /repositories/*', 5_000);
    const impatient = here.connect({ deadline: milliseconds(200) });
    await impatient.repository();

    await expect(impatient.repository()).rejects.toThrow(/did not answer when asked for the repository/);
  });

  test('that is answered with text, or half an answer, is unread', async () => {
    await open();
    here.github.faults.fail('GET /repos/*/*/pulls', 200, { body: 'Welcome!' });
    await expect(here.ours.openPullRequests()).rejects.toThrow(Unavailable);

    here.github.faults.clear();
    const half = {
      data: { repository: { c0: null } },
      errors: [{ message: 'Something broke', path: ['c0'] }],
    };
    here.github.faults.fail(/POST \/graphql/, 200, { body: half });
    await expect(here.ours.contributors(['1'.repeat(40)])).rejects.toThrow(/Something broke/);
  });

  test('of nothing at all, from a GitHub that is away, is unread', async () => {
    const away = here.connect({ apiUrl: 'http://127.0.0.1:9/api/v3' });

    await expect(away.repository()).rejects.toThrow(Unavailable);
    await expect(away.token()).rejects.toThrow(Unavailable);
  });
});

describe('signing in', () => {
  test('is done once for many calls', async () => {
    await Promise.all([here.ours.repository(), here.ours.standing('alice'), here.ours.standing('bob')]);

    const tokens = here.github.requests.filter(({ path }) => path.endsWith('/access_tokens'));
    expect(tokens).toHaveLength(1);
  });

  test('is done again when the token is refused, and a write is done all the same [92]', async () => {
    const { number } = await open();
    await here.ours.repository();
    const before = await here.ours.token();
    here.github.faults.revokeTokens();

    await here.ours.createComment(number, 'once');

    expect(await here.ours.token()).not.toBe(before);
    expect(here.github.state.comments.map(({ body }) => body)).toEqual(['once']);
  });

  test('is done again before the token ends', async () => {
    let time = Date.now();
    const ours = here.connect({ wallClock: () => time });
    const first = await ours.token();
    time += 30 * 60_000;
    expect(await ours.token()).toBe(first);
    time += 26 * 60_000;
    expect(await ours.token()).not.toBe(first);
  });

  test('[209] fails while the installation is suspended, says so, and works again afterwards [92]', async () => {
    const { number } = await open();
    await here.ours.repository();
    here.github.faults.suspendInstallation();

    await expect(here.ours.reviews(number)).rejects.toThrow(/suspended/);
    await expect(here.connect().repository()).rejects.toThrow(/suspended/);
    await expect(here.ours.pullRequest(number)).rejects.toThrow(Unavailable);

    here.github.faults.unsuspendInstallation();
    expect(await here.ours.reviews(number)).toEqual([]);
  });

  test.each([
    [
      'of another App',
      () =>
        generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
          type: 'pkcs8',
          format: 'pem',
        }),
    ],
    ['that is none', () => 'no key at all'],
  ])('with a key %s fails, and tells nothing of the key', async (_, key) => {
    const privateKey = String(key());
    const ours = here.connect({ privateKey });

    const failure = await ours.repository().catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(Unavailable);
    expect(String(failure)).not.toContain(privateKey.slice(0, 60));
  });

  test('takes the key in the form that GitHub gives', async () => {
    const { createPrivateKey } = await import('node:crypto');
    const pkcs1 = createPrivateKey(here.github.app.privateKey).export({ type: 'pkcs1', format: 'pem' });

    expect((await here.connect({ privateKey: String(pkcs1) }).repository()).id).toBe(9001);
  });

  test('tells the App’s own name', async () => {
    expect(await here.ours.slug()).toBe('daypass');
  });
});

describe('limits', () => {
  const limited = (retryAfter?: string) => ({
    body: { message: 'You have exceeded a secondary rate limit.' },
    ...(retryAfter === undefined ? {} : { headers: { 'retry-after': retryAfter } }),
  });
  const clocked = () => {
    const clock = { at: Date.now() };
    return { clock, ours: here.connect({ wallClock: () => clock.at }) };
  };

  test('are known after the first answer', async () => {
    expect(here.ours.rateRemaining()).toBeUndefined();
    await here.ours.repository();

    expect(here.ours.rateRemaining()).toBeGreaterThan(4_000);
    expect(here.ours.standstill()).toBeUndefined();
  });

  test('[202] after the secondary one nothing is written for a minute, and reads go on', async () => {
    const { number } = await open();
    const { clock, ours } = clocked();
    await ours.repository();
    const fault = here.github.faults.fail('POST /repos/*/*/issues/*/comments', 403, limited());

    await expect(ours.createComment(number, 'x')).rejects.toThrow(/secondary rate limit/);
    fault.lift();
    clock.at += 59_000;
    await expect(ours.createComment(number, 'x')).rejects.toThrow(/secondary limit was hit, until/);
    expect(fault.hits()).toBe(1);
    expect(ours.standstill()).toMatch(/secondary limit was hit, until/);
    expect(await ours.reviews(number)).toEqual([]);

    clock.at += 2_000;
    await ours.createComment(number, 'x');
    expect(ours.standstill()).toBeUndefined();
    expect(here.github.state.comments).toHaveLength(1);
  });

  test('[202] the secondary one doubles the pause each time, and never shortens what GitHub asks', async () => {
    const { number } = await open();
    const { clock, ours } = clocked();
    await ours.repository();
    const start = clock.at;
    const pauses: number[] = [];
    for (const retryAfter of [undefined, undefined, '1000']) {
      const fault = here.github.faults.fail('POST /repos/*/*/issues/*/comments', 429, limited(retryAfter));
      await expect(ours.createComment(number, 'x')).rejects.toThrow(Unavailable);
      fault.lift();
      const until = Date.parse(/until (\S+)$/.exec(ours.standstill() ?? '')?.[1] ?? '');
      pauses.push(Math.round((until - clock.at) / 1000));
      clock.at = until + 1000;
    }

    expect(clock.at).toBeGreaterThan(start);
    expect(pauses.map((pause) => Math.round(pause / 10) * 10)).toEqual([60, 120, 1000]);
  });

  test('[202] when a read meets the secondary one, nothing at all is asked', async () => {
    const { number } = await open();
    const { ours } = clocked();
    await ours.repository();
    here.github.faults.fail('GET /repos/*/*/pulls/*/reviews', 403, { ...limited('90'), times: 1 });
    await expect(ours.reviews(number)).rejects.toThrow(Unavailable);
    here.calls();

    await expect(ours.reviews(number)).rejects.toThrow(/secondary limit was hit/);
    expect(here.calls()).toEqual([]);
  });

  test('[203] when the hour is used up nothing is asked until the next one begins', async () => {
    const { number } = await open();
    const { clock, ours } = clocked();
    await ours.repository();
    here.github.faults.limits.exhaust();
    await expect(ours.reviews(number)).rejects.toThrow(/rate limit exceeded/);
    here.calls();

    await expect(ours.reviews(number)).rejects.toThrow(/the hourly limit is used up, until/);
    expect(here.calls()).toEqual([]);

    here.github.faults.limits.reset();
    clock.at += 3_600_000 - 300_000 - 1;
    await expect(ours.reviews(number)).rejects.toThrow(/used up/);
    clock.at += 302_000;
    expect(await ours.reviews(number)).toEqual([]);
  });

  test('leave something of each hour to grants: comments stop first, then checks, proofs never', async () => {
    const { number, head } = await open();
    const stops = async (work: Promise<unknown>) =>
      work.then(
        () => false,
        (error: unknown) => /is kept for grants and their ends, until/.test(String(error)),
      );
    const result = {
      head: head.sha,
      outcome: 'in progress',
      externalId: '',
      title: 'Pending',
      summary: '',
      annotations: [],
    } as const;
    const using = async (used: number) => {
      const ours = here.connect();
      const { forChecks } = ours;
      here.github.faults.limits.use(used);
      await ours.reviews(number);
      const stopped = [
        await stops(forChecks.createComment(number, 'x')),
        await stops(forChecks.reviews(number)),
        await stops(forChecks.publishCheck(result)),
        await stops(ours.reviews(number)),
      ];
      return { stopped, standstill: ours.standstill() ?? '' };
    };

    expect(await using(3_000)).toMatchObject({ stopped: [false, false, false, false] });
    expect(await using(3_600)).toMatchObject({ stopped: [true, false, false, false] });
    expect(await using(4_100)).toMatchObject({ stopped: [true, true, false, false] });
    expect(await using(4_600)).toMatchObject({
      stopped: [true, true, true, false],
      standstill: expect.stringMatching(/kept for grants/),
    });
  });

  test('on created content hold for any hour, and what is kept is for commits, then for check runs', async () => {
    const clock = { at: Date.now() };
    const sent: string[] = [];
    const pace = makePace(
      { minute: { size: 1000, perHour: 3_600_000, kept: 0 }, hour: { most: 10, kept: 2 } },
      () => clock.at,
    )(async (url) => {
      sent.push(new URL(url).pathname);
      return new Response();
    });
    const post = (path: string) => pace(`https://api.github.com${path}`, { method: 'POST' });
    const fill = async (path: string) => {
      let count = 0;
      while (
        await post(path).then(
          () => true,
          () => false,
        )
      )
        count += 1;
      return count;
    };

    expect(await fill('/issues/1/comments')).toBe(6);
    expect(await fill('/check-runs')).toBe(2);
    expect(await fill('/graphql')).toBe(2);
    clock.at += 3_599_000 - 20_000;
    expect(await fill('/graphql')).toBe(0);
    clock.at += 30_000;
    expect(await fill('/check-runs')).toBe(8);
    expect(sent).toHaveLength(18);
  });

  test('on created content are not met: many comments are spread', async () => {
    const { number } = await open();
    const ours = here.connect({
      pace: {
        minute: { size: 3, perHour: 36_000, kept: 1 },
        hour: { most: 100, kept: 0 },
      },
    });
    await ours.repository();
    const start = performance.now();

    await Promise.all(Array.from({ length: 6 }, (_, at) => ours.createComment(number, `${at}`)));

    expect(performance.now() - start).toBeGreaterThan(380);
    expect(here.github.state.comments).toHaveLength(6);
  });
});

test('[208] an older answer is told as it is, and forgotten when the newer one comes [109]', async () => {
  const pull = await open();
  const { number } = pull;
  const older = pull.head.sha;
  await here.ours.openPullRequests();
  const stale = here.github.faults.stale();
  const newer = await here.github.as('alice').push('ask', { 'more.yaml': 'x\n' });

  expect((await here.ours.openPullRequests())[0]?.head.oid).toBe(older);
  expect((await here.ours.pullRequest(number))?.head.oid).toBe(older);
  stale.lift();

  expect((await here.ours.openPullRequests())[0]?.head.oid).toBe(newer);
});

test('the version of the API is always named', async () => {
  const seen: (string | null)[] = [];
  const { fetch } = globalThis;
  globalThis.fetch = (input, init) => {
    seen.push(new Headers(init?.headers).get('x-github-api-version'));
    return fetch(input, init);
  };
  try {
    await here.ours.repository();
    await here.ours.contributors([here.github.head()]);
  } finally {
    globalThis.fetch = fetch;
  }

  expect(new Set(seen)).toEqual(new Set(['2022-11-28']));
});
