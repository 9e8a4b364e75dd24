// What people do in a random story to the time of what they hold.
import type { Login } from '../sandbox/memory/company.ts';
import type { MergeMethod } from '../sandbox/github/state.ts';
import { SPANS, type Deed, type Place, type Span } from './deed.ts';
import { goThrough, open } from './deeds-of-people.ts';

/** The whole road of a longer or a shorter time, up to the merge; whether anything is held there or not. */
export function durationIsChanged(
  author: Login,
  place: Place,
  span: Span,
  method: MergeMethod,
  owners: readonly Login[] = ['carol'],
): Deed {
  return {
    name: `${author} changes ${place} to ${span} by ${method}, approved by ${owners.join(' and ')}`,
    asksFor: place,
    play: async (books, stage) => {
      const text = await stage.world.github.file(place);
      const request = text === null ? undefined : books.requests.get(text);
      if (text === null || request === undefined) return;
      const changed = text.replace(/(?<=^ {2}duration: ).*$/m, span);
      if (changed === text) return;
      books.requests.set(changed, { ...request, seconds: SPANS[span] });
      const pull = await open(books, stage, author, place, { [place]: changed }, { goesOn: true });
      if (pull !== undefined) await goThrough(stage, pull, author, owners, method);
    },
  };
}
