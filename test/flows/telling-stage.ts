// A stage for telling: what happened, clusters that remember, destinations that take it or do not, and the clock.
import type { AccessEvent } from '../../src/core/ledger/event.ts';
import type { Message } from '../../src/core/telling/notification.ts';
import { minutes, type Duration, type Instant } from '../../src/core/time.ts';
import { tell } from '../../src/flows/tell/tell.ts';
import { newTellingState, type Teller, type TellingState } from '../../src/flows/tell/telling-state.ts';
import type { Memory } from '../../src/flows/world.ts';
import type { Messenger, Unavailable } from '../../src/ports.ts';
import { granted, ledgerOf } from '../core/telling/happenings.ts';
import { aPolicy } from '../core/request/builders.ts';
import { handClock, type HandClock } from '../sandbox/memory/clock.ts';
import { memoryCluster, type MemoryCluster } from '../sandbox/memory/cluster.ts';
import { openJournal } from '../sandbox/memory/journal.ts';

/** Nobody catches it: the process is gone. */
export class Killed extends Error {}

export interface Place extends Messenger {
  /** What it took. */
  readonly took: readonly Message[];
  readonly tries: () => number;
  /** From now on it does not take anything, or nothing of this kind; undefined: it does again. */
  readonly refuses: (why: Unavailable | undefined, isMeant?: (message: Message) => boolean) => void;
  /** Runs before and after each message that it takes. */
  readonly meets: (crossing: () => Promise<void> | void) => void;
}

function aPlace(name: string): Place {
  const took: Message[] = [];
  let tries = 0;
  let refusal: Unavailable | undefined;
  let isRefused: (message: Message) => boolean = () => true;
  let crossing: () => Promise<void> | void = () => {};
  return {
    name,
    took,
    tries: () => tries,
    refuses: (why, isMeant = () => true) => {
      refusal = why;
      isRefused = isMeant;
    },
    meets: (next) => void (crossing = next),
    send: async (message) => {
      tries += 1;
      await crossing();
      if (refusal !== undefined && isRefused(message)) throw refusal;
      took.push(message);
      await crossing();
    },
  };
}

export interface Stage {
  readonly clock: HandClock;
  /** prod-eu, staging and prod-us. */
  readonly clusters: readonly [MemoryCluster, MemoryCluster, MemoryCluster];
  readonly slack: Place;
  readonly pager: Place;
  readonly journal: ReturnType<typeof openJournal>;
  /** `kind outcome`, in order. */
  readonly counts: readonly string[];
  /** History, from now on. */
  readonly happens: (...events: readonly AccessEvent[]) => void;
  /** Of grants for later: that one is bound, now. */
  readonly binds: (grant: string) => void;
  readonly looks: Map<number, Memory['looks'] extends Map<number, infer Look> ? Look : never>;
  /** Of the policy: `notify: {…}` and the like. */
  readonly policySays: (...lines: readonly string[]) => void;
  /** Another process that tells; without `of` it knows prod-eu and staging, and without `places` slack and the pager. */
  readonly controller: (of?: readonly MemoryCluster[], places?: readonly Messenger[]) => Controller;
}

export interface Controller {
  readonly state: TellingState;
  readonly turn: () => Promise<Instant | undefined>;
  /** Turns each minute. */
  readonly pass: (span: Duration) => Promise<void>;
}

/** By somebody, as the policy says. */
const SERVED = ['prod-eu: {}', 'staging: {}', 'prod-us: {}'];

export const START = '2026-11-20T16:00:00Z';
/** At 16:00:05. */
export const GRANT = granted();

export function aStage(): Stage {
  const clock = handClock(START);
  const clusters = [
    memoryCluster({ name: 'prod-eu', clock }),
    memoryCluster({ name: 'staging', clock }),
    memoryCluster({ name: 'prod-us', clock }),
  ] as const;
  const [slack, pager] = [aPlace('slack'), aPlace('pager')];
  const journal = openJournal();
  const counts: string[] = [];
  const memory = { history: historyOf([], []), looks: new Map(), opened: new Map() };
  let events: readonly AccessEvent[] = [];
  let lines: readonly string[] = [];
  let controllers = 0;
  const teller: Omit<Teller, 'boards' | 'messengers'> = {
    clock,
    journal,
    page: 'https://github.com/acme/access',
    count: (kind, outcome) => void counts.push(`${kind} ${outcome}`),
  };
  return {
    clock,
    clusters,
    slack,
    pager,
    journal,
    counts,
    binds: (grant) => void memory.opened.set(grant, clock.now()),
    looks: memory.looks,
    happens: (...more) => {
      events = [...events, ...more];
      memory.history = historyOf(events, lines);
    },
    policySays: (...more) => {
      lines = more;
      memory.history = historyOf(events, lines);
    },
    controller: (boards = clusters.slice(0, 2), messengers = [slack, pager]) => {
      controllers += 1;
      const state = newTellingState(clock.now(), `${controllers}`.padStart(8, '0'));
      const turn = () => tell({ ...teller, boards, messengers }, memory, state);
      const pass = async (span: Duration) => {
        for (let passed = 0; passed < span; passed += minutes(1)) {
          await clock.advance(minutes(1));
          await turn();
        }
      };
      return { state, turn, pass };
    },
  };
}

/** As far as telling reads it. */
function historyOf(events: readonly AccessEvent[], lines: readonly string[]): Memory['history'] {
  const inForce = { guardrails: { policy: aPolicy({ clusters: SERVED, more: lines }) } };
  return { ledger: ledgerOf(...events), inForce } as unknown as Memory['history'];
}

export function keys(place: Place): readonly string[] {
  return place.took.map(({ key }) => key);
}
