// How every random story ends: when the world is well again, all comes to rest; and hours later nothing is left.
import fc from 'fast-check';
import { expect } from 'vitest';
import type { AccessEvent } from '../../src/core/ledger/event.ts';
import { hours, minutes } from '../../src/core/time.ts';
import { recordOf } from '../sandbox/memory/company.ts';
import { isAllowed, noteMerges, type Books } from './books.ts';
import type { Deeds } from './deeds.ts';
import { putsTheGuardrailsBack } from './deeds-by-hand.ts';
import { freezeIsLifted } from './deeds-of-operators.ts';
import { turns } from './deeds-of-people.ts';
import { expectInvariants, isOurs } from './invariants.ts';
import { eventsIn } from './order.ts';
import { expectOwnRolesAtRest } from './own-roles.ts';
import { holds } from './runs.ts';
import type { Stage } from './stage.ts';
import { play, stories } from './story.ts';

/** NB: a model in which nothing is ever granted would hold every invariant. */
const LEAST_SHARE_OF_STORIES_WITH_A_GRANT = 0.2;

export async function expectSafety(title: string, usualRuns: number, deeds: Deeds): Promise<void> {
  let played = 0;
  let granted = 0;
  await holds(
    title,
    usualRuns,
    fc.asyncProperty(stories(deeds), async (story) =>
      play(story, async (books, stage) => {
        played += 1;
        if (books.ends.size > 0) granted += 1;
        await expectRest(books, stage);
      }),
    ),
  );
  process.stdout.write(`${title}: ${granted} of ${played} had a grant\n`);
  expect(granted / played).toBeGreaterThan(LEAST_SHARE_OF_STORIES_WITH_A_GRANT);
}

async function expectRest(books: Books, stage: Stage): Promise<void> {
  const { world } = stage;
  world.github.faults.clear();
  stage.restore();
  stage.goWrong(minutes(0));
  stage.one.restart();
  for (const where of ['prodEu', 'staging'] as const) await freezeIsLifted(where).play(books, stage);
  await putsTheGuardrailsBack().play(books, stage);
  await noteMerges(books, world);
  await stage.one.trust();
  await turns(7).play(books, stage);
  expectInvariants(books, stage);
  await expectTreeAndClustersAgree(books, stage);
  expectOwnRolesAtRest(books, stage);

  await world.clock.advance(hours(10));
  await turns(8).play(books, stage);
  expect(world.bindings().filter(isOurs)).toEqual([]);
  expectOwnRolesAtRest(books, stage);
  expect(await filesBut(books.forgedRecords, stage)).toEqual([]);
  await expectOneEndEach(stage);
  if (!books.isRewritten) await expectEveryGrantIsTold(stage);
  await expectGrantsUnderTheGuardrails(stage);
  await expectReviewsByOthers(books, stage);
  await expectGrantsNameTheirApprovers(books, stage);
  expectInvariants(books, stage);
}

/** What is held is what is recorded and has begun, exactly; what somebody forged or changed was put right. */
async function expectTreeAndClustersAgree(books: Books, stage: Stage): Promise<void> {
  const { world } = stage;
  const { open } = await world.ledger();
  const held = world.bindings().filter(isOurs);
  const names = held.map(({ labels }) => labels['daypass.dev/grant'] ?? '');
  const begun = [...open.values()].filter(({ event }) => Date.parse(event.opensAt) <= world.clock.now());
  expect(names.toSorted()).toEqual(begun.map(({ event }) => event.grant).toSorted());
  for (const { uid } of held) expect(books.foreign.has(uid)).toBe(false);
  for (const { subjects } of held) expect(subjects).toHaveLength(1);
  const recorded = new Set([...open.values()].map(({ event }) => recordOf(event.path)));
  const others = new Set([...books.forgedRecords].filter((path) => !recorded.has(path)));
  const records = (await filesBut(others, stage)).filter((path) => path.startsWith('access-grants/'));
  expect(records.toSorted()).toEqual([...recorded].toSorted());
}

/** NB: what somebody put among the records is never access, and is reported; only people's own requests are taken out. */
async function filesBut(left: ReadonlySet<string>, { world }: Stage): Promise<readonly string[]> {
  return (await world.files()).filter((path) => !left.has(path));
}

