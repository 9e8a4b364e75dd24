// From the webhook of a merge to the SubjectAccessReview that says yes, beside the same calls sent bare.
import { isOutward, ownMirror, tokenIn, untilAnswered } from './bare.ts';
import { rightNow, type Call } from './calls.ts';
import { counter } from './counted.ts';
import { p50, percentile, timed, type Line } from './measure.ts';
import { replayOf } from './replay.ts';
import { timeline } from './timeline.ts';
import { approvedRequest } from './requests.ts';
import { engineer, startSetting, usernameOf, type Setting } from './setting.ts';

export interface GrantsOptions {
  readonly grants: number;
  /** Prints every call of the last grant. */
  readonly trace: boolean;
}

/** The first ones warm everything up and do not count. */
const WARM_UP = 5;

export async function grants({ grants: count, trace }: GrantsOptions): Promise<readonly Line[]> {
  const setting = await startSetting(count + WARM_UP);
  try {
    await setting.start();
    const mirror = ownMirror(setting);
    const times: Timed[] = [];
    for (let index = 0; index < count + WARM_UP; index += 1) {
      const { took, heard, ...counts } = await grantOnce(setting, index);
      const calls = heard.filter(isOutward);
      if (trace && index === count + WARM_UP - 1) console.error(timeline(heard, heard[0]?.start ?? 0), took);
      const bare = await bareOnce(setting, mirror, index, calls);
      if (index >= WARM_UP) times.push({ measured: took, bare, calls, ...counts });
    }
    return linesOf(times);
  } finally {
    await setting.close();
  }
}

interface Granted {
  readonly took: number;
  readonly heard: readonly Call[];
  /** Of the calls to GitHub those that count. */
  readonly rest: number;
  readonly graphqlReads: number;
}

async function grantOnce(setting: Setting, index: number): Promise<Granted> {
  const { ear } = setting;
  const merged = await (await approvedMerge(setting, index))();
  const start = rightNow();
  const counted = counter(setting.github);
  const took = await merged.tell();
  const { rest: all, graphqlReads } = counted();
  const rest = all.filter((call) => !isHearing(call));
  await ear.untilQuiet();
  return { took, heard: await ear.between(start, start + took), rest: rest.length, graphqlReads };
}

/** The comments of the whole repository are heard, whatever is merged. */
function isHearing(call: string): boolean {
  return call.endsWith('/issues/comments');
}

/** A request that is approved. What it gives merges it; what that gives tells the controller, and waits for the access. */
export async function approvedMerge(setting: Setting, index: number): Promise<() => Promise<UntoldMerge>> {
  const { webhooks } = setting.github.faults;
  const number = await approvedRequest(setting, index);
  return async () => {
    webhooks.hold();
    await setting.github.as(engineer(index)).merge(number, 'squash');
    return {
      tell: () =>
        timed(async () => {
          webhooks.release();
          await untilAnswered(setting, usernameOf(engineer(index)), 'allowed');
        }),
    };
  };
}

/** The merge itself is GitHub's: time runs from the moment at which its webhooks leave. */
interface UntoldMerge {
  readonly tell: () => Promise<number>;
}

async function bareOnce(
  setting: Setting,
  mirror: string,
  index: number,
  calls: readonly Call[],
): Promise<number> {
  const { github, controller, admin } = setting;
  // Nobody tells the controller of what the bare calls do.
  github.sendWebhooksTo(undefined);
  await github.directPush({ [`bare/request-${index}.yaml`]: `a request of ${index}\n` });
  const user = `bare-${index}@acme.com`;
  const replay = replayOf({
    kube: controller,
    mirror,
    gitUrl: github.gitUrl,
    token: () => tokenIn(calls),
    head: () => github.head(),
    user,
  });
  const start = performance.now();
  const [, took] = await Promise.all([
    replay.run(calls),
    untilAnswered(setting, user, 'allowed').then(() => performance.now() - start),
  ]);
  for (const path of replay.applied()) await admin.call({ method: 'DELETE', path });
  setting.listenAgain();
  return took;
}

interface Timed extends Pick<Granted, 'rest' | 'graphqlReads'> {
  readonly measured: number;
  readonly bare: number;
  readonly calls: readonly Call[];
}

function linesOf(times: readonly Timed[]): readonly Line[] {
  const measured = times.map((one) => one.measured);
  const bare = times.map((one) => one.bare);
  const limit = { ratio: 1.5 };
  const calls = p50(times.map((one) => one.calls.length));
  return [
    {
      name: 'merge → allowed, p50',
      unit: 'ms',
      measured: p50(measured),
      bare: p50(bare),
      limit,
      note: `${times.length} grants, ${calls} calls each`,
    },
    {
      name: 'merge → allowed, p95',
      unit: 'ms',
      measured: percentile(measured, 0.95),
      bare: percentile(bare, 0.95),
      limit,
    },
    { name: 'calls for one grant', unit: 'count', measured: calls, bare: undefined, limit: undefined },
    {
      name: 'of them, REST calls that count',
      unit: 'count',
      measured: Math.max(...times.map(({ rest }) => rest)),
      bare: undefined,
      limit: { most: 7 },
      note: 'the most of any grant; 5, and 2 for its one approver',
    },
    {
      name: 'of them, GraphQL reads',
      unit: 'count',
      measured: Math.max(...times.map(({ graphqlReads }) => graphqlReads)),
      bare: undefined,
      limit: { most: 1 },
    },
  ];
}
