// The house keeps its order: imports run one way, nothing goes round in a circle, and files stay short.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cruise, type ICruiseOptions, type ICruiseResult, type IFlattenedRuleSet } from 'dependency-cruiser';
import { expect, test } from 'vitest';
import { castShadow, readSources, root, sourcesBelow } from './shadow.ts';

/** Each room, and where its imports may lead. Whatever no room names belongs to nobody, and is refused. */
const rooms = [
  { name: 'core', mayImport: ['core'] },
  { name: 'ports', mayImport: ['ports', 'core'] },
  { name: 'flows', mayImport: ['flows', 'ports', 'core'] },
  { name: 'controller', mayImport: ['controller', 'flows', 'ports', 'core'] },
  { name: 'adapters', mayImport: ['adapters', 'ports', 'core'] },
  { name: 'connect-world', mayImport: ['connect-world', 'controller', 'flows', 'adapters', 'ports', 'core'] },
  {
    name: 'start',
    mayImport: ['start', 'connect-world', 'controller', 'flows', 'adapters', 'ports', 'core'],
  },
  {
    name: 'main',
    mayImport: ['main', 'start', 'connect-world', 'controller', 'flows', 'adapters', 'ports', 'core'],
  },
  { name: 'cli', mayImport: ['cli', 'connect-world', 'controller', 'flows', 'adapters', 'ports', 'core'] },
] as const;

/** What the pure rooms may take from outside, and which of their files. */
const doors = [
  { to: 'yaml', from: ['core/request/yaml'] },
  { to: 'zod', from: ['core/request/[^/]+', 'core/ledger/[^/]+'] },
  { to: 're2js', from: ['core/request/ticket'] },
  { to: 'crypto', from: ['core/crypto', 'flows/seal-key', 'flows/read/read-history'] },
] as const;

const order = {
  forbidden: [
    ...rooms.map(({ name, mayImport }) => ({
      name: `${name} imports only ${mayImport.join(', ')}`,
      from: { path: inRoom([name]) },
      to: { path: '^src/', pathNot: inRoom(mayImport) },
    })),
    {
      name: 'an adapter knows no other adapter',
      from: { path: '^src/adapters/([^/]+)/' },
      to: { path: '^src/adapters/', pathNot: '^src/adapters/$1/' },
    },
    {
      name: 'a room of the flows knows no other room',
      from: { path: '^src/flows/([^/]+)/', pathNot: '^src/flows/(reconcile|converse)/' },
      to: { path: '^src/flows/[^/]+/', pathNot: '^src/flows/($1|read)/' },
    },
    {
      name: 'what is merged, and said of it, is heard first',
      from: { path: '^src/flows/(reconcile|converse)/' },
      to: { path: '^src/flows/[^/]+/', pathNot: '^src/flows/($1|read|hear)/' },
    },
    {
      name: 'the end lane reads its cluster alone',
      from: { path: '^src/flows/end/' },
      to: { path: '^src/flows/', pathNot: '^src/flows/(end/|read/gather\\.js$)' },
    },
    {
      name: 'core, ports and flows take nothing from outside but through their doors',
      from: { path: inRoom(['core', 'ports', 'flows']) },
      to: { dependencyTypesNot: ['local'], pathNot: doors.map(({ to }) => packageNamed(to)) },
    },
    ...doors.map(({ to, from }) => ({
      name: `only ${from.join(', ')} may import ${to}`,
      from: { path: inRoom(['core', 'ports', 'flows']), pathNot: from.map((file) => `^src/${file}\\.js$`) },
      to: { path: packageNamed(to) },
    })),
    {
      name: 'nothing in src imports what is not in src',
      from: { path: '^src/' },
      to: { dependencyTypes: ['local'], pathNot: '^src/' },
    },
    { name: 'every import leads somewhere', from: {}, to: { couldNotResolve: true } },
    {
      name: 'every file is in a room',
      from: { path: '^src/', pathNot: inRoom(rooms.map(({ name }) => name)) },
      to: {},
    },
    { name: 'nothing goes round in a circle', from: {}, to: { circular: true } },
  ],
} satisfies IFlattenedRuleSet;

test('imports run one way, through few doors, and in no circle; every module was seen', async () => {
  const paths = sourcesBelow('src');

  const { seen, violations } = await inspect(readSources(paths));

  expect(seen).toEqual(paths.map((path) => path.replace(/\.ts$/, '.js')));
  expect(seen.length).toBeGreaterThan(50);
  expect(violations).toEqual([]);
});

