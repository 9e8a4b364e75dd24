// What somebody with the keys of the house does in a random story: pushes past every rule, and rewrites of history.
import { CODEOWNERS, recordOf } from '../sandbox/memory/company.ts';
import { PLACES, type Deed, type Wish } from './deed.ts';
import { write } from './deeds-of-people.ts';
import { policies, POLICY } from './policies.ts';

const OWNERS = '.github/CODEOWNERS';
export type HandPush =
  | 'a request'
  | 'a removal'
  | 'a record'
  | 'no record'
  | 'weak owners'
  | 'a wide policy'
  | 'a poison file';

/** Past every rule, by somebody with the keys of the house. */
export function pushesByHand(what: HandPush, wish: Wish): Deed {
  return {
    name: `${what} is pushed by hand, ${JSON.stringify(wish)}`,
    play: async (books, { world }) => {
      const usual = policies.usual.text(world.sealKey.publicKey);
      const files = {
        'a request': { [wish.place]: write(books, wish) },
        'a removal': { [wish.place]: null },
        'a record': { [recordOf(wish.place)]: 'grant: mine\n' },
        'no record': { [recordOf(wish.place)]: null },
        'weak owners': { [OWNERS]: `${CODEOWNERS}/access-requests/ @mallory\n` },
        'a wide policy': { [POLICY]: usual.replace('maxDuration: 4h', 'maxDuration: 9h') },
        'a poison file': {
          [wish.place.replace('.yaml', '-poison.yaml')]: `{{{\u0000${'&a [*a, '.repeat(900)}`,
        },
      }[what];
      if (what === 'a record') books.forgedRecords.add(recordOf(wish.place));
      await world.github.directPush(files, { by: 'root' });
    },
  };
}

export function putsTheGuardrailsBack(): Deed {
  return {
    name: 'the guardrails are put back',
    play: async (_, { world }) => {
      const policy = policies.usual.text(world.sealKey.publicKey);
      await world.github.directPush({ [OWNERS]: CODEOWNERS, [POLICY]: policy }, { by: 'root' });
    },
  };
}

export function branchIsSetBack(by: number): Deed {
  return {
    name: `the branch is set back by ${by}`,
    play: async (books, { world }) => {
      // Pull requests that began on what is cut off bring its records back.
      for (const place of PLACES) books.forgedRecords.add(recordOf(place));
      const { commits } = await world.github.ports.git.branch('main').catch(() => ({ commits: [] }));
      const to = commits.at(-1 - by);
      if (to === undefined || commits.length - by <= 2) return;
      books.isRewritten = true;
      await world.github.rewriteTo(to.oid);
    },
  };
}

/** An operator who looked: no other guardrails are ever trusted than those that the books know. */
export function isTrusted(): Deed {
  return {
    name: 'an operator puts the guardrails back, and trusts the head',
    play: async (books, stage) => {
      await putsTheGuardrailsBack().play(books, stage);
      await stage.one.trust();
    },
  };
}
