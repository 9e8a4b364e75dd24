// `daypass schema`: the schemas of what people write, printed or written.
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { daypass } from './a-terminal.ts';

const names = ['access-people.json', 'access-policy.json', 'access-request.json'];

test('the schemas are listed by name, and one is printed by its name', async () => {
  const list = await daypass(['schema']);
  const one = await daypass(['schema', 'access-request']);

  expect(list.out.trim().split('\n').toSorted()).toEqual(names);
  expect(JSON.parse(one.out)).toMatchObject({ type: 'object' });
  expect(await daypass(['schema', 'access-request.json'])).toEqual(one);
});

test('a name that is not known is a misuse that tells the known ones', async () => {
  const { code, err } = await daypass(['schema', 'nothing']);

  expect(code).toBe(2);
  for (const name of names) expect(err).toContain(name);
});

test('all of them are written into a folder, as they are printed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'daypass-schema-'));

  const { code } = await daypass(['schema', '--write', '--folder', folder]);

  const { out } = await daypass(['schema', 'access-policy.json']);
  expect([code, readdirSync(folder).toSorted()]).toEqual([0, names]);
  expect(readFileSync(join(folder, 'access-policy.json'), 'utf8')).toBe(out);
  rmSync(folder, { recursive: true });
});
