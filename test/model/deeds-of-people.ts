// What people do in a random story, good and hostile: each is a command that also writes the model's books.
import { minutes } from '../../src/core/time.ts';
import { CODEOWNERS, policyText, recordOf, requestText, type Login } from '../sandbox/memory/company.ts';
import type { MergeMethod } from '../sandbox/github/state.ts';
import { type Books, type Pull } from './books.ts';
import { ifAllowed, type Stage } from './stage.ts';

/** One step: what it does, and under which name a failing story tells it. */
export interface Deed {
  readonly name: string;
  /** The request that it brings, where it brings one. */
  readonly asksFor?: Place;
  readonly play: (books: Books, stage: Stage) => Promise<void>;
}

export const PLACES = [
  'access-requests/prod-eu/payments/debugger/one.yaml',
  'access-requests/prod-eu/payments/debugger/two.yaml',
  'access-requests/staging/web/log-viewer/three.yaml',
  'access-requests/prod-eu/_cluster/node-drainer/four.yaml',
] as const;
export type Place = (typeof PLACES)[number];

export const SPANS = { '30m': 1_800, '1h': 3_600, '4h': 14_400, '5h': 18_000 } as const;
export type Span = keyof typeof SPANS;

export interface Wish {
  readonly place: Place;
  readonly span: Span;
  readonly subject: Login;
}

/** The reason makes each text another one, so that no request is the same bytes as an earlier one. */
function write(books: Books, { subject, span }: Wish): string {
  const text = requestText({ subject, duration: span, reason: `INC-${1000 + books.requests.size}, look` });
  books.requests.set(text, { subject, seconds: SPANS[span] });
  return text;
}

export function asks(author: Login, wish: Wish, stray: boolean): Deed {
  return {
    name: `${author} asks ${JSON.stringify(wish)}${stray ? ' beside code' : ''}`,
    asksFor: wish.place,
    play: async (books, stage) => void (await ask(books, stage, author, wish, stray)),
  };
}

async function ask(
  books: Books,
  { world }: Stage,
  author: Login,
  wish: Wish,
  stray = false,
): Promise<Pull | undefined> {
  const files = { [wish.place]: write(books, wish), ...(stray ? { 'src/index.ts': '1;\n' } : {}) };
  const opened = await ifAllowed(async () => world[author].asks({ files }));
  if (opened === undefined) return undefined;
  const pull: Pull = {
    number: opened.number,
    branch: opened.head.ref,
    author,
    paths: new Set([wish.place]),
    commits: [{ sha: opened.head.sha, by: author, stray }],
    opinions: [],
    isOpen: true,
  };
  books.pulls.push(pull);
  return pull;
}

/** The whole road as it should be, up to the merge; the controller has not seen the merge yet. */
export function isGranted(author: Login, wish: Wish, method: MergeMethod): Deed {
  return {
    name: `${author} is granted ${JSON.stringify(wish)} by ${method}`,
    asksFor: wish.place,
    play: async (books, stage) => {
      const pull = await ask(books, stage, author, wish);
      if (pull === undefined) return;
      await stage.review();
      await stage.breathe();
      await giveOpinion(books, stage, pull, 'carol', 'approves');
      await stage.breathe();
      await stage.review();
      await ifAllowed(async () => stage.world[author].merge(pull.number, method));
    },
  };
}

function onOpen(
  name: string,
  pick: number,
  play: (pull: Pull, books: Books, stage: Stage) => Promise<void>,
): Deed {
  return {
    name: `${name} [${pick}]`,
    play: async (books, stage) => {
      const open = books.pulls.filter(({ isOpen }) => isOpen);
      const pull = open[pick % open.length];
      if (pull !== undefined) await play(pull, books, stage);
    },
  };
}

export type Push = 'another wish' | 'code' | 'no code';

export function pushes(by: Login, pick: number, wish: Wish, what: Push): Deed {
  return onOpen(`${by} pushes ${what} ${JSON.stringify(wish)}`, pick, async (pull, books, { world }) => {
    const [place] = pull.paths;
    if (place === undefined) return;
    const content = what === 'another wish' ? write(books, wish) : what === 'code' ? '1;\n' : null;
    const files = { [what === 'another wish' ? place : 'src/index.ts']: content };
    const sha = await ifAllowed(async () => world[by].pushTo(pull.number, files));
    // To take away code that nobody pushed is a commit that touches nothing; where there was some, that push was the stray one.
    if (sha !== undefined) pull.commits.push({ sha, by, stray: what === 'code' });
  });
}

export function forcePushes(pick: number): Deed {
  return onOpen('the author pushes the same tree anew', pick, async (pull, _, { world }) => {
    const author = pull.author as Login; // only colleagues open pull requests
    const sha = await ifAllowed(async () => world[author].forcePush(pull.branch));
    const last = pull.commits.pop();
    if (last !== undefined) pull.commits.push(sha === undefined ? last : { ...last, sha, by: author });
  });
}

