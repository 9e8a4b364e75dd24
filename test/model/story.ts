// A random story, played deed by deed; after each the end lanes turn, and the invariants must hold.
import fc from 'fast-check';
import { newBooks, noteMerges, type Books } from './books.ts';
import type { Deeds } from './deeds.ts';
import type { Deed } from './deeds-of-people.ts';
import { expectInvariants } from './invariants.ts';
import { aStage, type Stage } from './stage.ts';

const LONGEST = 30;

type Command = fc.AsyncCommand<Books, Stage>;

export function stories(deeds: Deeds): fc.Arbitrary<Iterable<Command>> {
  const deed = fc.oneof(...deeds).map(commandOf);
  return fc.commands([deed], { maxCommands: LONGEST, size: 'max' });
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
  story: Iterable<Command>,
  end: (books: Books, stage: Stage) => Promise<void>,
): Promise<void> {
  const model = newBooks();
  const real = await aStage();
  await fc.asyncModelRun(() => ({ model, real }), story);
  await end(model, real);
}
