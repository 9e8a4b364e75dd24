/** The path of a request is its scope: cluster, namespace and role are said once, by the path (§2). */
import type { Problem } from '../problem.ts';
import type { Entry } from '../repository.ts';
import {
  modeIsNotPlain,
  pathEndsOtherwise,
  pathHasAnotherForm,
  pathIsASample,
  segmentIsNoLabel,
} from '../words/path-problems.ts';

export const REQUESTS = 'access-requests/';
export const GRANTS = 'access-grants/';
export const POLICY_PATH = 'access-requests/policy.yaml';
export const PEOPLE_PATH = 'access-requests/people.yaml';
export const LEDGER_PATH = 'access-grants/ledger.yaml';

/** The reserved word that stands for "the whole cluster" in place of a namespace. */
export const WHOLE_CLUSTER = '_cluster';
/** The reserved word that stands for "exactly these actions" in place of a role. */
export const ACTIONS = 'actions';
/** The folder of the samples, which is no cluster. */
export const EXAMPLES = 'examples';

export interface RequestPath {
  readonly cluster: string;
  /** A namespace, or `_cluster`. */
  readonly namespace: string;
  /** A role of the policy, or `actions`. */
  readonly role: string;
  readonly name: string;
  /** The whole path, as it stands in the tree. */
  readonly text: string;
}

const REGULAR_FILE = '100644';
const ENDING = '.yaml';

/** Reads `access-requests/<cluster>/<namespace>/<role>/<name>.yaml`; undefined for anything else. */
export function parseRequestPath(path: string): RequestPath | undefined {
  const parts = partsOf(path);
  if (parts === undefined || partProblems(parts).length > 0) return undefined;
  return { ...parts, text: path };
}

/** Where the record of a request's grant stands: the same path below `access-grants/`. */
export function recordPathOf(request: RequestPath | string): string {
  const path = typeof request === 'string' ? request : request.text;
  return GRANTS + path.slice(REQUESTS.length);
}

/** The request whose grant a record tells of; undefined where the path is no record's. */
export function requestPathOfRecord(path: string): RequestPath | undefined {
  if (!path.startsWith(GRANTS)) return undefined;
  return parseRequestPath(REQUESTS + path.slice(GRANTS.length));
}

/** Every reason why a file cannot be a request, from its path and mode alone; none where it can. */
export function requestPathProblems(path: string, entry: Pick<Entry, 'mode'>): readonly Problem[] {
  const parts = partsOf(path);
  const place = { file: path, line: 1, column: 1 };
  const said = parts === undefined ? [formProblem(path)] : partProblems(parts);
  return [...said.map((one) => Object.assign(one, { place })), ...modeProblems(path, entry)];
}

/** Why a file's mode is not acceptable, for a request as for a guardrail file. */
export function modeProblems(path: string, entry: Pick<Entry, 'mode'>): readonly Problem[] {
  if (entry.mode === REGULAR_FILE) return [];
  return [{ ...modeIsNotPlain(path, entry.mode), place: { file: path, line: 1, column: 1 } }];
}

/** A DNS-1123 label. https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names */
function isLabel(text: string): boolean {
  return text.length <= 63 && LABEL.test(text);
}

/** The letters of a label; its length is at most 63. */
export const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

type Parts = Omit<RequestPath, 'text'>;

function partsOf(path: string): Parts | undefined {
  if (!path.startsWith(REQUESTS) || !path.endsWith(ENDING)) return undefined;
  const segments = path.slice(REQUESTS.length, -ENDING.length).split('/');
  const [cluster, namespace, role, name, ...rest] = segments;
  if (cluster === undefined || namespace === undefined || role === undefined || name === undefined)
    return undefined;
  return rest.length === 0 ? { cluster, namespace, role, name } : undefined;
}

function partProblems(parts: Parts): Omit<Problem, 'place'>[] {
  const { cluster, namespace, role, name } = parts;
  const problems = cluster === EXAMPLES ? [pathIsASample()] : [];
  for (const [part, text] of Object.entries({ cluster, namespace, role, name })) {
    const reserved = part === 'namespace' && text === WHOLE_CLUSTER;
    if (!reserved && !isLabel(text)) problems.push(segmentIsNoLabel(part, text));
  }
  return problems;
}

function formProblem(path: string): Omit<Problem, 'place'> {
  return path.endsWith(ENDING) ? pathHasAnotherForm(path) : pathEndsOtherwise(path);
}
