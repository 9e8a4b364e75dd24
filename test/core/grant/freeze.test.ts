import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bindingOf } from '../../../src/core/grant/binding.ts';
import {
  freezeData,
  holdsBack,
  names,
  namesBinding,
  parseFreeze,
  standing,
  type Freeze,
} from '../../../src/core/grant/freeze.ts';
import { invalid, read, unread, valid } from '../../../src/core/problem.ts';
import { parseInstant } from '../../../src/core/time.ts';
import { aGrant, commit, repository } from './a-grant.ts';

const reason = 'INC-4242, stolen laptop';
const id = '7f3a9c21d05be8140c62';

const aFreeze = (over: Partial<Freeze> = {}): Freeze => ({
  reason,
  all: false,
  subjects: [],
  grants: [],
  liftedAt: undefined,
  ...over,
});

describe('a freeze is read', () => {
  test.each([
    ['of everybody', { reason, all: 'true' }, { all: true }],
    [
      'of subjects, one a line',
      { reason, subjects: 'alice@acme.com\nbob@acme.com\n' },
      { subjects: ['alice@acme.com', 'bob@acme.com'] },
    ],
    ['of a grant', { reason, grants: id }, { grants: [id] }],
    [
      'of both, each once',
      { reason: `${reason}\n`, subjects: 'alice', grants: `${id}\n${id}\n` },
      { subjects: ['alice'], grants: [id] },
    ],
    [
      'that was lifted',
      { reason, all: 'true', lifted: '2026-11-20T16:00:00Z' },
      { all: true, liftedAt: parseInstant('2026-11-20T16:00:00Z')! },
    ],
  ])('%s', (_, data, expected) => {
    expect(parseFreeze(data)).toEqual(valid(aFreeze(expected)));
  });

  test('by what it was written as', () => {
    const lines = fc.array(fc.stringMatching(/^[\w@.:-]{1,30}$/), { maxLength: 5 });
    const freezes = fc.record({
      reason: fc.stringMatching(/^[\w,.-]{1,80}$/),
      all: fc.boolean(),
      subjects: lines.map((names) => [...new Set(names)]),
      grants: fc.constantFrom([], [id], [id, 'a'.repeat(20)]),
      liftedAt: fc.constantFrom(undefined, parseInstant('2026-11-20T16:00:00Z')),
    });
    fc.assert(
      fc.property(freezes, (freeze) => {
        fc.pre(freeze.all || freeze.subjects.length + freeze.grants.length > 0);
        expect(parseFreeze(freezeData(freeze))).toEqual(valid(freeze));
      }),
    );
  });
});

describe('a freeze is refused, with every reason', () => {
  test.each([
    ['without anything', {}, ['bears a reason', 'names `all`']],
    ['without a reason', { all: 'true', reason: ' \n' }, ['bears a reason']],
    ['with a reason of two lines', { all: 'true', reason: 'one\ntwo' }, ['bears a reason']],
    ['that names nothing', { reason }, ['names `all`']],
    ['with another `all`', { reason, all: 'True' }, ['`all` is "true" or absent']],
    ['with an empty `all`', { reason, all: '' }, ['`all` is "true" or absent']],
    ['with an unknown key', { reason, all: 'true', subject: 'alice' }, ['no key `subject`']],
    ['with a blank before a name', { reason, subjects: ' alice' }, ['is no username']],
    ['with an empty line', { reason, subjects: 'alice\n\nbob' }, ['is no username']],
    ['with a line end of Windows', { reason, subjects: 'alice\r\nbob' }, ['is no username']],
    ['with half an id', { reason, grants: '7f3a9c21' }, ['is no grant']],
    ['with an id in capitals', { reason, grants: id.toUpperCase() }, ['is no grant']],
    ['lifted at no time', { reason, all: 'true', lifted: 'yesterday' }, ['`lifted` is a time']],
    [
      'with too many names',
      { reason, subjects: Array.from({ length: 1001 }, (_, at) => `u${at}`).join('\n') },
      ['at most 1000'],
    ],
    ['with several faults', { all: 'no', grants: 'x' }, ['bears a reason', '`all` is', 'is no grant']],
  ])('%s', (_, data, whats) => {
    const parsed = parseFreeze(data);
    const problems = parsed.kind === 'invalid' ? parsed.problems : [];
    expect(problems.map(({ what }) => what)).toEqual(whats.map((what) => expect.stringContaining(what)));
  });

  test('or read, whatever stands there', () => {
    const texts = fc.string({ unit: 'binary', maxLength: 60 });
    const keys = fc.oneof(texts, fc.constantFrom('reason', 'all', 'subjects', 'grants', '__proto__'));
    fc.assert(
      fc.property(fc.dictionary(keys, texts, { maxKeys: 6 }), (data) => {
        expect(['valid', 'invalid']).toContain(parseFreeze(data).kind);
      }),
    );
  });
});

