import { describe, expect, test } from 'vitest';
import { parsePeople } from '../../../src/core/request/people.ts';
import { bytes, peopleText, problemsOf, shown, somePeople } from './builders.ts';

const whats = (...people: readonly string[]) =>
  problemsOf(parsePeople('people.yaml', bytes(peopleText(people)))).map(shown);

describe('a people file', () => {
  test('gives people their username, by login in lower case', () => {
    expect(somePeople('Alice: {id: 1001, username: alice.doe@acme.com}')).toEqual(
      new Map([['alice', { id: 1001, username: 'alice.doe@acme.com' }]]),
    );
  });

  test('may be of nobody', () => {
    expect(whats('{}')).toEqual([]);
  });

  test('gives no two people one username, id or login', () => {
    expect(
      whats(
        'alice: {id: 1, username: a@acme.com}',
        'Alice: {id: 2, username: b@acme.com}',
        'bob: {id: 1, username: A@acme.com}',
      ),
    ).toEqual([
      '6:12 The login `Alice` stands here twice, before as `alice`.',
      '7:15 The id 1 is that of `alice` too.',
      '7:28 The username `A@acme.com` is that of `alice` too.',
    ]);
  });

  test.each([
    '"system:masters"',
    '"System:admin"',
    '""',
    '" alice"',
    '"al\\u200Bice"',
    `"${'a'.repeat(257)}"`,
    '1234',
  ])('[116] gives nobody the username %s', (username) => {
    expect(whats(`alice: {id: 1001, username: ${username}}`)).toHaveLength(1);
  });

  test.each(['"1001"', '0', '-1', '1.5', '1e3', '9007199254740993', 'alice'])(
    'gives nobody the id %s',
    (id) => {
      expect(whats(`alice: {id: ${id}, username: alice}`)).toHaveLength(1);
    },
  );

  test('names only logins', () => {
    expect(
      whats('al.ice: {id: 1, username: a}', '"@bob": {id: 2, username: b}', '1234: {id: 3, username: c}'),
    ).toHaveLength(3);
  });
});
