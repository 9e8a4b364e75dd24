// A random story, played deed by deed; after each the end lanes turn, and the invariants must hold.
import fc from 'fast-check';
import { newBooks, noteMerges, type Books } from './books.ts';
import type { Deeds } from './deeds.ts';
import type { Deed } from './deed.ts';
import { expectInvariants } from './invariants.ts';
import { aStage, type Stage } from './stage.ts';

const LONGEST = 30;

type Command = fc.AsyncCommand<Books, Stage>;

export interface Story {
  readonly commands: Iterable<Command>;
  readonly scheduler: fc.Scheduler;
}

export function stories(deeds: Deeds): fc.Arbitrary<Story> {
  const deed = fc.oneof(...deeds).map(commandOf);
  const commands = fc.commands([deed], { maxCommands: LONGEST, size: 'max' });
  return fc.record({ commands, scheduler: fc.scheduler() });
}

function commandOf(deed: Deed): Command {
  return {
    check: () => true,
    run: async (books, stage) => {
      await stage.breathe();
      await deed.play(books, stage);
      await noteMerges(books, stage.world);
      await stage.endLanes();
      expectInvariants(books, stage);
    },
    toString: () => deed.name,
  };
}

/** Plays a story on a new stage; `end` looks at what became of it. */
export async function play(
  { commands, scheduler }: Story,
  end: (books: Books, stage: Stage) => Promise<void>,
): Promise<void> {
  const real = await aStage(scheduler);
  const model = await newBooks(real.world);
  await fc.asyncModelRun(() => ({ model, real }), commands);
  await end(model, real);
}
