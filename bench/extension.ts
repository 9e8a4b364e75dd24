// More time for what is held: whether a SubjectAccessReview is ever denied from before the merge until after the old binding is gone.
import { setTimeout as sleep } from 'node:timers/promises';
import { untilAnswered } from './bare.ts';
import { countEvents } from './fixtures.ts';
import { p50, timed, type Line } from './measure.ts';
import { approvedRequest, requestPath, requestText, untilChecked } from './requests.ts';
import { engineer, NAMESPACE, startSetting, usernameOf, type Setting } from './setting.ts';

const OURS = 'app.kubernetes.io/managed-by=daypass';
/** A question is asked every so many milliseconds, and for so long before and after. */
const EVERY = 10;
const MARGIN = 500;

export async function extension({ extensions }: { readonly extensions: number }): Promise<readonly Line[]> {
  const setting = await startSetting(extensions);
  try {
    await setting.start();
    const all: Extended[] = [];
    for (let index = 0; index < extensions; index += 1) all.push(await extendOnce(setting, index));
    const answers = all.flatMap((one) => one.answers);
    const plain = { bare: undefined, limit: undefined } as const;
    return [
      {
        name: `${extensions} extensions, denied answers`,
        unit: 'count',
        measured: answers.filter((allowed) => !allowed).length,
        bare: undefined,
        limit: { most: 0 },
        note: `of ${answers.length} answers, asked for every ${EVERY} ms; the longest pause between two ${Math.max(...all.map(({ pause }) => pause)).toFixed(0)} ms`,
      },
      {
        name: 'merge → old binding gone, p50',
        unit: 'ms',
        measured: p50(all.map(({ took }) => took)),
        ...plain,
      },
    ];
  } finally {
    await setting.close();
  }
}

interface Extended {
  readonly answers: readonly boolean[];
  /** The longest between two questions. */
  readonly pause: number;
  readonly took: number;
}

async function extendOnce(setting: Setting, index: number): Promise<Extended> {
  const { github, admin, ear } = setting;
  const login = engineer(index);
  const first = await approvedRequest(setting, index);
  await github.as(login).merge(first, 'squash');
  await untilAnswered(setting, usernameOf(login), 'allowed');
  const more = await approvedExtension(setting, index);
  await ear.untilQuiet(300);
  const deleted = await countEvents(admin, OURS, 'DELETED');
  const asking = askAllTheTime(setting, usernameOf(login));
  await sleep(MARGIN);
  const took = await timed(async () => {
    await github.as(login).merge(more, 'squash');
    await deleted.at(1);
  });
  await sleep(MARGIN);
  deleted.stop();
  return { ...(await asking.stop()), took };
}

async function approvedExtension(setting: Setting, index: number): Promise<number> {
  const { github } = setting;
  const login = engineer(index);
  const { number } = await github.as(login).openPullRequest({
    branch: `more-${index}`,
    title: `More time for ${login}`,
    files: { [requestPath(login, index)]: requestText(login, index).replace('duration: 2h', 'duration: 3h') },
  });
  await untilChecked(setting, number, 'action_required');
  github.as('bob').approve(number);
  await untilChecked(setting, number, 'success');
  return number;
}

/** NB: no question waits for the answer of another, or a slow one would hide what is denied meanwhile. */
function askAllTheTime({ admin }: Setting, user: string) {
  const answers: Promise<boolean>[] = [];
  let last = performance.now();
  let pause = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    pause = Math.max(pause, now - last);
    last = now;
    answers.push(admin.allows(user, NAMESPACE));
  }, EVERY);
  return {
    stop: async () => {
      clearInterval(timer);
      return { answers: await Promise.all(answers), pause };
    },
  };
}