test.each([
  ['src/core/time.ts', "import type { Clock } from '../ports.ts';", 'core imports only core'],
  [
    'src/core/time.ts',
    "import { readFile } from 'node:fs/promises';",
    'core, ports and flows take nothing from outside',
  ],
  ['src/core/time.ts', "import { parse } from 'yaml';", 'only core/request/yaml may import yaml'],
  [
    'src/core/time.ts',
    "import { createHash } from 'node:crypto';",
    'only core/crypto, flows/seal-key, flows/read/read-history may import crypto',
  ],
  ['src/core/time.ts', "import { z } from 'zod';", 'may import zod'],
  ['src/core/time.ts', "import { RE2JS } from 're2js';", 'only core/request/ticket may import re2js'],
  [
    'src/flows/new.ts',
    "import { Octokit } from '@octokit/rest';",
    'core, ports and flows take nothing from outside',
  ],
  [
    'src/flows/new.ts',
    "import { openLog } from '../controller/log.ts';",
    'flows imports only flows, ports, core',
  ],
  [
    'src/adapters/github/new.ts',
    "import type { Memory } from '../../flows/world.ts';",
    'adapters imports only',
  ],
  ['src/adapters/git/new.ts', "import { it } from '../new/other.ts';", 'an adapter knows no other adapter'],
  [
    'src/flows/tell/new.ts',
    "import { it } from '../end/other.ts';",
    'a room of the flows knows no other room',
  ],
  [
    'src/flows/newer/new.ts',
    "import { it } from '../end/other.ts';",
    'a room of the flows knows no other room',
  ],
  [
    'src/flows/converse/new.ts',
    "import { it } from '../end/other.ts';",
    'what is merged, and said of it, is heard first',
  ],
  ['src/flows/end/new.ts', "import { it } from '../read/other.ts';", 'the end lane reads its cluster alone'],
  ['src/controller/new.ts', "import { it } from '../adapters/new/other.ts';", 'controller imports only'],
  [
    'src/controller/new.ts',
    "import { root } from '../../test/shadow.ts';",
    'nothing in src imports what is not in src',
  ],
  ['src/elsewhere/new.ts', "import { seconds } from '../core/time.ts';", 'every file is in a room'],
  ['src/core/problem.ts', "import type { It } from './alert.ts';", 'nothing goes round in a circle'],
])('%s with %s would be found', async (path, line, rule) => {
  const extra = new Map([
    ['src/adapters/new/other.ts', 'export const it = 1;'],
    ['src/flows/end/other.ts', 'export const it = 1;'],
    ['src/flows/read/other.ts', 'export const it = 1;'],
    ['src/core/alert.ts', "import type { Problem } from './problem.ts';"],
    ['test/shadow.ts', 'export const root = 1;'],
  ]);
  const changed = new Map([
    ...readSources(['src/core/time.ts', 'src/ports.ts', 'src/flows/world.ts', 'src/controller/log.ts']),
    ...extra,
    [path, line],
  ]);

  const { violations } = await inspect(changed);

  expect(violations.join('\n')).toContain(rule);
});

test('the median file has at most 120 lines', () => {
  const lengths = [...readSources(sourcesBelow('src')).values()].map((text) => text.split('\n').length - 1);

  expect(median(lengths)).toBeLessThanOrEqual(120);
});

test('the median function has at most 15 lines, one-line functions not counted', () => {
  const lengths = functionLengths().filter((length) => length > 1);

  expect(lengths.length).toBeGreaterThan(100);
  expect(median(lengths)).toBeLessThanOrEqual(15);
});

async function inspect(sources: ReadonlyMap<string, string>) {
  const shadow = castShadow(sources);
  try {
    const options: ICruiseOptions = {
      baseDir: shadow.folder,
      ruleSet: order,
      validate: true,
      preserveSymlinks: true,
      doNotFollow: { path: 'node_modules' },
    };
    const { output } = await cruise(['src'], options);
    const { modules, summary } = output as ICruiseResult; // without an output type it is the result itself
    return {
      seen: modules
        .map(({ source }) => source)
        .filter((source) => source.startsWith('src/'))
        .toSorted(),
      violations: summary.violations.map(({ rule, from, to }) => `${from} → ${to}: ${rule.name}`),
    };
  } finally {
    shadow.remove();
  }
}

/** Every function that there is in src, as the linter counts it: without blank lines and comments. */
function functionLengths(): readonly number[] {
  const folder = mkdtempSync(join(tmpdir(), 'daypass-lint-'));
  const config = join(folder, 'oxlintrc.json');
  const rule = ['error', { max: 0, skipBlankLines: true, skipComments: true }];
  writeFileSync(
    config,
    JSON.stringify({ categories: { correctness: 'off' }, rules: { 'max-lines-per-function': rule } }),
  );
  const { stdout } = spawnSync(join(root, 'node_modules/.bin/oxlint'), ['-c', config, '-f', 'json', 'src'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  rmSync(folder, { recursive: true });
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: readonly { message: string }[] };
  return diagnostics.map(({ message }) => Number(/\((\d+)\)/.exec(message)?.[1]));
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

function inRoom(names: readonly string[]): string {
  return `^src/(${names.join('|')})(/|\\.js$)`;
}

/** As the cruiser resolves a package, or a module of Node itself. */
function packageNamed(name: string): string {
  return `^(node_modules/)?${name}(/|$)`;
}
