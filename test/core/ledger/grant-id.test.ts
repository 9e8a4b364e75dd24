// The id of a grant can be worked out by anybody.
import { describe, expect, test } from 'vitest';
import { grantIdOf } from '../../../src/core/ledger/grant-id.ts';

describe('the id of a grant', () => {
  test('is the first 20 hex digits of SHA-256 over repository, path and merge', () => {
    const merge = 'd'.repeat(40);
    // printf '4242\nsome/path\ndddd…\n' | sha256sum
    expect(grantIdOf(4242, 'some/path', merge)).toBe('773e32507dd8a2aab3b3');
  });
});
