// How long reading and judging request files takes: many plain ones, and the worst of many hostile ones.
import { parse } from 'yaml';
import { parseAccessRequest } from '../src/core/request/access-request.ts';
import { judgeRequest, parseGuardrails, type Guardrails } from '../src/core/request/guardrails.ts';
import { parseRequestPath, type RequestPath } from '../src/core/request/path.ts';
import { firstFiles } from '../test/sandbox/people.ts';
import { hostileFile } from './hostile-files.ts';
import { percentile, type Line } from './measure.ts';
import { requestPath, requestText } from './requests.ts';
import { engineer } from './setting.ts';

export interface ValidationOptions {
  readonly files: number;
}

export function validation({ files }: ValidationOptions): readonly Line[] {
  return [plain(files), ...hostile(files)];
}

interface File {
  readonly path: RequestPath;
  readonly login: string;
  readonly bytes: Uint8Array;
}

/** One in ten is wrong in five ways. */
function plain(count: number): Line {
  const guardrails = sampleGuardrails();
  const files = Array.from({ length: count }, (_, index) => plainFile(index));
  const validate = () => files.reduce((problems, file) => problems + problemsOf(file, guardrails), 0);
  validate();
  let problems = 0;
  const measured = took(() => {
    problems = validate();
  });
  const bare = took(() => {
    for (const { bytes } of files) parse(Buffer.from(bytes).toString());
  });
  const note = `${problems} problems; bare: the YAML library alone`;
  return { name: `${count} request files`, unit: 'ms', measured, bare, limit: { ms: 2000 }, note };
}

function plainFile(index: number): File {
  const login = engineer(index);
  const text = requestText(login, index);
  const wrong = text
    .replace(login, '"a b"')
    .replace('2h', '02h')
    .replace('reason', 'raeson')
    .replace('v1', 'v2')
    .replace('AccessRequest', 'Access');
  return {
    path: pathOf(requestPath(login, index)),
    login,
    bytes: Buffer.from(index % 10 === 0 ? wrong : text),
  };
}

function problemsOf({ path, login, bytes }: File, guardrails: Guardrails): number {
  const written = parseAccessRequest(path, bytes);
  if (written.kind === 'invalid') return written.problems.length;
  const author = { login, id: 1, kind: 'person' } as const;
  const isMember = () => ({ kind: 'read', value: true }) as const;
  return judgeRequest({ located: written.value, guardrails, author, organisation: 'acme', isMember }).problems
    .length;
}

const TRIES = 3;
const SUSPECT = 10;

/** NB: other work of the machine lengthens a try and never shortens it, so a slow file's time is the best of three. */
function hostile(count: number): readonly Line[] {
  const path = pathOf(requestPath('alice', 1));
  const times: { readonly kind: string; readonly time: number; readonly index: number }[] = [];
  for (let index = 0; index < count; index += 1) {
    const { kind, bytes } = hostileFile(index);
    const read = () => took(() => void parseAccessRequest(path, bytes));
    let time = read();
    for (let again = 1; again < TRIES && time > SUSPECT; again += 1) time = Math.min(time, read());
    times.push({ kind, time, index });
  }
  const worst = times.toSorted((one, other) => other.time - one.time)[0]!; // there are files
  const all = times.map(({ time }) => time);
  return [
    {
      name: `worst of ${count} hostile files`,
      unit: 'ms',
      measured: worst.time,
      bare: undefined,
      limit: { ms: 50 },
      note: `the worst: ${worst.kind} (number ${worst.index})`,
    },
    { name: 'of them, p50', unit: 'ms', measured: percentile(all, 0.5), bare: undefined, limit: undefined },
  ];
}

function took(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function pathOf(text: string): RequestPath {
  const path = parseRequestPath(text);
  if (path === undefined) throw new Error(`${text} is no path of a request`);
  return path;
}

function sampleGuardrails(): Guardrails {
  const files = firstFiles('MCowBQYDK2VwAyEAXfdZNKgu1Ain3+77Rq+A/l7B9sbJXGSLNFBmf07y52A=');
  const bytes = (path: string) => ({ bytes: Buffer.from(files[path] ?? '') });
  const codeowners = { path: '.github/CODEOWNERS', ...bytes('.github/CODEOWNERS') };
  const read = parseGuardrails({
    policy: bytes('access-requests/policy.yaml'),
    people: bytes('access-requests/people.yaml'),
    codeowners,
  });
  if (read.kind === 'valid') return read.value;
  throw new Error(JSON.stringify(read.problems));
}
