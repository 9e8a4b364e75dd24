// What an event must look like: a sealed line that lacks any of it is no event, and says which field it is.
import { describe, expect, test } from 'vitest';
import { readEvent } from '../../../src/core/ledger/event-schema.ts';
import type { AccessEvent } from '../../../src/core/ledger/event.ts';
import { POLICY_PATH } from '../../../src/core/request/path.ts';
import { CODEOWNERS, endOf, grantEvent, key, PATH, refusalOf, repository } from './a-branch.ts';

const oid = '9'.repeat(40);
const place = { repository, parent: oid, key: key.id };
const granted = { ...grantEvent({ base: oid, merge: oid, blob: oid }), ...place };
const refused = { ...refusalOf(PATH, oid), ...place };
const ended = { ...endOf({ event: granted, merge: oid, commit: oid }), ...place };
const guardrails = {
  ...place,
  type: 'guardrails',
  at: '2026-11-20T15:00:00Z',
  files: { [POLICY_PATH]: oid, [CODEOWNERS]: oid },
  by: 'operator',
  reason: 'The first version',
} satisfies AccessEvent;
const { by: _operator, ...byPullRequest } = { ...guardrails, pr: granted.pr };

const fieldOf = (value: unknown): string => {
  const read = readEvent(value);
  return read.kind === 'not' ? read.field : read.kind;
};

describe('an event', () => {
  test.each([
    ['a grant', granted],
    ['a refusal', refused],
    ['an end', ended],
    ['guardrails that an operator trusted', guardrails],
    ['guardrails of a pull request', byPullRequest],
  ])('is %s', (_, value) => {
    expect(readEvent(value)).toEqual({ kind: 'event', event: value });
  });

  test.each<[string, unknown]>([
    ['type', undefined],
    ['type', { ...refused, type: 'granted for ever' }],
    ['at', { ...refused, at: '2026-02-30T00:00:00Z' }],
    ['parent', { ...refused, parent: oid.slice(1) }],
    ['parent', { ...refused, parent: `${oid}9` }],
    ['key', { ...refused, key: '' }],
    ['repository', { ...refused, repository: -1 }],
    ['grant', { ...refused, grant: 'G'.repeat(20) }],
    ['path', { ...refused, path: POLICY_PATH }],
    ['path', { ...ended, path: 'access-requests/prod-eu/payments/debugger/../alice.yaml' }],
    ['by.kind', { ...ended, by: { kind: 'the requester' } }],
    ['goneBy', { ...ended, goneBy: 'soon' }],
    ['grant', { ...granted, grant: '0'.repeat(20) }],
    ['grant', { ...granted, pr: { ...granted.pr, merge: '8'.repeat(40) } }],
    ['pr.method', { ...granted, pr: { ...granted.pr, method: 'push' } }],
    ['request.sha256', { ...granted, request: { blob: oid, sha256: oid } }],
    ['approvals.0.at', { ...granted, approvals: [{ ...granted.approvals[0], at: 'yesterday' }] }],
    ['expiresAt', { ...granted, expiresAt: 'never' }],
  ])('is none where its %s cannot be one', (field, value) => {
    expect(fieldOf(value)).toBe(field);
  });
});

describe('guardrails', () => {
  test('have a policy, always', () => {
    expect(fieldOf({ ...guardrails, files: { [CODEOWNERS]: oid } })).toBe('files');
    expect(fieldOf({ ...guardrails, files: { ...guardrails.files, 'README.md': oid } })).toBe('files');
  });

  test('come by a pull request or by an operator, never by both, never by neither', () => {
    expect(fieldOf({ ...guardrails, pr: granted.pr })).toBe('pr');
    expect(fieldOf({ ...guardrails, by: undefined })).not.toBe('event');
    const { by: _, ...neither } = guardrails;
    expect(fieldOf(neither)).toBe('pr');
  });
});

describe('a grant with a role of its own', () => {
  const rules = [
    { apiGroups: [''], resources: ['pods'], verbs: ['get'], resourceNames: [], nonResourceURLs: [] },
  ];

  test('says its rules, or it would be whatever the cluster holds under that name', () => {
    expect(fieldOf({ ...granted, clusterRole: null })).toBe('rules');
    expect(fieldOf({ ...granted, clusterRole: null, rules })).toBe('event');
    expect(fieldOf({ ...granted, rules })).toBe('event');
  });
});
