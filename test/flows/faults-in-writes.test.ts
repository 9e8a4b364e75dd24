// Each write of a request's life is not done, or done and not answered, or hangs for a while: it comes to the same end.
import { expect, test } from 'vitest';
import { days, hours, milliseconds, minutes, type Duration } from '../../src/core/time.ts';
import { Unavailable } from '../../src/ports.ts';
import { policyText } from '../sandbox/memory/company.ts';
import type { CallName } from '../sandbox/memory/faults.ts';
import { memoryWorld, type MemoryWorld } from '../sandbox/memory/world.ts';
import { story } from './expectations.ts';

const TROUBLES = ['cut', 'cutAfter', 'hang'] as const;
type Trouble = (typeof TROUBLES)[number];

interface Life {
  /** Gives what is done while there is trouble. */
  readonly play: (world: MemoryWorld) => Promise<(world: MemoryWorld) => Promise<unknown>>;
  /** Those that it makes while there is trouble. */
  readonly writes: readonly CallName[];
  readonly history: readonly string[];
}

const justBefore = (span: Duration): Duration => milliseconds(span - minutes(1));
const nothing = async () => {};

async function asked(world: MemoryWorld) {
  const pull = await world.alice.asks();
  await world.review();
  return pull;
}

const lives: Readonly<Record<string, Life>> = {
  'a word that does not count': {
    play: async (world) => {
      const pull = await world.merged();
      await world.turn();
      return async ({ mallory }) => mallory.comment(pull, '/revoke');
    },
    writes: ['createComment'],
    history: ['granted', 'expired'],
  },
  'a word that gives back': {
    play: async (world) => {
      const pull = await world.merged();
      await world.turn();
      return async ({ alice }) => alice.comment(pull, '/release');
    },
    writes: ['createComment', 'updateComment', 'commit'],
    history: ['granted', 'released'],
  },
  'a request that is approved, and merged past the rules where its check is late': {
    play: async (world) => {
      const pull = await asked(world);
      return async ({ bob, bypass, review }) => {
        bob.approve(pull);
        await review().catch(() => {});
        await bypass(pull);
      };
    },
    writes: ['publishCheck', 'updateComment', 'commit'],
    history: ['granted', 'expired'],
  },
  'a reminder': {
    play: async (world) => {
      await asked(world);
      await world.clock.advance(justBefore(hours(4)));
      return nothing;
    },
    writes: ['createComment'],
    history: [],
  },
  'the closing of what waited for too long': {
    play: async (world) => {
      await asked(world);
      await world.clock.advance(justBefore(days(3)));
      await world.turn();
      return nothing;
    },
    writes: ['createComment', 'closePullRequest', 'commit'],
    history: ['declined'],
  },
};

const table = Object.entries(lives).flatMap(([title, life]) =>
  life.writes.flatMap((write) => TROUBLES.map((trouble) => ({ title, life, write, trouble }))),
);

test.each(table)('$title: $write is $trouble for ten minutes', async ({ life, write, trouble }) => {
  const well = await endOf(life);

  const troubled = await endOf(life, { write, trouble });

  expect(troubled.end).toEqual(well.end);
  expect(well.end.history).toEqual(life.history);
  // Nothing is granted before it is recorded; and nothing else waits for what is written.
  if (write !== 'commit') expect(troubled.heldMeanwhile).toBe(well.heldMeanwhile);
});

/** What history tells, what was said, and what is left, two hours later; and how much is held two minutes after the deed. */
async function endOf(life: Life, fault?: { readonly write: CallName; readonly trouble: Trouble }) {
  const policy = (key: string) => policyText({ keys: { 'key-1': key }, more: '  remindAfter: 4h\n' });
  const world = await memoryWorld({ files: (key) => ({ 'access-requests/policy.yaml': policy(key) }) });
  const deed = await life.play(world);
  const { faults } = world.github;
  if (fault?.trouble === 'hang') hangUp(world, fault.write);
  const posted = fault && fault.trouble !== 'hang' ? faults[fault.trouble](fault.write) : undefined;
  await deed(world);
  await world.pass(minutes(2));
  const heldMeanwhile = world.bindings().length;
  await world.pass(minutes(8));
  posted?.lift();
  world.github.intercept(undefined);
  await world.pass(minutes(130));
  const { state } = world.github;
  const end = {
    history: await story(world),
    said: state.comments
      .filter(({ author }) => author === state.app.bot)
      .map(({ body }) => timeless(body.split('\n').slice(0, 5).join('\n')))
      .toSorted(),
    open: [...state.pulls.values()].filter((pull) => pull.state === 'open').length,
    left: [world.bindings(), await world.files()],
  };
  return { end, heldMeanwhile };
}

/** NB: the story waits for its turns, so what hangs is over at once, as after its deadline. */
function hangUp({ github, clock }: MemoryWorld, write: CallName): void {
  github.intercept(async ({ name }) => {
    if (name !== write) return;
    await clock.advance(milliseconds(10_000));
    throw new Unavailable(`GitHub: ${name}: no answer within 10 s`);
  });
}

function timeless(text: string): string {
  return text
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d( UTC)?/g, '<time>')
    .replaceAll(/\d\d:\d\d UTC/g, '<time>')
    .replaceAll(/[0-9a-f]{40}/g, '<commit>')
    .replaceAll(/, \d+ (minutes?|hours?)[^.]* before its end/g, ', <span> before its end');
}