export function reviews(by: Login, pick: number, verdict: 'approves' | 'asks for changes' | 'remarks'): Deed {
  return onOpen(`${by} ${verdict}`, pick, async (pull, books, stage) => {
    if (verdict === 'remarks') await ifAllowed(() => stage.world[by].reviewComment(pull.number));
    else await giveOpinion(books, stage, pull, by, verdict);
  });
}

async function giveOpinion(
  _: Books,
  { world }: Stage,
  pull: Pull,
  by: Login,
  verdict: 'approves' | 'asks for changes',
): Promise<void> {
  const head = pull.commits.at(-1)?.sha ?? '';
  const person = world[by];
  const given = await ifAllowed(() =>
    verdict === 'approves' ? person.approve(pull.number) : person.requestChanges(pull.number),
  );
  if (given !== undefined) pull.opinions.push({ by, verdict, head, at: world.clock.now() });
}

/** An approval that names an older commit than the head. */
export function approvesAnOlderCommit(by: Login, pick: number): Deed {
  return onOpen(`${by} approves an older commit`, pick, async (pull, _, { world }) => {
    const [first] = pull.commits;
    if (first === undefined) return;
    const given = await ifAllowed(() => world[by].approve(pull.number, '', first.sha));
    if (given !== undefined)
      pull.opinions.push({ by, verdict: 'approves', head: first.sha, at: world.clock.now() });
  });
}

export function dismisses(pick: number): Deed {
  return onOpen('root dismisses the reviews', pick, async (pull, _, { world }) => {
    const at = world.clock.now();
    for (const review of world.github.state.reviews.filter((one) => one.pull === pull.number)) {
      const by = world.github.state.accounts.get(review.author)?.login ?? '';
      const done = await ifAllowed(() => (world.root.dismiss(review), true));
      if (done === true) pull.opinions.push({ by, verdict: 'dismissed', head: '', at });
    }
  });
}

export function merges(pick: number, method: MergeMethod, way: 'by the rules' | 'past the rules'): Deed {
  return onOpen(`merge by ${method}, ${way}`, pick, async (pull, _, { world }) => {
    const who = way === 'by the rules' ? world[pull.author as Login] : world.root; // only colleagues open pull requests
    await ifAllowed(async () => who.merge(pull.number, method, { bypass: way === 'past the rules' }));
  });
}

/** The head becomes the branch, by a push: GitHub calls it merged. */
export function pushesTheHead(pick: number): Deed {
  return onOpen('the head is pushed to the branch', pick, async (pull, _, { world }) => {
    const head = pull.commits.at(-1)?.sha ?? '';
    const { github } = world;
    if (await github.git.isAncestor(github.head(), head)) await github.rewriteTo(head);
  });
}

export function closes(pick: number): Deed {
  return onOpen('closed', pick, async (pull, _, { world }) => world.root.close(pull.number));
}

export function takesBack(by: Login, place: Place): Deed {
  return {
    name: `${by} takes ${place} back`,
    play: async (_, { world }) => {
      if ((await world.github.file(place)) === null) return;
      const pull = await ifAllowed(async () => world[by].asks({ files: { [place]: null } }));
      if (pull !== undefined) await ifAllowed(async () => world.bypass(pull));
    },
  };
}

const OWNERS = '.github/CODEOWNERS';
const POLICY = 'access-requests/policy.yaml';
export type HandPush = 'a request' | 'a removal' | 'a record' | 'no record' | 'weak owners' | 'a wide policy';

/** Past every rule, by somebody with the keys of the house. */
export function pushesByHand(what: HandPush, wish: Wish): Deed {
  return {
    name: `${what} is pushed by hand, ${JSON.stringify(wish)}`,
    play: async (books, { world }) => {
      const keys = { 'key-1': world.sealKey.publicKey };
      const files = {
        'a request': { [wish.place]: write(books, wish) },
        'a removal': { [wish.place]: null },
        'a record': { [recordOf(wish.place)]: 'grant: mine\n' },
        'no record': { [recordOf(wish.place)]: null },
        'weak owners': { [OWNERS]: `${CODEOWNERS}/access-requests/ @mallory\n` },
        'a wide policy': { [POLICY]: policyText({ keys, debugger: '9h' }) },
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
      const policy = policyText({ keys: { 'key-1': world.sealKey.publicKey } });
      await world.github.directPush({ [OWNERS]: CODEOWNERS, [POLICY]: policy }, { by: 'root' });
    },
  };
}

export function isInTheTeam(bob: boolean): Deed {
  return {
    name: bob ? 'bob joins payments' : 'bob leaves payments',
    play: async (books, { world }) => {
      const members = bob ? ['bob', 'carol'] : ['carol'];
      world.github.setTeam('payments', { members });
      books.teams.push({ since: world.clock.now(), payments: members });
    },
  };
}

/** The controller sleeps meanwhile. */
export function timePasses(span: number): Deed {
  return {
    name: `${span} minutes pass`,
    play: async (_, { world }) => world.clock.advance(minutes(span)),
  };
}

export function turns(count: number): Deed {
  return {
    name: `${count} turns`,
    play: async (_, { world, turn }) => {
      for (let done = 0; done < count; done += 1) {
        await world.clock.advance(minutes(1));
        await turn();
      }
    },
  };
}
