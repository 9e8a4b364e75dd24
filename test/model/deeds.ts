// Which deeds a random story is made of, and how often each comes.
import fc from 'fast-check';
import type { Login } from '../sandbox/memory/company.ts';
import { ACTIONS, PLACES, SPANS, type Deed, type Span, type Wish } from './deed.ts';
import { reviewsAfterwards } from './deeds-afterwards.ts';
import * as hands from './deeds-by-hand.ts';
import * as clusters from './deeds-in-clusters.ts';
import * as held from './deeds-on-what-is-held.ts';
import * as operators from './deeds-of-operators.ts';
import * as people from './deeds-of-people.ts';
import * as things from './deeds-of-the-world.ts';
import { policies, type PolicyName } from './policies.ts';
import type { Fate } from './process.ts';

const pick = fc.nat(5);
const ticket = fc.constantFrom(undefined, 'INC-7', 'INC-7', 'none');
/** Some minutes, or hours, after a story begins. */
const startsAt = fc.constantFrom(
  ...Array.from({ length: 6 }, () => undefined),
  '2026-11-20T16:20:00Z',
  '2026-11-20T18:00:00Z',
);
const actions = fc.subarray([...ACTIONS], { minLength: 1 });
const wish = fc.record<Wish>({
  place: fc.constantFrom(...PLACES),
  span: fc.constantFrom(...(Object.keys(SPANS) as Span[])), // its own keys
  subject: fc.constantFrom('alice', 'alice', 'alice', 'erin', 'mallory'),
  ticket,
  actions,
});
const asker = fc.constantFrom('alice', 'alice', 'erin', 'mallory');
const reviewer = fc.constantFrom('bob', 'carol', 'dave', 'mallory', 'alice');
const method = fc.constantFrom('merge', 'squash', 'rebase');
const policy = fc.constantFrom(...(Object.keys(policies) as PolicyName[])); // its own keys
const honest = fc
  .tuple(
    fc.constantFrom('alice', 'erin'),
    wish,
    fc.constantFrom('30m', '1h'),
    fc.constantFrom(undefined, 'INC-7'),
    startsAt,
  )
  .map(([author, one, span, named, start]) => ({
    author,
    wanted: { ...one, span, subject: author, ticket: named, startsAt: start },
  }));

const granted = fc
  .tuple(honest, method, fc.constantFrom<Login[]>(['carol'], ['carol', 'dave'], ['carol', 'bob'], []))
  .map(([{ author, wanted }, how, owners]) => people.isGranted(author, wanted, how, owners));

/** Each as often as its weight says. */
export type Deeds = readonly { readonly weight: number; readonly arbitrary: fc.Arbitrary<Deed> }[];

/** What a pull request goes through, without the end of it; and nothing that the controller's own commits could prevent. */
export const deedsOnRequests: Deeds = [
  {
    weight: 10,
    arbitrary: granted,
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
  { weight: 1, arbitrary: pick.map(people.closes) },
  { weight: 1, arbitrary: pick.map(people.baseIsMovedAside) },
  {
    weight: 1,
    arbitrary: honest.map(({ author, wanted }) => people.isApprovedAside(author, wanted)),
  },
];

export const deedsOfPeople: Deeds = [
  ...deedsOnRequests,
  { weight: 1, arbitrary: pick.map(people.pushesTheHead) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom('alice', 'mallory'), fc.constantFrom(...PLACES))
      .map(([by, place]) => people.takesBack(by, place)),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(
        fc.constantFrom('alice', 'alice', 'erin', 'mallory'),
        fc.constantFrom(...PLACES),
        fc.constantFrom(...(Object.keys(SPANS) as Span[])), // its own keys
        method,
        fc.constantFrom<Login[]>(['carol'], ['carol', 'dave'], ['carol', 'bob'], []),
      )
      .map(([author, place, span, how, owners]) => held.durationIsChanged(author, place, span, how, owners)),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fc.constantFrom('alice', 'alice', 'carol', 'mallory'),
        fc.constantFrom<people.Word>('/release', '/revoke'),
        fc.constantFrom(...PLACES),
        fc.nat(4),
      )
      .map(([by, word, place, edited]) => people.says(by, word, place, edited === 0)),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fc.constantFrom<hands.HandPush>(
          'a request',
          'a removal',
          'a record',
          'no record',
          'weak owners',
          'a wide policy',
          'a poison file',
        ),
        wish,
      )
      .map(([what, wanted]) => hands.pushesByHand(what, wanted)),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(policy, method).map(([to, how]) => people.policyIsChanged(to, how)),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(policy, granted).map(([to, what]) => people.isGrantedUnder(to, what)),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('dave', 'carol', 'mallory'), policy)
      .map(([author, to]) => people.asksForAPolicy(author, to)),
  },
  { weight: 2, arbitrary: fc.constant(hands.putsTheGuardrailsBack()) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom<Login>('carol', 'bob', 'alice', 'mallory'), pick)
      .map(([by, at]) => reviewsAfterwards(by, at)),
  },
  { weight: 1, arbitrary: fc.boolean().map(people.isInTheTeam) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 130 }).map(people.timePasses) },
  { weight: 8, arbitrary: fc.integer({ min: 1, max: 2 }).map(people.turns) },
  { weight: 1, arbitrary: fc.constant(people.turns(6)) },
];

