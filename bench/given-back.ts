// From the webhook of a word, or of a merged removal, to the SubjectAccessReview that says no, beside the same calls sent bare.
import { hours, instantOf, plus } from '../src/core/time.ts';
import { bringUp, isOutward, ownMirror, tokenIn, untilAnswered } from './bare.ts';
import { rightNow, type Call } from './calls.ts';
import { bindings } from './fixtures.ts';
import { p50, percentile, timed, type Line } from './measure.ts';
import { replayOf } from './replay.ts';
import { approvedRequest, requestPath, untilChecked } from './requests.ts';
import { engineer, startSetting, usernameOf, type Setting } from './setting.ts';
import { timeline } from './timeline.ts';

export interface GivenBackOptions {
  /** Of each way. */
  readonly ends: number;
  /** Prints every call of the last end of each way. */
  readonly trace: boolean;
}

/** The first ones warm everything up and do not count. */
const WARM_UP = 3;

export async function givenBack({ ends: count, trace }: GivenBackOptions): Promise<readonly Line[]> {
  const each = count + WARM_UP;
  const setting = await startSetting(2 * each);
  try {
    await setting.start();
    const mirror = ownMirror(setting);
    const lines: Line[] = [];
    for (const [turn, way] of WAYS.entries()) {
      const times: Timed[] = [];
      for (let index = 0; index < each; index += 1) {
        const told = await endOnce(setting, way, turn * each + index);
        const bare = await bareOnce(setting, mirror, told.calls, way, turn * each + index);
        if (index >= WARM_UP) times.push({ ...told, bare });
        if (trace && index === each - 1) console.error(timeline(told.calls, told.start), told.measured, bare);
      }
      lines.push(...linesOf(way, times));
    }
    return lines;
  } finally {
    await setting.close();
  }
}

interface Way {
  readonly name: string;
  /** What comes before it, and gives what ends it. */
  readonly prepare: (setting: Setting, index: number, granted: number) => Promise<() => Promise<unknown>>;
  /** Whether the branch is another one afterwards. */
  readonly moves: boolean;
}

const WAYS: readonly Way[] = [
  {
    name: '`/release` → denied',
    moves: false,
    prepare:
      async ({ github }, index, granted) =>
      async () =>
        github.as(engineer(index)).comment(granted, '/release'),
  },
  {
    name: 'merged removal → denied',
    moves: true,
    prepare: async (setting, index) => {
      const { github } = setting;
      const login = engineer(index);
      const files = { [requestPath(login, index)]: null };
      const asked = { branch: `give-back-${index}`, title: 'Done', files };
      const { number } = await github.as(login).openPullRequest(asked);
      await untilChecked(setting, number, 'success');
      return async () => github.as(login).merge(number, 'squash');
    },
  },
];

interface Told {
  readonly start: number;
  readonly measured: number;
  readonly calls: readonly Call[];
}

async function endOnce(setting: Setting, { prepare }: Way, index: number): Promise<Told> {
  const { ear, github } = setting;
  const { webhooks } = github.faults;
  const user = usernameOf(engineer(index));
  const granted = await approvedRequest(setting, index);
  await github.as(engineer(index)).merge(granted, 'squash');
  await untilAnswered(setting, user, 'allowed');
  const end = await prepare(setting, index, granted);
  await ear.untilQuiet(300);
  webhooks.hold();
  await end();
  const start = rightNow();
  const measured = await timed(async () => {
    webhooks.release();
    await untilAnswered(setting, user, 'denied');
  });
  await ear.untilQuiet(300);
  return { start, measured, calls: upToTheDelete(await ear.between(start, start + measured)) };
}

/** What comes after it, this end does not wait for. */
function upToTheDelete(calls: readonly Call[]): readonly Call[] {
  const outward = calls.filter(isOutward);
  const last = outward.findIndex((call) => call.kind === 'kubernetes' && call.method === 'DELETE');
  if (last < 0) throw new Error('the controller deleted nothing');
  return outward.slice(0, last + 1);
}

async function bareOnce(
  setting: Setting,
  mirror: string,
  calls: readonly Call[],
  { moves }: Way,
  index: number,
): Promise<number> {
  const { github, controller, admin } = setting;
  const later = plus(instantOf(Date.now()), hours(1));
  const [fixture] = await bindings(admin, `given-back-${index}`, [later]);
  if (fixture === undefined) throw new Error('there is one for each end');
  const { user } = fixture;
  await untilAnswered(setting, user, 'allowed');
  // Nobody tells the controller of what the bare calls do.
  github.sendWebhooksTo(undefined);
  bringUp(mirror, setting);
  if (moves) await github.directPush({ [`bare/end-${index}.yaml`]: `an end of ${index}\n` });
  const head = () => github.head();
  const token = () => tokenIn(calls);
  const parts = { kube: controller, mirror, gitUrl: github.gitUrl, token, head, user, ended: fixture };
  const replay = replayOf(parts);
  const took = await timed(() => Promise.all([replay.run(calls), untilAnswered(setting, user, 'denied')]));
  setting.listenAgain();
  return took;
}

interface Timed extends Told {
  readonly bare: number;
}

function linesOf({ name }: Way, times: readonly Timed[]): readonly Line[] {
  const measured = times.map((one) => one.measured);
  const bare = times.map((one) => one.bare);
  const calls = p50(times.map((one) => one.calls.length));
  const limit = { ratio: 1.5 };
  return [
    {
      name: `${name}, p50`,
      unit: 'ms',
      measured: p50(measured),
      bare: p50(bare),
      limit,
      note: `${times.length} ends, ${calls} calls each`,
    },
    {
      name: `${name}, p95`,
      unit: 'ms',
      measured: percentile(measured, 0.95),
      bare: percentile(bare, 0.95),
      limit,
    },
  ];
}
