// The stage on which a random story is played: a world, the controller that is watched, and a second one beside it.
import { createPrivateKey } from 'node:crypto';
import { publicKeyOf } from '../../src/core/crypto.ts';
import { milliseconds, plus, seconds, type Duration } from '../../src/core/time.ts';
import type { SealKeyPair } from '../../src/flows/seal-key.ts';
import { Unavailable, type Clock } from '../../src/ports.ts';
import { Refusal } from '../sandbox/github/hub.ts';
import { handClock } from '../sandbox/memory/clock.ts';
import { aController } from '../sandbox/memory/controller.ts';
import { memoryWorld, type MemoryWorld } from '../sandbox/memory/world.ts';
import { faulty, Killed, type Faulty } from './faulty.ts';

export interface Stage {
  readonly world: MemoryWorld;
  readonly faults: Faulty;
  /** Everything a controller does in an interval; where it is killed, another one starts. */
  readonly turn: () => Promise<void>;
  readonly twoTurns: () => Promise<void>;
  readonly endLanes: () => Promise<void>;
  readonly review: () => Promise<void>;
  readonly trust: () => Promise<void>;
  readonly restart: () => void;
  /** Our clock goes wrong by so much, and that of no API server. */
  readonly goWrong: (by: Duration) => void;
  readonly cut: (cluster: 'prodEu' | 'staging') => void;
  readonly restore: () => void;
  readonly isCut: (cluster: string) => boolean;
  /** A second goes by: no two steps of a story share one. */
  readonly breathe: () => Promise<void>;
}

/** The same in every run, so that a seed tells the whole story. */
const SEAL_KEY: SealKeyPair = keyFrom(Buffer.alloc(32, 7));

export async function aStage(): Promise<Stage> {
  const clock = handClock('2026-11-20T16:00:00Z');
  let wrongBy = milliseconds(0);
  const ours: Clock = { now: () => plus(clock.now(), wrongBy), at: clock.at };
  const world = await memoryWorld({ clock, ours, sealKey: SEAL_KEY });
  const faults = faulty(world);
  const [one, other] = [aController(faults.world, clock), aController(faults.world, clock)];
  const clusters = { prodEu: world.prodEu, staging: world.staging };
  const cut = new Set<string>();
  const restart = () => {
    faults.revive();
    one.restart();
  };
  const survives = async (work: Promise<unknown>): Promise<void> => {
    const outcomes = await Promise.allSettled([work]);
    for (const outcome of outcomes) {
      if (outcome.status === 'fulfilled' || outcome.reason instanceof Unavailable) continue;
      if (!(outcome.reason instanceof Killed)) throw outcome.reason;
    }
  };
  return {
    world,
    faults,
    turn: async () => survives(one.turn()),
    twoTurns: async () => {
      await Promise.all([survives(one.turn()), survives(other.turn())]);
      faults.revive();
    },
    endLanes: async () => survives(one.endLanes()),
    review: async () => survives(one.review()),
    trust: async () => survives(one.trusts()),
    restart,
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
      cut.clear();
    },
    isCut: (name) => cut.has(name),
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