const which = fc.constantFrom('one', 'other');
const cluster = fc.constantFrom<operators.Where>('prodEu', 'staging');
const crossing = fc.oneof(fc.nat(30), fc.nat(120));
const wrong = fc.constantFrom<Fate>('refused', 'lost');
const fates = fc.array(fc.oneof({ weight: 9, arbitrary: fc.constant<Fate>('answered') }, wrong), {
  minLength: 5,
  maxLength: 20,
});

export const deedsOfTheWorld: Deeds = [
  { weight: 4, arbitrary: fc.tuple(which, crossing).map(([who, at]) => things.isKilled(who, at)) },
  { weight: 1, arbitrary: which.map(things.restarts) },
  { weight: 3, arbitrary: fc.option(crossing, { nil: undefined }).map(things.twoControllers) },
  { weight: 2, arbitrary: fc.constant(things.theOtherTurns()) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(which, fc.constantFrom('github', 'prod-eu', 'staging'))
      .map(([who, side]) => things.isCutOff(who, side)),
  },
  { weight: 1, arbitrary: fc.tuple(which, fates).map(([who, some]) => things.getsAnswers(who, some)) },
  {
    weight: 4,
    arbitrary: fc
      .tuple(which, fc.nat(60), wrong)
      .map(([who, at, fate]) => things.oneCallFails(who, at, fate)),
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
        'suspended',
        ...Array.from({ length: 10 }, () => 'none' as const),
      )
      .map(things.gitHubHas),
  },
  { weight: 1, arbitrary: fc.constantFrom('prodEu', 'staging').map(things.clusterIsCut) },
  { weight: 3, arbitrary: fc.constant(things.everybodyIsBack()) },
  { weight: 1, arbitrary: fc.constantFrom(60, -60, 1, 0, 0, 0).map(things.clockIsAhead) },
  { weight: 2, arbitrary: pick.map(clusters.bindingIsDeleted) },
  { weight: 1, arbitrary: pick.map(clusters.subjectIsAdded) },
  { weight: 1, arbitrary: pick.map(clusters.marksAreStripped) },
  { weight: 1, arbitrary: pick.map(clusters.roleIsSwapped) },
  { weight: 1, arbitrary: fc.constant(clusters.bindingIsForged()) },
  { weight: 1, arbitrary: pick.map(clusters.roleIsWidened) },
  { weight: 1, arbitrary: pick.map(clusters.roleIsDeleted) },
  { weight: 1, arbitrary: fc.constant(clusters.roleIsForged()) },
  { weight: 1, arbitrary: fc.boolean().map(clusters.podIsThere) },
  { weight: 1, arbitrary: fc.constant(clusters.anotherBindingIsMade()) },
  { weight: 1, arbitrary: fc.constant(clusters.namespaceIsMadeAnew()) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(cluster, fc.constantFrom<operators.Whom>('all', 'alice', 'erin'))
      .map(([where, whom]) => operators.clusterIsFrozen(where, whom)),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(cluster, pick).map(([where, which]) => operators.grantIsFrozen(where, which)),
  },
  { weight: 2, arbitrary: cluster.map(operators.freezeIsLifted) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 3 }).map(hands.branchIsSetBack) },
  { weight: 2, arbitrary: fc.constant(hands.isTrusted()) },
];
