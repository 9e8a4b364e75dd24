// Whatever bytes somebody puts into a file: reading it never throws, is never slow, and what is accepted says the same to another parser.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Parsed } from '../../src/core/problem.ts';
import { parseAccessPolicy } from '../../src/core/request/access-policy.ts';
import { MAX_REQUEST_BYTES, parseAccessRequest } from '../../src/core/request/access-request.ts';
import { parsePeople } from '../../src/core/request/people.ts';
import { readYaml } from '../../src/core/request/yaml.ts';
import { aPath, requestText } from '../core/request/builders.ts';
import { HORRORS } from './horrors.ts';
import { chance, mutated } from './mutations.ts';
import { asJson, secondReadings } from './second-reading.ts';

/** `npm run fuzz` asks for ten times as many; each run tells the seed that plays it again. */
const RUNS = Number(process.env['DAYPASS_FUZZ_RUNS'] ?? 25_000);
const SEED = Number(process.env['DAYPASS_FUZZ_SEED'] ?? Date.now() % 2 ** 31);

/** On a machine that does nothing else it is at most 50 ms; this one may do much else. */
const SLOWEST = 500;

const folder = join(import.meta.dirname, '..', '..', 'access-requests');
const samples = readdirSync(join(folder, 'examples')).map((name) =>
  readFileSync(join(folder, 'examples', name)),
);
const requests = [...samples, ...samples, requestText()].map((text) => Buffer.from(text));
const horrors = HORRORS.map((text) => Buffer.from(text));

/** Mostly the sample: most of what chance makes of a long file is refused. */
function mostly(name: string): readonly Buffer[] {
  const sample = readFileSync(join(folder, name));
  return [...Array.from({ length: 2 * horrors.length }, () => sample), ...horrors];
}

interface Reader {
  readonly files: readonly Buffer[];
  readonly longest: number;
  readonly read: (file: Uint8Array) => Parsed<unknown>;
  /** Of the files that chance makes, at least this share must be accepted: a run that accepts none compares nothing. */
  readonly accepted: number;
}

const readers: Readonly<Record<string, Reader & { readonly runs: number }>> = {
  requests: {
    runs: RUNS,
    files: [...requests, ...horrors],
    longest: MAX_REQUEST_BYTES + 1,
    read: (file) => parseAccessRequest(aPath(), file),
    accepted: 0.02,
  },
  policies: {
    runs: RUNS / 100,
    files: mostly('policy.yaml'),
    longest: 64 * 1024,
    read: (file) => parseAccessPolicy('policy.yaml', file),
    accepted: 0.02,
  },
  people: {
    runs: RUNS / 100,
    files: mostly('people.yaml'),
    longest: 64 * 1024,
    read: (file) => parsePeople('people.yaml', file),
    accepted: 0.02,
  },
};

test.each(Object.entries(readers))(
  '[I11] %s by chance: none throws, none is slow, and two other readings say the same of each accepted one',
  { timeout: 3_600_000 },
  (name, { runs, files, longest, read, accepted }) => {
    const random = chance(SEED);
    const seen = { accepted: 0, slowest: 0, differing: [] as Difference[] };

    for (let run = 0; run < runs; run += 1) {
      const file = mutated(files, random, longest);
      const { parsed, time } = timed(() => read(file));
      seen.slowest = Math.max(seen.slowest, time < 20 ? time : Math.min(time, timed(() => read(file)).time));
      if (parsed.kind === 'invalid') continue;
      seen.accepted += 1;
      seen.differing.push(...differencesIn(file));
    }

    const { accepted: some, slowest, differing } = seen;
    process.stdout.write(
      `${runs} ${name}, DAYPASS_FUZZ_SEED=${SEED}: ${some} accepted, the slowest took ${slowest.toFixed(1)} ms\n`,
    );
    expect(differing).toEqual([]);
    expect(some).toBeGreaterThan(runs * accepted);
    expect(slowest).toBeLessThan(SLOWEST);
  },
);

function timed<T>(work: () => T): { readonly parsed: T; readonly time: number } {
  const start = performance.now();
  const parsed = work();
  return { parsed, time: performance.now() - start };
}

const NO_LIMITS = { bytes: 1e9, tokens: 1e9, depth: 1e9 };

interface Difference {
  readonly file: string;
  readonly theirs: unknown;
}

function differencesIn(file: Buffer): readonly Difference[] {
  const text = file.toString();
  const ours = JSON.stringify(asJson(readYaml('file.yaml', file, NO_LIMITS).value));
  return secondReadings(text)
    .filter((theirs) => JSON.stringify(theirs) !== ours)
    .map((theirs) => ({ file: text, theirs }));
}
