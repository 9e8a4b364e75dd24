// From the end that a binding's name states to the SubjectAccessReview that says no, one end a second.
import { setTimeout as sleep } from 'node:timers/promises';
import { hours, instantOf, plus, seconds } from '../src/core/time.ts';
import { bindings, deleteBare, type Fixture } from './fixtures.ts';
import { p50, percentile, type Line } from './measure.ts';
import { NAMESPACE, startSetting, type Setting } from './setting.ts';

/** An end is asked about from so many milliseconds before it on, one question after the other. */
const EARLY = 15;

export async function ends({ ends: count }: { readonly ends: number }): Promise<readonly Line[]> {
  const setting = await startSetting(0);
  try {
    const before = await bareDeletes(setting, 'bare-before', Math.ceil(count / 2));
    const late = await lateness(setting, count);
    const after = await bareDeletes(setting, 'bare-after', Math.ceil(count / 2));
    const bare = [...before, ...after];
    return [
      {
        name: 'end → denied, p50',
        unit: 'ms',
        measured: p50(late),
        bare: p50(bare),
        limit: { ratio: 2 },
        note: `${late.length} ends`,
      },
      {
        name: 'end → denied, p99',
        unit: 'ms',
        measured: percentile(late, 0.99),
        bare: percentile(bare, 0.99),
        limit: { ms: 100 },
      },
    ];
  } finally {
    await setting.close();
  }
}

async function lateness(setting: Setting, count: number): Promise<readonly number[]> {
  // Names carry whole seconds.
  const first = instantOf(Math.ceil(Date.now() / 1000) * 1000 + seconds(8));
  const instants = Array.from({ length: count }, (_, index) => plus(first, seconds(index)));
  const fixtures = await bindings(setting.admin, 'end', instants);
  await setting.start();
  const late: number[] = [];
  for (const [index, end] of instants.entries()) {
    const { user } = fixtures[index]!; // one for each instant
    await sleep(Math.max(0, end - EARLY - Date.now()));
    const denied = await whenDenied(setting, user);
    late.push(performance.timeOrigin + denied - end);
  }
  return late;
}

/** One delete, from its call until the user is denied, seen by the same questions. */
async function bareDeletes(setting: Setting, label: string, count: number): Promise<readonly number[]> {
  const later = plus(instantOf(Date.now()), hours(1));
  const fixtures = await bindings(
    setting.admin,
    label,
    Array.from({ length: count }, () => later),
  );
  const times: number[] = [];
  for (const fixture of fixtures) {
    // Each comes into a quiet cluster, as the ends do.
    await sleep(500);
    times.push(await bareDelete(setting, fixture));
  }
  return times;
}

async function bareDelete(setting: Setting, fixture: Fixture): Promise<number> {
  const asking = whenDenied(setting, fixture.user);
  await sleep(EARLY);
  const start = performance.now();
  await deleteBare(setting.controller, fixture);
  return (await asking) - start;
}

async function whenDenied({ admin }: Setting, user: string): Promise<number> {
  while (await admin.allows(user, NAMESPACE));
  return performance.now();
}
