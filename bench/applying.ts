// A thousand grants that are recorded and not applied: from the hint to the last binding, beside a bare loop that applies as many.
import { randomBytes } from 'node:crypto';
import { bindingObject, objectPath } from '../src/adapters/kubernetes/objects.ts';
import { bindingOf } from '../src/core/grant/binding.ts';
import { rightNow, type Call } from './calls.ts';
import { AT_ONCE, BINDINGS, countEvents } from './fixtures.ts';
import { done } from './kube.ts';
import { eachOf, timed, type Line } from './measure.ts';
import type { GrantedEvent } from '../test/sandbox/recorded-grants.ts';
import { recordGrants } from './recorded.ts';
import { startSetting, type Setting } from './setting.ts';

const OURS = 'app.kubernetes.io/managed-by=daypass';

export async function applying({ grants: count }: { readonly grants: number }): Promise<readonly Line[]> {
  const setting = await startSetting(count);
  try {
    await setting.start();
    setting.github.sendWebhooksTo(undefined);
    const events = await recordGrants(setting, count);
    const bare = [await bareLoop(setting, events), await bareLoop(setting, events)];
    const { whole, applying } = await applied(setting, count);
    bare.push(await bareLoop(setting, events));
    const note = `${AT_ONCE} at once; bare: the best of ${bare.length} loops`;
    const limit = { ratio: 1.3 };
    return [
      {
        name: `${count} recorded grants, hint → last binding`,
        unit: 'ms',
        measured: whole,
        bare: Math.min(...bare),
        limit: undefined,
        note: 'the fetch, the seals and the plan come before it',
      },
      {
        name: 'of it, first apply → last binding',
        unit: 'ms',
        measured: applying,
        bare: Math.min(...bare),
        limit,
        note,
      },
    ];
  } finally {
    await setting.close();
  }
}

/** The hint is one more push, as GitHub tells of it. */
async function applied(
  setting: Setting,
  count: number,
): Promise<{ readonly whole: number; readonly applying: number }> {
  const { github, ear, admin } = setting;
  const { webhooks } = github.faults;
  setting.listenAgain();
  webhooks.hold();
  await github.directPush({ 'README.md': 'Access requests of Acme, again.\n' });
  const added = await countEvents(admin, OURS, 'ADDED');
  const start = rightNow();
  webhooks.release();
  const last = await added.at(count);
  added.stop();
  await ear.untilQuiet();
  const applies = (await ear.between(start, last)).filter(isApply);
  return { whole: last - start, applying: last - Math.min(...applies.map((call) => call.start)) };
}

function isApply(call: Call): boolean {
  return call.kind === 'kubernetes' && call.method === 'PATCH';
}

async function bareLoop(
  { newKube, admin, github }: Setting,
  events: readonly GrantedEvent[],
): Promise<number> {
  const bindings = events.map((event) =>
    bindingOf(
      { ...event, grant: randomBytes(10).toString('hex') },
      github.head(),
      github.state.repository.id,
    ),
  );
  const fresh = newKube();
  const took = await timed(() =>
    eachOf(bindings, AT_ONCE, async (binding) => {
      const path = `${objectPath(binding)}?fieldManager=daypass&force=true`;
      const body = bindingObject(binding);
      done(await fresh.call({ method: 'PATCH', path, body, contentType: 'application/apply-patch+yaml' }));
    }),
  );
  done(await admin.call({ method: 'DELETE', path: `${BINDINGS}?labelSelector=${encodeURIComponent(OURS)}` }));
  await fresh.close();
  return took;
}
