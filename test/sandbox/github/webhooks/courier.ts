// Sends webhooks: signed, logged, and, when the switches say so, lost, doubled, held back or out of order.
import { createHmac, randomUUID } from 'node:crypto';
import type { Announcement } from '../hub.ts';
import { nextId, type Delivery, type Moment, type State } from '../state.ts';

export interface WebhookTarget {
  readonly url: string;
  readonly secret: string;
}

export type Courier = ReturnType<typeof makeCourier>;

const patienceMs = 10_000;

/** One courier for each GitHub. Deliveries leave at once; `settled` waits until none is under way. */
export function makeCourier(state: State, now: () => Moment) {
  let target: WebhookTarget | undefined;
  let holding = false;
  let toLose = 0;
  let copies = 1;
  const held: Delivery[] = [];
  const underWay = new Set<Promise<void>>();

  const send = (delivery: Delivery, lost: boolean): void => {
    const work = deliver(state, delivery, lost ? undefined : target).finally(() => underWay.delete(work));
    underWay.add(work);
  };
  const dispatch = (delivery: Delivery): void => {
    const lost = toLose > 0;
    if (lost) toLose -= 1;
    for (let copy = 0; copy < copies; copy += 1) send(delivery, lost);
  };
  const log = (
    happening: Omit<Delivery, 'id' | 'deliveredAt' | 'durationSeconds' | 'status' | 'statusCode'>,
  ) => {
    const fresh = {
      id: nextId(state),
      deliveredAt: now(),
      durationSeconds: 0,
      status: 'pending',
      statusCode: 0,
    };
    const delivery: Delivery = { ...happening, ...fresh };
    state.deliveries.push(delivery);
    return delivery;
  };

  return {
    /** Announces to the App, if it subscribed and is not suspended. */
    announce({ event, action, body }: Announcement): void {
      const { installation } = state;
      const always = event === 'installation';
      if (!always && (installation.suspendedAt !== null || !installation.events.includes(event))) return;
      const payload = JSON.stringify(action === null ? body : { action, ...body });
      const delivery = log({ guid: randomUUID(), event, action, payload, redelivery: false });
      if (holding) held.push(delivery);
      else dispatch(delivery);
    },
    /** Sends a delivery again, with its GUID: GitHub never does so by itself. */
    redeliver(id: number): boolean {
      const first = state.deliveries.find((delivery) => delivery.id === id);
      if (!first) return false;
      const { guid, event, action, payload } = first;
      dispatch(log({ guid, event, action, payload, redelivery: true }));
      return true;
    },
    /** Where webhooks go from now on; undefined: nowhere. */
    sendTo(next: WebhookTarget | undefined): void {
      target = next;
    },
    /** The next `count` deliveries never arrive. */
    lose(count = Number.POSITIVE_INFINITY): void {
      toLose = count;
    },
    /** Each delivery is sent so many times, with one GUID. */
    duplicate(times: number): void {
      copies = times;
    },
    /** Keeps deliveries back until `release`. */
    hold(): void {
      holding = true;
    },
    /** Sends what was held, in the order that `arrange` gives it. */
    release(arrange: (held: readonly Delivery[]) => readonly Delivery[] = (all) => all): void {
      holding = false;
      for (const delivery of arrange(held.splice(0))) dispatch(delivery);
    },
    held: (): readonly Delivery[] => held,
    /** Every delivery so far, oldest first. */
    log: (): readonly Delivery[] => state.deliveries,
    clear(): void {
      toLose = 0;
      copies = 1;
      this.release();
    },
    async settled(): Promise<void> {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}

/** The headers of a delivery, its signature among them. */
function headersOf(state: State, delivery: Delivery, secret: string): Record<string, string> {
  const sign = (algorithm: string) =>
    `${algorithm}=${createHmac(algorithm, secret).update(delivery.payload).digest('hex')}`;
  return {
    accept: '*/*',
    'content-type': 'application/json',
    'user-agent': 'GitHub-Hookshot/5a4db0c',
    'x-github-delivery': delivery.guid,
    'x-github-event': delivery.event,
    'x-github-hook-id': '1',
    'x-github-hook-installation-target-id': String(state.app.id),
    'x-github-hook-installation-target-type': 'integration',
    'x-hub-signature': sign('sha1'),
    'x-hub-signature-256': sign('sha256'),
  };
}

async function deliver(state: State, delivery: Delivery, target: WebhookTarget | undefined): Promise<void> {
  if (!target) {
    record(delivery, { status: 'failed to connect to host', statusCode: 0, began: Date.now() });
    return;
  }
  const began = Date.now();
  try {
    const answer = await fetch(target.url, {
      method: 'POST',
      headers: headersOf(state, delivery, target.secret),
      body: delivery.payload,
      signal: AbortSignal.timeout(patienceMs),
    });
    await answer.arrayBuffer();
    record(delivery, {
      status: answer.ok ? 'OK' : 'Invalid HTTP Response: '.concat(String(answer.status)),
      statusCode: answer.status,
      began,
    });
  } catch (error) {
    const timedOut = error instanceof Error && error.name === 'TimeoutError';
    record(delivery, { status: timedOut ? 'timed out' : 'failed to connect to host', statusCode: 0, began });
  }
}

const record = (
  delivery: Delivery,
  outcome: { readonly status: string; readonly statusCode: number; readonly began: number },
): void => {
  delivery.status = outcome.status;
  delivery.statusCode = outcome.statusCode;
  delivery.durationSeconds = Math.round((Date.now() - outcome.began) / 10) / 100;
};
