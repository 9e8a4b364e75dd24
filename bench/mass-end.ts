// A thousand bindings that end at one instant, beside a bare loop that deletes as many; and a grant asked for in the middle of it.
import { setTimeout as sleep } from 'node:timers/promises';
import { hours, instantOf, plus, seconds, type Instant } from '../src/core/time.ts';
import { rightNow } from './calls.ts';
import type { Kube } from './kube.ts';
import { AT_ONCE, BINDINGS, bindings, countEvents, deleteBare } from './fixtures.ts';
import { approvedMerge } from './grants.ts';
import { eachOf, p50, type Line } from './measure.ts';
import { startSetting, type Setting } from './setting.ts';

export interface MassEndOptions {
  readonly bindings: number;
  readonly rounds: number;
}

/** Grants by which the usual time is known. */
const USUAL = 7;

export async function massEnd({ bindings: count, rounds }: MassEndOptions): Promise<readonly Line[]> {
  const setting = await startSetting(USUAL + rounds);
  try {
    const usual = await usualGrants(setting);
    const [ours, bare, granted]: [number[], number[], number[]] = [[], [], []];
    for (let round = 0; round < rounds; round += 1) {
      bare.push(await bareLoop(setting, count, `bare-${round}`));
      ours.push(await endingAtOnce(setting, count, `alone-${round}`));
      await endingAtOnce(setting, count, `with-grant-${round}`, async () => {
        const merge = await approvedMerge(setting, USUAL + round);
        return async () => {
          granted.push(await (await merge()).tell());
        };
      });
    }
    const limit = { ratio: 1.3 };
    return [
      {
        name: `${count} ends at one instant`,
        unit: 'ms',
        measured: p50(ours),
        bare: p50(bare),
        limit,
        note: `${AT_ONCE} at once, the middle round; all: ${whole(ours)}, bare ${whole(bare)}`,
      },
      {
        name: 'a grant in the middle of them',
        unit: 'ms',
        measured: p50(granted),
        bare: p50(usual),
        limit: { ratio: 3 },
        note: `bare: a grant while nothing ends; all: ${whole(granted)}`,
      },
    ];
  } finally {
    await setting.close();
  }
}

async function usualGrants(setting: Setting): Promise<readonly number[]> {
  await setting.start();
  const times: number[] = [];
  for (let index = 0; index < USUAL; index += 1) {
    times.push(await (await (await approvedMerge(setting, index))()).tell());
    await setting.ear.untilQuiet();
  }
  await setting.stop();
  return times.slice(2);
}

async function bareLoop({ admin, newKube }: Setting, count: number, label: string): Promise<number> {
  const later = plus(instantOf(Date.now()), hours(1));
  const fixtures = await bindings(
    admin,
    label,
    Array.from({ length: count }, () => later),
  );
  const deleted = await countEvents(admin, `bench=${label}`, 'DELETED');
  // As an end lane begins: with the few connections of the last list.
  const fresh = newKube();
  await Promise.all(
    [BINDINGS, BINDINGS, BINDINGS].map((path) => fresh.call({ method: 'GET', path: `${path}?limit=1` })),
  );
  await warmUp(admin, label, later, async (warm) => eachOf(warm, AT_ONCE, (one) => deleteBare(fresh, one)));
  const start = rightNow();
  const [end] = await Promise.all([
    deleted.at(count),
    eachOf(fixtures, AT_ONCE, (fixture) => deleteBare(fresh, fixture)),
  ]);
  deleted.stop();
  await fresh.close();
  return end - start;
}

/** A controller has ended much before, and so has the loop beside it: neither begins with code that never ran. */
const WARM_UP = 300;

async function warmUp(
  admin: Kube,
  label: string,
  end: Instant,
  use: (warm: Awaited<ReturnType<typeof bindings>>) => Promise<unknown> = async () => undefined,
): Promise<void> {
  const ends = Array.from({ length: WARM_UP }, () => end);
  await use(await bindings(admin, `${label}-warm-up`, ends));
}

/** From the instant until the last of them is gone. `prepare` comes before it, and what it gives, in the middle. */
async function endingAtOnce(
  setting: Setting,
  count: number,
  label: string,
  prepare: () => Promise<() => Promise<void>> = async () => async () => undefined,
): Promise<number> {
  await setting.start();
  const meanwhile = await prepare();
  await setting.stop();
  const end = soon(12 + count / 200);
  await warmUp(setting.admin, label, plus(end, seconds(-4)));
  await bindings(
    setting.admin,
    label,
    Array.from({ length: count }, () => end),
  );
  const deleted = await countEvents(setting.admin, `bench=${label}`, 'DELETED');
  await setting.start();
  if (Date.now() >= end) throw new Error('the controller was not ready before the end');
  await sleep(end - Date.now());
  const [last] = await Promise.all([deleted.at(count), meanwhile()]);
  deleted.stop();
  await setting.ear.untilQuiet();
  await setting.stop();
  return last - end;
}

const whole = (times: readonly number[]): string => times.map((time) => time.toFixed(0)).join(' ');

/** Names carry whole seconds. */
function soon(wholeSeconds: number): Instant {
  return plus(instantOf(Math.ceil(Date.now() / 1000) * 1000), seconds(Math.ceil(wholeSeconds)));
}
