// What people do in a random story, good and hostile: each is a command that also writes the model's books.
import { minutes } from '../../src/core/time.ts';
import { requestText, type Login } from '../sandbox/memory/company.ts';
import type { MergeMethod } from '../sandbox/github/state.ts';
import type { Files } from '../sandbox/github/git.ts';
import { noteMerges, type Books, type Pull } from './books.ts';
import { ACTIONS, SPANS, type Deed, type Place, type Wish } from './deed.ts';
import { policies, POLICY, type PolicyName } from './policies.ts';
import { ifAllowed, type Stage } from './stage.ts';

/** The reason makes each text another one, so that no request is the same bytes as an earlier one. */
export function write(
  books: Books,
  { place, subject, span, ticket, startsAt, actions = [ACTIONS[0]] }: Wish,
): string {
  const asked = place.includes('/actions/') ? actions : undefined;
  const reason = `INC-${1000 + books.requests.size}, look`;
  const text = [
    requestText({ subject, duration: span, reason, ...(startsAt === undefined ? {} : { startsAt }) }),
    ...(ticket === undefined ? [] : [`  ticket: ${ticket}\n`]),
    ...(asked === undefined ? [] : ['  actions:\n', ...asked.map((action) => `    - ${action}\n`)]),
  ].join('');
  const start = startsAt === undefined ? undefined : Date.parse(startsAt) / 1000;
  books.requests.set(text, { subject, seconds: SPANS[span], ticket, actions: asked, startsAt: start });
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
  stage: Stage,
  author: Login,
  wish: Wish,
  stray = false,
): Promise<Pull | undefined> {
  const files = { [wish.place]: write(books, wish), ...(stray ? { 'src/index.ts': '1;\n' } : {}) };
  return open(books, stage, author, wish.place, files, { stray });
}

export async function open(
  books: Books,
  { world }: Stage,
  author: Login,
  path: string,
  files: Files,
  more: Pick<Pull, 'goesOn'> & { readonly stray?: boolean } = {},
): Promise<Pull | undefined> {
  const { stray = false, ...kind } = more;
  const opened = await ifAllowed(async () => world[author].asks({ files }));
  if (opened === undefined) return undefined;
  const pull: Pull = {
    ...kind,
    number: opened.number,
    branch: opened.head.ref,
    author,
    paths: new Set([path]),
    commits: [{ sha: opened.head.sha, by: author, stray }],
    opinions: [],
    movedAt: 0,
    isOpen: true,
  };
  books.pulls.push(pull);
  return pull;
}

/** The whole road as it should be, up to the merge; the controller has not seen the merge yet. */
export function isGranted(
  author: Login,
  wish: Wish,
  method: MergeMethod,
  owners: readonly Login[] = ['carol'],
): Deed {
  return {
    name: `${author} is granted ${JSON.stringify(wish)} by ${method}, approved by ${owners.join(' and ')}`,
    asksFor: wish.place,
    play: async (books, stage) => {
      const pull = await ask(books, stage, author, wish);
      if (pull !== undefined) await goThrough(stage, pull, author, owners, method);
    },
  };
}

/** Another policy, on the road that guardrails take. */
export function policyIsChanged(to: PolicyName, method: MergeMethod): Deed {
  return {
    name: `dave changes the policy to the ${to} one, by ${method}`,
    play: async (books, stage) => {
      const pull = await openPolicy(books, stage, 'dave', to);
      if (pull !== undefined) await goThrough(stage, pull, 'dave', ['carol'], method);
    },
  };
}

/** The policy changes, comes into force, and somebody asks for what it now decides. */
export function isGrantedUnder(to: PolicyName, granted: Deed): Deed {
  return {
    name: `under the ${to} policy ${granted.name}`,
    play: async (books, stage) => {
      await policyIsChanged(to, 'squash').play(books, stage);
      await noteMerges(books, stage.world);
      await turns(1).play(books, stage);
      await granted.play(books, stage);
    },
  };
}

export function asksForAPolicy(author: Login, to: PolicyName): Deed {
  return {
    name: `${author} asks for the ${to} policy`,
    play: async (books, stage) => void (await openPolicy(books, stage, author, to)),
  };
}

async function openPolicy(
  books: Books,
  stage: Stage,
  author: Login,
  to: PolicyName,
): Promise<Pull | undefined> {
  const text = policies[to].text(stage.world.sealKey.publicKey);
  return open(books, stage, author, POLICY, { [POLICY]: text });
}

export async function goThrough(
  stage: Stage,
  pull: Pull,
  author: Login,
  owners: readonly Login[],
  method: MergeMethod,
): Promise<void> {
  await stage.one.review();
  await stage.breathe();
  for (const owner of owners) await giveOpinion(stage, pull, owner, 'approves');
  await stage.breathe();
  await stage.one.review();
  await ifAllowed(async () => stage.world[author].merge(pull.number, method));
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
  return onOpen(`${by} ${verdict}`, pick, async (pull, _, stage) => {
    if (verdict === 'remarks') await ifAllowed(() => stage.world[by].reviewComment(pull.number));
    else await giveOpinion(stage, pull, by, verdict);
  });
}

async function giveOpinion(
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

/** Whoever can write shows the reviewers of others something else for a while. */
export function baseIsMovedAside(pick: number): Deed {
  return onOpen('mallory moves the base aside and back', pick, async (pull, _, stage) =>
    moveAside(pull, stage),
  );
}

/** Between its check and its approval; and nobody waits for another check. */
export function isApprovedAside(author: Login, wish: Wish): Deed {
  return {
    name: `${author} asks ${JSON.stringify(wish)}, its base is moved aside and back, carol approves, and it is merged`,
    asksFor: wish.place,
    play: async (books, stage) => {
      const pull = await ask(books, stage, author, wish);
      if (pull === undefined) return;
      await stage.one.review();
      await stage.breathe();
      await moveAside(pull, stage);
      await stage.breathe();
      await giveOpinion(stage, pull, 'carol', 'approves');
      await ifAllowed(async () => stage.world.root.merge(pull.number, 'squash', { bypass: true }));
    },
  };
}

async function moveAside(pull: Pull, { world: { github, mallory, clock }, breathe }: Stage): Promise<void> {
  if (!github.state.branches.has('aside')) await mallory.pointBranch('aside', github.head());
  const isMoved = await ifAllowed(async () => mallory.retarget(pull.number, 'aside').then(() => true));
  if (isMoved !== true) return;
  await breathe();
  await mallory.retarget(pull.number, 'main');
  pull.movedAt = clock.now();
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

export type Word = '/release' | '/revoke';

/** On the pull request that was merged last for the place. `edited`: only by an edit does it become the word. */
export function says(by: Login, word: Word, place: Place, edited = false): Deed {
  return {
    name: `${by} says ${word} about ${place}${edited ? ', by an edit' : ''}`,
    play: async ({ pulls }, { world }) => {
      const merged = pulls.filter(({ number, paths }) => {
        return paths.has(place) && world.github.pull(number).merge !== null;
      });
      const pull = merged.at(-1);
      if (pull === undefined) return;
      const comment = world[by].comment(pull.number, edited ? 'Soon.' : word);
      if (edited) world[by].editComment(comment, word);
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
    play: async (_, { world, one }) => {
      for (let done = 0; done < count; done += 1) {
        await world.clock.advance(minutes(1));
        await one.turn();
      }
    },
  };
}
