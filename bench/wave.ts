// Many ends within one minute: how many commits tell of them, and how soon after the last all are recorded.
import { setTimeout as sleep } from 'node:timers/promises';
import { between, instantOf, plus, seconds, type Instant } from '../src/core/time.ts';
import { counter } from './counted.ts';
import { countEvents } from './fixtures.ts';
import type { Line } from './measure.ts';
import { recordGrants } from './recorded.ts';
import { startSetting, type Setting } from './setting.ts';

const OURS = 'app.kubernetes.io/managed-by=daypass';
const A_COMMIT = 50;

export async function wave({ grants: count }: { readonly grants: number }): Promise<readonly Line[]> {
  const setting = await startSetting(count);
  try {
    const first = await boundUntil(setting, count);
    const last = endOf(first, count)(count - 1);
    const counted = counter(setting.github);
    await untilRecorded(setting, plus(last, seconds(120)));
    const recorded = between(last, instantOf(Date.now()));
    const { commits, writes } = counted();
    return [
      {
        name: `${count} ends in one minute, commits`,
        unit: 'count',
        measured: commits,
        bare: undefined,
        limit: { most: Math.ceil(count / A_COMMIT) },
        note: 'at most fifty events a commit, so fewer is not possible',
      },
      {
        name: 'of it, all writes to GitHub',
        unit: 'count',
        measured: writes,
        bare: undefined,
        limit: { most: 80 },
        note: 'GitHub takes so many in a minute',
      },
      { name: 'last end → all recorded', unit: 'ms', measured: recorded, bare: undefined, limit: undefined },
    ];
  } finally {
    await setting.close();
  }
}

/** All are recorded and bound, and the controller has nothing to do. Gives when the first of them ends. */
async function boundUntil(setting: Setting, count: number): Promise<Instant> {
  const lead = seconds(45 + Math.ceil(count / 20));
  const first = plus(instantOf(Math.ceil(Date.now() / 1000) * 1000), lead);
  await recordGrants(setting, count, { endOf: endOf(first, count) });
  const added = await countEvents(setting.admin, OURS, 'ADDED');
  await setting.start();
  await added.at(count);
  added.stop();
  await setting.ear.untilQuiet(1_000);
  if (Date.now() >= first) throw new Error('the grants were not bound before the first end');
  return first;
}

/** Evenly over a minute; names carry whole seconds. */
function endOf(first: Instant, count: number): (index: number) => Instant {
  return (index) => plus(first, seconds(Math.floor((index * 60) / count)));
}

async function untilRecorded({ github }: Setting, deadline: Instant): Promise<void> {
  const records = async () => github.git.run(['ls-tree', '-r', '--name-only', 'main', 'access-grants/']);
  while (/^access-grants\/.+\//m.test(await records())) {
    if (Date.now() > deadline) throw new Error('not all ends were recorded within two minutes of the last');
    await sleep(100);
  }
}
