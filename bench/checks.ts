// The check of open pull requests: what one costs, and what all of them cost after a change of the policy.
import { setTimeout as sleep } from 'node:timers/promises';
import { gitHubPace } from '../src/adapters/github/pace.ts';
import { counter } from './counted.ts';
import { timed, type Line } from './measure.ts';
import { requestPath, requestText } from './requests.ts';
import { engineer, startSetting, type Setting } from './setting.ts';

const POLICY = 'access-requests/policy.yaml';

export async function checks({ pulls: count }: { readonly pulls: number }): Promise<readonly Line[]> {
  const setting = await startSetting(count);
  try {
    await setting.start();
    setting.github.sendWebhooksTo(undefined);
    const numbers = await openMany(setting, count);
    const one = await during(setting, () => untilAll(setting, numbers, 'action_required'));
    // GitHub dates by the second, so what just moved is read once more.
    await sleep(61_000);
    await quietTurn(setting);
    const all = await during(setting, () => afterPolicyChange(setting, numbers));
    const perHour = gitHubPace.hour.most - gitHubPace.hour.kept;
    const hours = Math.ceil((count / perHour) * 10) / 10;
    const plain = { bare: undefined, limit: undefined } as const;
    return [
      {
        name: 'checking one pull request, CPU',
        unit: 'ms',
        measured: one.cpuMs / count,
        bare: undefined,
        limit: { ms: 150 },
        note: `the mean of ${count}, reading, deciding and writing; git’s own processes are not in it`,
      },
      { name: 'of it, REST reads that count', unit: 'count', measured: round(one.reads / count), ...plain },
      {
        name: `${count} open ones after a policy change`,
        unit: 'ms',
        measured: all.took,
        ...plain,
        note: `with GitHub’s limit on written content off; with it the check runs take ${hours} h, since GitHub lets ${perHour} of them be written in an hour beside commits, those that could be merged first`,
      },
      {
        name: 'of it, REST reads that count, an hour',
        unit: 'count',
        measured: Math.ceil(all.reads / Math.max(1, hours)),
        bare: undefined,
        limit: { most: 4_000 },
        note: 'a fifth of the 5,000 of an hour stays for grants',
      },
      {
        name: 'of it, GraphQL reads, an hour',
        unit: 'count',
        measured: Math.ceil(all.graphqlReads / Math.max(1, hours)),
        bare: undefined,
        limit: { most: 4_000 },
      },
      { name: 'of it, writes', unit: 'count', measured: all.writes, ...plain },
    ];
  } finally {
    await setting.close();
  }
}

const round = (value: number): number => Math.round(value * 10) / 10;

async function openMany({ github }: Setting, count: number): Promise<readonly number[]> {
  const numbers: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const login = engineer(index);
    const { number } = await github.as(login).openPullRequest({
      branch: `ask-${index}`,
      title: `Logs for ${login}`,
      files: { [requestPath(login, index)]: requestText(login, index) },
    });
    numbers.push(number);
  }
  return numbers;
}

async function during({ daypass, github }: Setting, work: () => Promise<unknown>) {
  const counted = counter(github);
  const before = await daypass().usage();
  const took = await timed(work);
  const { cpuMs } = await daypass().usage();
  const { rest, graphqlReads, writes } = counted();
  return { took, cpuMs: cpuMs - before.cpuMs, reads: rest.length, graphqlReads, writes };
}

async function quietTurn({ daypass, ear }: Setting): Promise<void> {
  await daypass().tick();
  await sleep(200);
  await ear.untilQuiet(2_000);
}

/** Shorter than what all of them ask for: each of them is refused. */
async function afterPolicyChange(setting: Setting, numbers: readonly number[]): Promise<void> {
  const { github } = setting;
  const policy = (await github.file(POLICY)) ?? '';
  const pull = await github.as('dave').openPullRequest({
    branch: 'shorter',
    title: 'Shorter',
    files: { [POLICY]: policy.replaceAll(/maxDuration: \w+/g, 'maxDuration: 1h') },
  });
  await untilAll(setting, [pull.number], 'action_required');
  github.as('erin').approve(pull);
  await untilAll(setting, [pull.number], 'success');
  await github.as('dave').merge(pull, 'squash');
  await untilAll(setting, numbers, 'failure');
}

async function untilAll(
  { github, daypass }: Setting,
  numbers: readonly number[],
  conclusion: string,
): Promise<void> {
  const heads = new Set(numbers.map((number) => github.pull(number).head.sha));
  const deadline = performance.now() + 900_000;
  const latest = () => new Map(github.state.checkRuns.map((run) => [run.headSha, run.conclusion] as const));
  const isThere = () => {
    const now = latest();
    return [...heads].every((head) => now.get(head) === conclusion);
  };
  await daypass().tick();
  for (let waits = 1; !isThere(); waits += 1) {
    if (performance.now() > deadline) throw new Error(`not every check is ${conclusion} after 15 minutes`);
    await sleep(100);
    if (waits % 100 === 0) await daypass().tick();
  }
}
