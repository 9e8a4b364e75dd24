// Runs the benches that are named, or all: `npm run bench -- grants ends --json bench/results/today.json`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { applying } from './applying.ts';
import { checks } from './checks.ts';
import { ends } from './ends.ts';
import { extension } from './extension.ts';
import { givenBack } from './given-back.ts';
import { grants } from './grants.ts';
import { held } from './held.ts';
import { massEnd } from './mass-end.ts';
import { judge, type Judged, type Line } from './measure.ts';
import { table } from './table.ts';
import { validation } from './validation.ts';
import { wave } from './wave.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'string' },
    grants: { type: 'string', default: '100' },
    ends: { type: 'string', default: '100' },
    'given-back': { type: 'string', default: '50' },
    extensions: { type: 'string', default: '20' },
    wave: { type: 'string', default: '500' },
    bindings: { type: 'string', default: '1000' },
    files: { type: 'string', default: '10000' },
    held: { type: 'string', default: '10000' },
    pulls: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '5' },
    trace: { type: 'boolean', default: false },
  },
});

const benches: Readonly<Record<string, () => Promise<readonly Line[]>>> = {
  grants: () => grants({ grants: Number(values.grants), trace: values.trace }),
  ends: () => ends({ ends: Number(values.ends) }),
  'given-back': () => givenBack({ ends: Number(values['given-back']), trace: values.trace }),
  extension: () => extension({ extensions: Number(values.extensions) }),
  wave: () => wave({ grants: Number(values.wave) }),
  'mass-end': () => massEnd({ bindings: Number(values.bindings), rounds: Number(values.rounds) }),
  applying: () => applying({ grants: Number(values.bindings) }),
  held: () => held({ grants: Number(values.held) }),
  checks: () => checks({ pulls: Number(values.pulls) }),
  validation: async () => validation({ files: Number(values.files) }),
};

const names = positionals.length > 0 ? positionals : Object.keys(benches);
const unknown = names.filter((name) => !Object.hasOwn(benches, name));
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(', ')}. There are: ${Object.keys(benches).join(', ')}.`);
  process.exit(1);
}
const [startedAt, loadBefore] = [new Date().toISOString(), loadavg()];
const lines: Judged[] = [];
for (const name of names) {
  process.stderr.write(`${name} …\n`);
  lines.push(...((await benches[name]?.()) ?? []).map(judge));
}
console.log(table(lines));
if (values.json !== undefined) writeJson(values.json);
process.exitCode = lines.every(({ ok }) => ok !== false) ? 0 : 1;

function writeJson(file: string): void {
  const [cpu] = cpus();
  const machine = {
    node: process.version,
    cpus: cpus().length,
    cpu: cpu?.model,
    loadBefore,
    loadAfter: loadavg(),
  };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ startedAt, machine, lines }, undefined, 2)}\n`);
}
