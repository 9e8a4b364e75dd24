// The stage on which a random story is played: a world, and two controllers that share it and may turn at the same time.
import { createPrivateKey } from 'node:crypto';
import type fc from 'fast-check';
import { publicKeyOf } from '../../src/core/crypto.ts';
import { milliseconds, plus, seconds, type Duration } from '../../src/core/time.ts';
import type { SealKeyPair } from '../../src/flows/seal-key.ts';
import type { Clock } from '../../src/ports.ts';
import { Refusal } from '../sandbox/github/hub.ts';
import { handClock } from '../sandbox/memory/clock.ts';
import { memoryWorld, type MemoryWorld } from '../sandbox/memory/world.ts';
import { POD } from './deed.ts';
import { policies, POLICY } from './policies.ts';
import { watchOrder } from './order.ts';
import { aProcess, type Process } from './process.ts';

export type Which = 'one' | 'other';

export interface Stage {
  readonly world: MemoryWorld;
  readonly disorder: readonly string[];
  readonly one: Process;
  readonly other: Process;
  /** Both take a turn at once; which of their calls comes next is the scheduler's. */
  readonly twoTurns: () => Promise<void>;
  readonly endLanes: () => Promise<void>;
  /** Our clock goes wrong by so much, and that of no API server. */
  readonly goWrong: (by: Duration) => void;
  readonly cut: (cluster: 'prodEu' | 'staging') => void;
  /** Every cluster can be reached, by both. */
  readonly restore: () => void;
  /** Whether no controller reaches it whenever it asks. */
  readonly isCut: (cluster: string) => boolean;
  /** A second goes by: no two steps of a story share one. */
  readonly breathe: () => Promise<void>;
}

/** The same in every run, so that a seed tells the whole story. */
const SEAL_KEY: SealKeyPair = keyFrom(Buffer.alloc(32, 7));

export async function aStage(scheduler?: fc.Scheduler, asPolicy = (text: string) => text): Promise<Stage> {
  const clock = handClock('2026-11-20T16:00:00Z');
  let wrongBy = milliseconds(0);
  const ours: Clock = { now: () => plus(clock.now(), wrongBy), at: clock.at };
  const files = (sealKey: string) => ({ [POLICY]: asPolicy(policies.usual.text(sealKey)) });
  const world = await memoryWorld({ clock, ours, sealKey: SEAL_KEY, files });
  world.prodEu.putObject(POD);
  const { world: watched, disorder } = watchOrder(world);
  let together = false;
  const paceOf = (name: Which) => async (point: string) => {
    if (together) await scheduler?.schedule(Promise.resolve(), `${name}: ${point}`);
  };
  const one = aProcess(watched, clock, paceOf('one'));
  const other = aProcess(watched, clock, paceOf('other'));
  const clusters = { prodEu: world.prodEu, staging: world.staging };
  const cut = new Set<string>();
  return {
    world,
    disorder,
    one,
    other,
    twoTurns: async () => {
      together = scheduler !== undefined;
      const both = Promise.all([one.turn(), other.turn()]);
      await (scheduler?.waitFor(both) ?? both);
      together = false;
    },
    endLanes: async () => {
      for (const process of [one, other]) await process.endLanes();
    },
    goWrong: (by) => {
      wrongBy = by;
      for (const cluster of Object.values(clusters)) cluster.skew(milliseconds(0 - by));
    },
    cut: (name) => {
      clusters[name].cut();
      cut.add(clusters[name].name);
    },
    restore: () => {
      for (const cluster of Object.values(clusters)) cluster.restore();
      for (const process of [one, other]) process.rejoin();
      cut.clear();
    },
    isCut: (name) => cut.has(name) || ![one, other].some((process) => process.reaches(name)),
    breathe: async () => clock.advance(seconds(1)),
  };
}

/** Whatever GitHub does not let somebody do is simply not done. */
export async function ifAllowed<T>(work: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

function keyFrom(secret: Buffer): SealKeyPair {
  // The fixed beginning of every Ed25519 key in PKCS#8. https://www.rfc-editor.org/rfc/rfc8410#section-10.3
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), secret]);
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  return { privateKey, publicKey: publicKeyOf(privateKey) };
}
