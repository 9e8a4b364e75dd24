// How every random story ends: when the world is well again, all comes to rest; and hours later nothing is left.
import fc from 'fast-check';
import { expect } from 'vitest';
import type { AccessEvent } from '../../src/core/ledger/event.ts';
import { hours, minutes } from '../../src/core/time.ts';
import { recordOf } from '../sandbox/memory/company.ts';
import { eventsIn } from './faulty.ts';
import { noteMerges, type Books } from './books.ts';
import type { Deeds } from './deeds.ts';
import { putsTheGuardrailsBack, turns } from './deeds-of-people.ts';
import { expectInvariants } from './invariants.ts';
import { holds } from './runs.ts';
import type { Stage } from './stage.ts';
import { play, stories } from './story.ts';

/** NB: a model in which nothing is ever granted would hold every invariant. */
const LEAST_SHARE_OF_STORIES_WITH_A_GRANT = 0.3;

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
  const { world, faults } = stage;
  world.github.faults.clear();
  stage.restore();
  stage.goWrong(minutes(0));
  stage.restart();
  await putsTheGuardrailsBack().play(books, stage);
  await noteMerges(books, world);
  await stage.trust();
  await turns(7).play(books, stage);
  expectInvariants(books, stage);
  await expectTreeAndClustersAgree(books, stage);

  await world.clock.advance(hours(10));
  await turns(8).play(books, stage);
  expect(world.bindings()).toEqual([]);
  expect(await filesBut(books.forgedRecords, stage)).toEqual([]);
  await expectOneEndEach(stage);
  await expectGrantsUnderTheGuardrails(stage);
  expect(faults.disorder).toEqual([]);
}

/** What is held is what is recorded, exactly; what somebody forged or changed was put right. */
async function expectTreeAndClustersAgree(books: Books, stage: Stage): Promise<void> {
  const { world } = stage;
  const { open } = await world.ledger();
  const held = world.bindings();
  const names = held.map(({ labels }) => labels['daypass.dev/grant'] ?? '');
  expect(names.toSorted()).toEqual([...open.keys()].toSorted());
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
  const { git } = world.github;
  const { commits } = await world.world.git.branch('main');
  const [first = ''] = commits.map(({ oid }) => oid);
  for (const { message, parents } of commits) {
    if (eventsAt(message, parents).every(({ type }) => type !== 'granted')) continue;
    for (const path of ['.github/CODEOWNERS', 'access-requests/policy.yaml'])
      expect(await git.file(parents[0] ?? '', path)).toBe(await git.file(first, path));
  }
}

/** NB: a rebase past the rules carries our commits along, message and all; what is not in its place is no event [104]. */
function eventsAt(message: string, parents: readonly string[]): readonly AccessEvent[] {
  return eventsIn(message).filter(({ parent }) => parents.length === 1 && parent === parents[0]);
}

/** I5: at most one closing event of a grant, and at most one that grants it. */
async function expectOneEndEach({ world }: Stage): Promise<void> {
  const { commits } = await world.world.git.branch('main');
  const seen = new Set<string>();
  for (const event of commits.flatMap(({ message, parents }) => eventsAt(message, parents))) {
    if (!('grant' in event) || event.type === 'drift') continue;
    const kind = event.type === 'granted' ? 'granted' : event.type === 'refused' ? 'refused' : 'closed';
    const key = `${event.grant} ${kind}`;
    expect(seen.has(key), `${key} twice`).toBe(false);
    seen.add(key);
  }
}
