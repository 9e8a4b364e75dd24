import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fillPlaces, type Filler, type PlacesAsked } from '../../../src/core/approval/places.ts';

interface Person extends Filler {
  readonly name: string;
}

const names = (people: readonly (Person | undefined)[]) => people.map((person) => person?.name);

test('where nothing is asked everything is filled, by nobody', () => {
  const filled = fillPlaces<Person>([], { files: 1, approvals: 0, entries: 0 });

  expect(filled).toEqual({ entries: [], complete: true, exact: true });
});

test('a member of two owning teams is one owner', () => {
  const bob = { name: 'bob', files: [0], entries: [] };

  expect(fillPlaces([bob], { files: 1, approvals: 2, entries: 0 }).complete).toBe(false);
});

test('one person counts for each file that they own', () => {
  const bob = { name: 'bob', files: [0, 1], entries: [] };

  expect(fillPlaces([bob], { files: 2, approvals: 1, entries: 0 }).complete).toBe(true);
});

test('who fills an entry counts for no file', () => {
  const carol = { name: 'carol', files: [0], entries: [0] };

  expect(fillPlaces([carol], { files: 1, approvals: 1, entries: 1 }).complete).toBe(false);
});

test('an owner leaves the entry to who can fill nothing else', () => {
  const carol = { name: 'carol', files: [0], entries: [0] };
  const dave = { name: 'dave', files: [], entries: [0] };

  const filled = fillPlaces([carol, dave], { files: 1, approvals: 1, entries: 1 });

  expect(filled.complete).toBe(true);
  expect(names(filled.entries)).toEqual(['dave']);
});

test('somebody who belongs to two entries fills the one that nobody else can', () => {
  const both = { name: 'both', files: [], entries: [0, 1] };
  const first = { name: 'first', files: [], entries: [0] };

  const filled = fillPlaces([both, first], { files: 0, approvals: 1, entries: 2 });

  expect(names(filled.entries)).toEqual(['first', 'both']);
});

test('a number of approvals that is none is never reached', () => {
  const bob = { name: 'bob', files: [0], entries: [] };

  expect(fillPlaces([bob], { files: 1, approvals: Number.NaN, entries: 0 }).complete).toBe(false);
});

test('a crowd that may fill anything, and entries without number, take no time', () => {
  const everything = Array.from({ length: 40 }, (_, entry) => entry);
  const crowd = Array.from({ length: 200 }, (_, person) => ({
    name: `${person}`,
    files: everything.filter((file) => (person >> (file % 8)) % 2 === 0).slice(0, 10),
    entries: everything.filter((entry) => (person * (entry + 1)) % 3 > 0),
  }));
  const began = performance.now();

  fillPlaces(crowd, { files: 10, approvals: 10, entries: 40 });

  expect(performance.now() - began).toBeLessThan(5_000);
});

const filler = fc.record({
  files: fc.uniqueArray(fc.nat(2)).map((files) => files.toSorted((one, other) => one - other)),
  entries: fc.uniqueArray(fc.nat(2)).map((entries) => entries.toSorted((one, other) => one - other)),
});

test('trying every way to place people finds one exactly where we do', () => {
  const people = fc
    .array(filler, { maxLength: 6 })
    .map((all) => all.map((one, index): Person => ({ ...one, name: `${index}` })));
  const asked = fc.record({ files: fc.nat(3), approvals: fc.nat(3), entries: fc.nat(3) });
  fc.assert(
    fc.property(people, asked, (all, places) => {
      const filled = fillPlaces(all, places);

      expect(filled.complete).toBe(someWay(all, places));
      if (filled.complete) expect(holds(filled.entries, all, places)).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

test('another person never makes it less', () => {
  const people = fc
    .array(filler, { maxLength: 8 })
    .map((all) => all.map((one, index): Person => ({ ...one, name: `${index}` })));
  const asked = fc.record({ files: fc.nat(3), approvals: fc.nat(3), entries: fc.nat(3) });
  fc.assert(
    fc.property(people, asked, (all, places) => {
      const fewer = fillPlaces(all.slice(1), places).complete;
      expect(!fewer || fillPlaces(all, places).complete).toBe(true);
    }),
  );
});

/** The slow and obvious way: each person is an owner, or sits in one entry. */
function someWay(
  people: readonly Person[],
  asked: PlacesAsked,
  seats: readonly (Person | undefined)[] = Array.from({ length: asked.entries }, () => undefined),
): boolean {
  if (holds(seats, people, asked)) return true;
  const seated = new Set(seats);
  return people.some(
    (person) =>
      !seated.has(person) &&
      person.entries.some(
        (entry) =>
          entry < asked.entries &&
          seats[entry] === undefined &&
          someWay(people, asked, seats.with(entry, person)),
      ),
  );
}

/** Whether these seats, and whoever sits in none, fill every place. */
function holds(
  seats: readonly (Person | undefined)[],
  people: readonly Person[],
  { files, approvals, entries }: PlacesAsked,
): boolean {
  const seated = seats.filter((person) => person !== undefined);
  if (seated.length < entries || new Set(seated).size < seated.length) return false;
  if (!seats.every((person, entry) => person?.entries.includes(entry))) return false;
  const owners = people.filter((person) => !seated.includes(person));
  return Array.from({ length: files }, (_, file) => file).every(
    (file) => owners.filter((person) => person.files.includes(file)).length >= approvals,
  );
}
