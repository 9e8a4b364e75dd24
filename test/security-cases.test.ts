// docs/security-cases.md and the tests say the same: what is listed is held, what is held is listed.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';

const pageFile = join(import.meta.dirname, '..', 'docs', 'security-cases.md');
const page = readFileSync(pageFile, 'utf8');

/** A row of the page: its number, then all but the last column. */
const ROW = /^\| (\d{2,3}) (\|.*\|) [^|]+ \|$/gm;

/** A number in brackets that stands as a word in the name of a test. */
const CASE = /(?<=['"`\] ])\[(\d{2,3})\](?=['"`[ ])/g;

const listed = [...page.matchAll(ROW)].map(([, number = '']) => number);

test('every number stands once on the page, and every case of a test is on it', () => {
  expect(listed).toEqual([...new Set(listed)]);
  expect([...casesInTests().keys()].filter((number) => !listed.includes(number))).toEqual([]);
});

test('the last column of the page names the tests that hold each case (`-u` writes it anew)', async () => {
  const held = casesInTests();

  const inStep = page.replaceAll(
    ROW,
    (_, number: string, said: string) => `| ${number} ${said} ${cell(held.get(number))} |`,
  );

  await expect(inStep).toMatchFileSnapshot(pageFile);
});

test('no case is open', () => {
  const held = casesInTests();

  expect(listed.length).toBeGreaterThanOrEqual(63);
  expect(listed.filter((number) => !held.has(number))).toEqual([]);
});

function casesInTests(): ReadonlyMap<string, ReadonlySet<string>> {
  const held = new Map<string, Set<string>>();
  for (const file of testFiles()) {
    const text = readFileSync(join(import.meta.dirname, file), 'utf8');
    const code = text.split('\n').filter((line) => !/^\s*(\/\/|\/?\*)/.test(line));
    for (const [, number = ''] of code.join('\n').matchAll(CASE)) {
      held.set(number, (held.get(number) ?? new Set()).add(file));
    }
  }
  return held;
}

function testFiles(): readonly string[] {
  return readdirSync(import.meta.dirname, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(import.meta.dirname, join(entry.parentPath, entry.name)))
    .toSorted();
}

function cell(files: ReadonlySet<string> | undefined): string {
  return files === undefined ? 'open' : [...files].map((file) => `\`${file}\``).join(', ');
}
