// Many grants that are held: what an idle turn costs, what the process weighs, and how soon a new one knows them all.
import { setTimeout as sleep } from 'node:timers/promises';
import { hours, instantOf } from '../src/core/time.ts';
import { rightNow } from './calls.ts';
import { counter } from './counted.ts';
import { untilBound } from './fixtures.ts';
import { p50, type Line } from './measure.ts';
import { recordGrants } from './recorded.ts';
import { startSetting, type Setting } from './setting.ts';

const TURNS = 5;
/** Of what was granted within the last day, the comments are looked at: nothing of that is idle. */
const A_WHILE = hours(25);

export async function held({ grants: count }: { readonly grants: number }): Promise<readonly Line[]> {
  const setting = await startSetting(count);
  try {
    await recordGrants(setting, count, { grantedAt: instantOf(Date.now() - A_WHILE) });
    await setting.start();
    await untilBound(setting.admin, count);
    await setting.ear.untilQuiet(2_000);
    await setting.stop();
    const cold = await coldStart(setting);
    const idle = await idleTurns(setting);
    const name = (what: string) => `${count} held grants, ${what}`;
    const plain = { bare: undefined, unit: 'count' } as const;
    return [
      {
        name: name('cold start'),
        unit: 'ms',
        measured: cold,
        bare: undefined,
        limit: { ms: 10_000 },
        note: 'from the start of the process, the mirror is there, to the end of the first turn',
      },
      {
        name: name('CPU of an idle turn'),
        unit: 'ms',
        measured: idle.cpuMs,
        bare: undefined,
        limit: { ms: 1_000 },
        note: `the middle of ${TURNS}`,
      },
      { name: name('memory'), unit: 'MiB', measured: idle.rssMiB, bare: undefined, limit: { most: 256 } },
      { name: name('writes to Kubernetes'), ...plain, measured: idle.kubernetesWrites, limit: { most: 0 } },
      {
        name: name('calls to GitHub that count'),
        ...plain,
        measured: idle.counted.length,
        limit: { most: 0 },
        note: idle.counted.slice(0, 5).join(', '),
      },
    ];
  } finally {
    await setting.close();
  }
}

async function coldStart(setting: Setting): Promise<number> {
  const start = performance.now();
  await setting.start();
  while ((await readiness(setting)).includes('were not compared yet')) await sleep(20);
  const took = performance.now() - start;
  await setting.ear.untilQuiet(2_000);
  return took;
}

async function readiness({ daypass }: Setting): Promise<string> {
  return (await fetch(`${daypass().url}/readyz`)).text();
}

/** After a first one, which asks what is asked once for each token. */
async function idleTurns(setting: Setting) {
  const { daypass, ear, github } = setting;
  const turn = async () => {
    const before = await daypass().usage();
    await daypass().tick();
    await sleep(100);
    await ear.untilQuiet(1_000);
    const after = await daypass().usage();
    return { cpuMs: after.cpuMs - before.cpuMs, rssMiB: after.rssMiB };
  };
  await turn();
  await turn();
  const counted = counter(github);
  const start = rightNow();
  const turns = [];
  for (let index = 0; index < TURNS; index += 1) turns.push(await turn());
  const calls = await ear.between(start, rightNow());
  const { rest, graphqlReads, writes } = counted();
  return {
    cpuMs: p50(turns.map(({ cpuMs }) => cpuMs)),
    rssMiB: Math.max(...turns.map(({ rssMiB }) => rssMiB)),
    kubernetesWrites: calls.filter((call) => call.kind === 'kubernetes' && call.method !== 'GET').length,
    counted: [...rest, ...Array(graphqlReads).fill('GraphQL'), ...Array(writes).fill('a write')],
  };
}
