// Which deeds a random story is made of, and how often each comes.
import fc from 'fast-check';
import * as people from './deeds-of-people.ts';
import * as things from './deeds-of-the-world.ts';

const pick = fc.nat(5);
const wish = fc.record<people.Wish>({
  place: fc.constantFrom(...people.PLACES),
  span: fc.constantFrom(...(Object.keys(people.SPANS) as people.Span[])), // its own keys
  subject: fc.constantFrom('alice', 'alice', 'alice', 'erin', 'mallory'),
});
const asker = fc.constantFrom('alice', 'alice', 'erin', 'mallory');
const reviewer = fc.constantFrom('bob', 'carol', 'dave', 'mallory', 'alice');
const method = fc.constantFrom('merge', 'squash', 'rebase');
const honest = fc
  .tuple(fc.constantFrom('alice', 'erin'), wish, fc.constantFrom('30m', '1h'))
  .map(([author, { place }, span]) => ({ author, wanted: { place, span, subject: author } }));

/** Each as often as its weight says. */
export type Deeds = readonly { readonly weight: number; readonly arbitrary: fc.Arbitrary<people.Deed> }[];

/** What a pull request goes through, without the end of it. */
export const deedsOnRequests: Deeds = [
  {
    weight: 10,
    arbitrary: fc
      .tuple(honest, method)
      .map(([{ author, wanted }, how]) => people.isGranted(author, wanted, how)),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(asker, wish, fc.nat(6))
      .map(([author, wanted, stray]) => people.asks(author, wanted, stray === 0)),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        fc.constantFrom('alice', 'mallory', 'bob'),
        pick,
        wish,
        fc.constantFrom('another wish', 'another wish', 'code', 'no code'),
      )
      .map(([by, at, wanted, what]) => people.pushes(by, at, wanted, what)),
  },
  { weight: 2, arbitrary: pick.map(people.forcePushes) },
  {
    weight: 6,
    arbitrary: fc
      .tuple(
        reviewer,
        pick,
        fc.constantFrom('approves', 'approves', 'approves', 'asks for changes', 'remarks'),
      )
      .map(([by, at, verdict]) => people.reviews(by, at, verdict)),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(reviewer, pick).map(([by, at]) => people.approvesAnOlderCommit(by, at)),
  },
  { weight: 1, arbitrary: pick.map(people.dismisses) },
  {
    weight: 5,
    arbitrary: fc
      .tuple(pick, method, fc.constantFrom('by the rules', 'past the rules'))
      .map(([at, how, way]) => people.merges(at, how, way)),
  },
  { weight: 1, arbitrary: pick.map(people.pushesTheHead) },
  { weight: 1, arbitrary: pick.map(people.closes) },
];

export const deedsOfPeople: Deeds = [
  ...deedsOnRequests,
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom('alice', 'mallory'), fc.constantFrom(...people.PLACES))
      .map(([by, place]) => people.takesBack(by, place)),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fc.constantFrom<people.HandPush>(
          'a request',
          'a removal',
          'a record',
          'no record',
          'weak owners',
          'a wide policy',
        ),
        wish,
      )
      .map(([what, wanted]) => people.pushesByHand(what, wanted)),
  },
  { weight: 2, arbitrary: fc.constant(people.putsTheGuardrailsBack()) },
  { weight: 1, arbitrary: fc.boolean().map(people.isInTheTeam) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 130 }).map(people.timePasses) },
  { weight: 8, arbitrary: fc.integer({ min: 1, max: 2 }).map(people.turns) },
  { weight: 1, arbitrary: fc.constant(people.turns(6)) },
];

export const deedsOfTheWorld: Deeds = [
  { weight: 4, arbitrary: fc.nat(8).map(things.isKilled) },
  { weight: 1, arbitrary: fc.constant(things.restarts()) },
  {
    weight: 3,
    arbitrary: fc.array(fc.nat(6), { minLength: 1, maxLength: 8 }).map(things.twoControllers),
  },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom<things.Trouble>(
        'cut',
        'cut after commits',
        'old reviews',
        'old merges',
        'old branch',
        'empty lists',
        ...Array.from({ length: 9 }, () => 'none' as const),
      )
      .map(things.gitHubHas),
  },
  { weight: 1, arbitrary: fc.constantFrom('prodEu', 'staging').map(things.clusterIsCut) },
  { weight: 2, arbitrary: fc.constant(things.clustersAreBack()) },
  { weight: 1, arbitrary: fc.constantFrom(60, -60, 1, 0, 0, 0).map(things.clockIsAhead) },
  { weight: 2, arbitrary: pick.map(things.bindingIsDeleted) },
  { weight: 1, arbitrary: pick.map(things.subjectIsAdded) },
  { weight: 1, arbitrary: fc.constant(things.bindingIsForged()) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 3 }).map(things.branchIsSetBack) },
  { weight: 2, arbitrary: fc.constant(things.isTrusted()) },
];
