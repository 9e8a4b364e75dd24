/** `daypass trust <commit>`: an operator accepts the guardrails, and the history that leads to them, outside GitHub. */
import { readFileSync } from 'node:fs';
import { systemClock } from '../../adapters/system-clock.ts';
import { connectWorld } from '../../connect-world.ts';
import { readSettings } from '../../controller/config.ts';
import { trust as trustVersion, type Trusted, type Trusting } from '../../flows/operate/trust.ts';
import { newMemory } from '../../flows/world.ts';
import type { Journal } from '../../ports.ts';
import { OUTPUT, readArguments, wantsJson } from '../arguments.ts';
import { EXIT, Misuse, type Command, type Io } from '../command.ts';
import { valueOrThrow } from '../value-or-throw.ts';

const help = `
Accepts the guardrails at <commit>, and the history that leads there. It is needed once at the beginning, and again
after the default branch was rewritten, or holds guardrails that nobody can prove. It shows the files and the
fingerprints of the seal keys, asks, commits an event where one is needed, and writes the checkpoint of each cluster
that it reaches. It may be run any number of times.

Usage: daypass trust <commit> [--reason <text>] [--yes] [-o json]

  <commit>         the full id of a commit on the default branch, whose head has the same guardrails
  --reason <text>  why; it stands in the event
  --yes            does not ask
  -o json          prints what was done as one JSON object

Environment: the controller's own, all of it. Run it where the controller runs.
Exit code 1: it was refused or declined, or a checkpoint could not be written.
`;

const OPTIONS = {
  ...OUTPUT,
  reason: { type: 'string', default: 'An operator read and trusts them.' },
  yes: { type: 'boolean', default: false },
} as const;

export const trust: Command = {
  name: 'trust',
  summary: 'Accept a version of the guardrails, and the history that leads to it',
  help,
  run: async (args, io) => {
    const { values, positionals } = readArguments(args, OPTIONS, { required: '<commit>' });
    const isJson = wantsJson(values.output);
    const [commit = ''] = positionals;
    const reason = oneLine(values.reason);
    const confirm = (trusting: Trusting) => show(trusting, values.yes, io);
    const trusted = await inTheWorld(io, { commit, reason, confirm });
    if (isJson) io.out(`${JSON.stringify(trusted)}\n`);
    else (isWhole(trusted) ? io.out : io.err)(`${inWords(trusted)}\n`);
    return isWhole(trusted) ? EXIT.done : EXIT.refused;
  },
};

type Asked = Parameters<typeof trustVersion>[2];

const silent: Journal = { alert: () => {}, over: () => {}, note: () => {} };

async function inTheWorld(io: Io, asked: Asked): Promise<Trusted> {
  const settings = valueOrThrow(readSettings(io.variables, (path) => readFileSync(path, 'utf8')));
  // NB: DAYPASS_MIRROR is the controller's, which may be running beside us.
  const { world, close } = valueOrThrow(
    connectWorld({ ...settings, mirror: undefined }, systemClock, silent),
  );
  try {
    return await trustVersion(world, newMemory(), asked);
  } finally {
    await close();
  }
}

function oneLine(reason: string): string {
  if (reason.trim() === '' || /\p{Cc}/u.test(reason) || reason.length > 500)
    throw new Misuse('--reason is one line of at most 500 characters');
  return reason.trim();
}

async function show(trusting: Trusting, isAgreed: boolean, io: Io): Promise<boolean> {
  io.err(`${shown(trusting)}\n\n`);
  if (isAgreed) return true;
  const answer = await io.ask('Are these the guardrails and the keys that you expect? [y/N] ');
  if (answer === undefined) io.err('There is no terminal to ask at; --yes does not ask.\n');
  return /^y(es)?$/i.test(answer ?? '');
}

function shown({ commit, files, fingerprints, records, clusters }: Trusting): string {
  const where = clusters.map(({ name, reachable }): Row => [name, reachable ? 'answers' : 'does not answer']);
  return [
    `The guardrails at ${commit}:`,
    ...rows(Object.entries(files)),
    'The seal keys that they list, by the SHA-256 of each:',
    ...rows([...fingerprints]),
    'The clusters whose checkpoint is written:',
    ...rows(where),
    records === undefined ? 'They are in force; no event is committed.' : `An event is committed. ${records}`,
  ].join('\n');
}

type Row = readonly [string, string];

function rows(entries: readonly Row[]): readonly string[] {
  const width = Math.max(0, ...entries.map(([name]) => name.length));
  return entries.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
}

function isWhole(trusted: Trusted): boolean {
  return trusted.kind === 'trusted' && trusted.clusters.every(({ failure }) => failure === undefined);
}

function inWords(trusted: Trusted): string {
  switch (trusted.kind) {
    case 'refused':
      return ['It cannot be trusted:', ...trusted.why.map((why) => `- ${why}`)].join('\n');
    case 'declined':
      return 'Nothing was written.';
    case 'trusted':
      return [
        `The guardrails at ${trusted.head} are trusted. The history has its root at ${trusted.root}.`,
        ...trusted.clusters.map(({ name, failure }) =>
          failure === undefined
            ? `${name}: its checkpoint is written`
            : `${name}: its checkpoint is not written, run this again: ${failure}`,
        ),
      ].join('\n');
  }
}