/** While the branch holds other guardrails than those in force, nothing is granted. */
async function expectGrantsUnderTheGuardrails({ world }: Stage): Promise<void> {
  let inForce: Readonly<Record<string, string>> = {};
  for (const { message, parents } of await world.commits()) {
    const events = eventsAt(message, parents);
    if (events.some(({ type }) => type === 'granted')) {
      const tree = await world.world.git.tree(parents[0] ?? '');
      for (const [path, blob] of Object.entries(inForce))
        expect(tree.get(path)?.blob, `${path} as in force, where something was granted`).toBe(blob);
    }
    for (const event of events) if (event.type === 'guardrails') inForce = event.files;
  }
  expect(Object.keys(inForce)).toHaveLength(2);
}

/** I1: whom history names as those who approved a grant really did, nobody twice, and they alone were enough. */
async function expectGrantsNameTheirApprovers(books: Books, { world }: Stage): Promise<void> {
  for (const { message, parents } of await world.commits()) {
    for (const event of eventsAt(message, parents)) {
      if (event.type !== 'granted') continue;
      const approvers = event.approvals.map(({ by }) => by.login);
      const rightful = books.rightful.get(event.grant);
      expect(rightful?.approvers, `who approved ${event.path}`).toEqual(expect.arrayContaining(approvers));
      expect(new Set(approvers).size).toBe(approvers.length);
      const isEnough = rightful !== undefined && isAllowed(books, { ...rightful, approvers });
      expect(isEnough, `${approvers.join(', ')} were enough for ${event.path}`).toBe(true);
      expect([event.ticket, event.actions]).toEqual([rightful?.ticket, rightful?.actions]);
    }
  }
}

/** NB: a rebase past the rules carries our commits along, message and all; what is not in its place is no event [104]. */
function eventsAt(message: string, parents: readonly string[]): readonly AccessEvent[] {
  return eventsIn(message).filter(({ parent }) => parents.length === 1 && parent === parents[0]);
}

/** I9: whatever was ever bound or unbound for a grant, a sealed event of history says so. */
async function expectEveryGrantIsTold({ world }: Stage): Promise<void> {
  const commits = await world.commits();
  const events = commits.flatMap(({ message, parents }) => eventsAt(message, parents));
  const told = (isMeant: (event: AccessEvent) => boolean) =>
    new Set(events.filter(isMeant).map((event) => ('grant' in event ? event.grant : '')));
  const granted = told(({ type }) => type === 'granted');
  const closed = told((event) => 'goneBy' in event);
  for (const { kind, object } of [world.prodEu, world.staging].flatMap(({ writes }) => writes)) {
    if (kind === 'apply') expect(granted, `${object} was applied`).toContain(grantIn(object));
    if (kind !== 'remove' || !granted.has(grantIn(object))) continue;
    expect(closed, `${object} was removed`).toContain(grantIn(object));
  }
  expect([...granted].filter((grant) => !closed.has(grant))).toEqual([]);
}

function grantIn(name: string): string {
  return name.slice('daypass-'.length, 'daypass-'.length + 20);
}

/** A review that was owed was given by somebody who approved what was merged, and had no part in it. */
async function expectReviewsByOthers({ pulls }: Books, { world }: Stage): Promise<void> {
  const { grants } = await world.ledger();
  const commits = await world.commits();
  for (const event of commits.flatMap(({ message, parents }) => eventsAt(message, parents))) {
    if (event.type !== 'reviewed') continue;
    const granted = grants.get(event.grant)?.event;
    const pull = pulls.find(({ number }) => number === granted?.pr.number);
    const head = pull?.commits.at(-1)?.sha;
    for (const { by } of event.approvals) {
      const approved = pull?.opinions.some((one) => one.by === by.login && one.head === head);
      expect(approved, `${by.login} approved what ${event.grant} was granted for`).toBe(true);
      expect([pull?.author, ...(pull?.commits ?? []).map((one) => one.by)]).not.toContain(by.login);
      expect(MAY_OWN, `${by.login} may have owned it`).toContain(by.login);
    }
  }
}

/** Of the teams that own paths of requests, at whatever time. */
const MAY_OWN = ['bob', 'carol', 'dave'];

/** I5: at most one closing event of a grant, at most one that grants it, and one review of it that was owed. */
export async function expectOneEndEach({ world }: Stage): Promise<void> {
  const commits = await world.commits();
  const seen = new Set<string>();
  for (const event of commits.flatMap(({ message, parents }) => eventsAt(message, parents))) {
    if (!('grant' in event) || event.type === 'drift') continue;
    const kind = ['granted', 'refused', 'reviewed'].includes(event.type) ? event.type : 'closed';
    const key = `${event.grant} ${kind}`;
    expect(seen.has(key), `${key} twice`).toBe(false);
    seen.add(key);
  }
}
