// A seal can be checked without Daypass: with jq and openssl alone.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readSealedLine, sealEvent } from '../../../src/core/ledger/seal.ts';
import { grantEvent, key, otherKey, publicHalf, repository } from './a-branch.ts';

const has = (command: string, argument: string): boolean => spawnSync(command, [argument]).status === 0;
const hasTools = has('jq', '--version') && has('openssl', 'version');

const oid = '9'.repeat(40);
const event = { ...grantEvent({ base: oid, merge: oid, blob: oid }), repository, parent: oid, key: key.id };

describe('a sealed line', () => {
  test('reads back as the event that was sealed', () => {
    const read = readSealedLine(sealEvent(event, key), () => ({ kind: 'key', key: publicHalf(key) }));

    expect(read).toEqual({ kind: 'sealed', event });
  });

  test('is no event under another key', () => {
    const read = readSealedLine(sealEvent(event, key), () => ({ kind: 'key', key: publicHalf(otherKey) }));

    expect(read.kind).toBe('finding');
  });

  test('is no event where it is longer than any event', () => {
    const line = sealEvent({ ...event, reason: 'x'.repeat(300_000) }, key);

    expect(readSealedLine(line, () => ({ kind: 'key', key: publicHalf(key) })).kind).toBe('finding');
  });

  test.skipIf(!hasTools)('is checked by jq and openssl as it is by us', () => {
    const folder = mkdtempSync(join(tmpdir(), 'daypass-seal-'));
    const line = sealEvent({ ...event, reason: 'INC-4242: "ß" \u007f 😀' }, key);
    const jq = (filter: readonly string[]): string =>
      spawnSync('jq', filter, { input: line, encoding: 'utf8' }).stdout;
    const files = { text: jq(['-jcS', 'del(.seal)']), seal: Buffer.from(jq(['-r', '.seal']), 'base64') };
    const pem = publicHalf(key).export({ type: 'spki', format: 'pem' });
    for (const [name, content] of Object.entries({ ...files, pem }))
      writeFileSync(join(folder, name), content);

    const verify = [
      'pkeyutl',
      '-verify',
      '-pubin',
      '-inkey',
      'pem',
      '-rawin',
      '-in',
      'text',
      '-sigfile',
      'seal',
    ];
    const verified = spawnSync('openssl', verify, { cwd: folder, encoding: 'utf8' });
    rmSync(folder, { recursive: true });

    expect(verified.stdout).toContain('Signature Verified Successfully');
  });
});
