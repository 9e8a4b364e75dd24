// Bindings of the reserved form, put there by an administrator: the end lane goes by their names alone.
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { bindingName } from '../src/core/grant/binding.ts';
import type { Instant } from '../src/core/time.ts';
import { rightNow } from './calls.ts';
import { done, type Kube } from './kube.ts';
import { eachOf } from './measure.ts';
import { NAMESPACE } from './setting.ts';

export interface Fixture {
  readonly path: string;
  readonly uid: string;
  readonly user: string;
}

export const AT_ONCE = 16;
export const BINDINGS = `/apis/rbac.authorization.k8s.io/v1/namespaces/${NAMESPACE}/rolebindings`;

/** One binding for each end, each of a user of its own; `label` finds them again. */
export async function bindings(
  kube: Kube,
  label: string,
  ends: readonly Instant[],
): Promise<readonly Fixture[]> {
  const made: Fixture[] = [];
  await eachOf(ends, AT_ONCE, async (end, index) => {
    const user = `${label}-${index}@acme.com`;
    const answer = done(
      await kube.call({ method: 'POST', path: BINDINGS, body: bindingFor(user, label, end) }),
    );
    const { metadata } = JSON.parse(answer.body) as { metadata: { name: string; uid: string } };
    made[index] = { path: `${BINDINGS}/${metadata.name}`, uid: metadata.uid, user };
  });
  return made;
}

function bindingFor(user: string, label: string, end: Instant) {
  const api = 'rbac.authorization.k8s.io';
  return {
    apiVersion: `${api}/v1`,
    kind: 'RoleBinding',
    metadata: { name: bindingName(randomBytes(10).toString('hex'), end), labels: { bench: label } },
    roleRef: { apiGroup: api, kind: 'ClusterRole', name: 'daypass-log-viewer' },
    subjects: [{ kind: 'User', apiGroup: api, name: user }],
  };
}

/** As the end lane deletes: with a UID precondition. */
export async function deleteBare(kube: Kube, { path, uid }: Fixture): Promise<void> {
  const body = { apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { uid } };
  done(await kube.call({ method: 'DELETE', path, body }));
}

/** NB: not by a watch. The API server ends one whose reader is not as fast as many thousands of bindings are made. */
export async function untilBound(kube: Kube, count: number): Promise<void> {
  const bound = async () => {
    const answer = done(await kube.call({ method: 'GET', path: `${BINDINGS}?limit=1` }));
    const { items, metadata } = JSON.parse(answer.body) as {
      items: readonly unknown[];
      metadata: { remainingItemCount?: number };
    };
    return items.length + (metadata.remainingItemCount ?? 0);
  };
  while ((await bound()) < count) await sleep(200);
}

/** Counts events of a watch; `at(n)` resolves when the n-th of that type came, with the moment. */
export async function countEvents(kube: Kube, selector: string, type: string) {
  let count = 0;
  let wanted = Infinity;
  let arrived: (at: number) => void = () => undefined;
  const query = `watch=true&labelSelector=${encodeURIComponent(selector)}&resourceVersion=0&sendInitialEvents=false&resourceVersionMatch=NotOlderThan`;
  const watch = await kube.watch(`${BINDINGS}?${query}`, (seen) => {
    if (seen !== type) return;
    count += 1;
    if (count === wanted) arrived(rightNow());
  });
  return {
    at: (events: number): Promise<number> => {
      wanted = events;
      return count >= events ? Promise.resolve(rightNow()) : new Promise((resolve) => (arrived = resolve));
    },
    count: () => count,
    stop: watch.stop,
  };
}