describe('a freeze names', () => {
  const before = 'b'.repeat(20);
  const alice = { username: 'alice@acme.com', grants: [id, before] };

  test.each([
    ['everybody', aFreeze({ all: true }), true],
    ['a subject by the exact username', aFreeze({ subjects: ['alice@acme.com'] }), true],
    ['nobody of another spelling', aFreeze({ subjects: ['Alice@acme.com', 'alice'] }), false],
    ['a grant by its id', aFreeze({ grants: [id] }), true],
    ['a grant by one that it goes on with', aFreeze({ grants: [before] }), true],
    ['no other grant', aFreeze({ grants: ['a'.repeat(20)] }), false],
  ])('%s', (_, freeze, expected) => {
    expect(names(freeze, alice)).toBe(expected);
  });

  const binding = bindingOf(aGrant({ grant: id }), commit, repository);
  const account = { kind: 'ServiceAccount', namespace: 'ci', name: 'deployer' };

  test.each([
    ['a binding by the grant in its name', aFreeze({ grants: [id] }), binding, true],
    ['a binding by its subject', aFreeze({ subjects: [binding.subjects[0]!.name] }), binding, true],
    [
      'a binding by a subject that somebody added to it',
      aFreeze({ subjects: ['mallory'] }),
      { ...binding, subjects: [...binding.subjects, { kind: 'User', name: 'mallory' }] },
      true,
    ],
    [
      'a service account as the API server calls it',
      aFreeze({ subjects: ['system:serviceaccount:ci:deployer'] }),
      { ...binding, subjects: [account] },
      true,
    ],
    ['no binding of another', aFreeze({ subjects: ['bob'] }), binding, false],
    ['[74] no binding of another name', aFreeze({ all: true }), { ...binding, name: 'daypass-x' }, false],
  ])('%s', (_, freeze, held, expected) => {
    expect(namesBinding(freeze, held)).toBe(expected);
  });
});

describe('while a freeze stands', () => {
  const alice = { username: 'alice@acme.com', grants: [] };
  const all = aFreeze({ all: true });
  const lifted = aFreeze({ all: true, liftedAt: parseInstant('2026-11-20T16:00:00Z')! });

  test.each([
    ['nothing is held back where there is none', read(undefined), undefined],
    ['nor by one that was lifted', read(valid(lifted)), undefined],
    ['nor by one that names another', read(valid(aFreeze({ subjects: ['bob'] }))), undefined],
    ['what it names is', read(valid(all)), `prod-eu is frozen: ${reason}.`],
    ['everything is where it cannot be read', unread('403'), expect.stringContaining('could not be read')],
    ['and where it is none', read(invalid([])), expect.stringContaining('cannot be understood')],
  ])('%s', (_, fact, expected) => {
    expect(holdsBack('prod-eu', fact, alice)).toEqual(expected);
  });

  test('only one that could be read, and was not lifted, ends anything', () => {
    const facts = [read(undefined), unread('403'), read(invalid([])), read(valid(lifted)), read(valid(all))];

    expect(facts.map(standing)).toEqual([undefined, undefined, undefined, undefined, all]);
  });
});
