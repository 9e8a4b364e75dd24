// docs/permissions.md and the tables that decide say the same (`-u` writes it anew).
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PERMISSIONS, saidOf } from '../../../src/core/words/permission-table.ts';
import { permissionsPage } from '../../../src/core/words/permissions-page.ts';

const page = join(import.meta.dirname, '..', '..', '..', 'docs', 'permissions.md');

test('the page is in step with the tables', async () => {
  await expect(permissionsPage()).toMatchFileSnapshot(page);
});

test('there are words for at least sixty permissions, each said once', () => {
  expect(PERMISSIONS.length).toBeGreaterThanOrEqual(60);
  for (const said of PERMISSIONS) for (const verb of said.verbs) expect(saidOf(said.name, verb)).toBe(said);
});
