// `daypass keygen`: the public half for the policy, the private half for nobody else.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  publicKeyOf,
  readPrivateKey,
  readPublicKey,
  signText,
  textIsSignedBy,
} from '../../src/core/crypto.ts';
import { daypass } from './a-terminal.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'daypass-keygen-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('prints the line of the policy under the id of this month, and keeps the key for its owner alone', async () => {
  const file = join(folder, 'seal.pem');

  const { code, out, err } = await daypass(['keygen', '--out', file]);

  const pem = readFileSync(file, 'utf8');
  const publicKey = publicKeyOf(readPrivateKey(pem));
  expect([code, err]).toEqual([0, '']);
  expect(out).toContain(`\n  - {id: "2026-11", publicKey: ${publicKey}}\n`);
  expect(out).not.toContain('PRIVATE KEY-----');
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('the two halves belong together', async () => {
  const file = join(folder, 'seal.pem');

  const { out } = await daypass(['keygen', '--out', file, '--id', 'a', '-o', 'json']);

  const told = JSON.parse(out) as { id: string; publicKey: string; file: string };
  const signature = signText('it was granted', readPrivateKey(readFileSync(file, 'utf8')));
  expect([told.id, told.file]).toEqual(['a', file]);
  expect(textIsSignedBy('it was granted', signature, readPublicKey(told.publicKey)!)).toBe(true);
});

test('no key is written over another one', async () => {
  const file = join(folder, 'seal.pem');
  writeFileSync(file, 'the old key');

  const { code, out, err } = await daypass(['keygen', '--out', file]);

  expect([code, out, readFileSync(file, 'utf8')]).toEqual([1, '', 'the old key']);
  expect(err).toContain('EEXIST');
});

test('the key is printed only where that was asked for, and then alone', async () => {
  const { code, out, err } = await daypass(['keygen', '--out', '-']);

  expect(code).toBe(0);
  expect(readPrivateKey(out).asymmetricKeyType).toBe('ed25519');
  expect(err).toContain(publicKeyOf(readPrivateKey(out)));
  expect(err).not.toContain('PRIVATE KEY-----');
});

test('an id that would not stand plainly in the policy is refused', async () => {
  const { code, err } = await daypass(['keygen', '--id', 'x", y: "', '--out', join(folder, 'seal.pem')]);

  expect([code, err]).toEqual([2, expect.stringContaining('--id is at most 64 letters')]);
});
