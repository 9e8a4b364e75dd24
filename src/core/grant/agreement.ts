/** Who must agree to the requests of one pull request: the strictest of what the policy asks for any of them. */
import type { Change } from '../repository.ts';
import type { Subject } from '../request/access-request.ts';
import { REQUESTS, type RequestPath } from '../request/path.ts';
import type { Asked, Askable } from './asked.ts';

export interface Agreement {
  /** How many distinct owners each file needs; 0: the policy is itself the approval. */
  readonly approvals: number;
  /** One more person for each of them, for the whole pull request. */
  readonly alsoApprovedBy: readonly string[];
  /** Everything whose owners must approve. */
  readonly files: readonly string[];
}

/**
 * `files` are those that the pull request touches, `only` whether each of them asks (`onlyAsks`). NB: the policy approves what
 * is asked for, and nothing beside it: not the end of what somebody else holds or asked for, and not what could not be read.
 */
export function agreementOf(
  { askable, digest }: Pick<Asked, 'askable' | 'digest'>,
  files: readonly string[],
  only: boolean,
): Agreement {
  const least = only && digest !== undefined ? 0 : 1;
  const also = askable.flatMap(({ judgement }) => judgement.allowance?.alsoApprovedBy ?? []);
  return {
    approvals: Math.max(least, ...askable.map(approvalsFor)),
    alsoApprovedBy: [...new Map(also.map((entry) => [entry.toLowerCase(), entry])).values()],
    files: [...new Set([...files, ...askable.flatMap((one) => homeOf(one) ?? [])])],
  };
}

/** Whether each file is new, or goes on with what its author holds. */
export function onlyAsks({ askable }: Pick<Asked, 'askable'>, changes: readonly Change[]): boolean {
  const goOn = new Set(
    askable.flatMap(({ request, replaces }) => (replaces === undefined ? [] : [request.path.text])),
  );
  return changes.every(({ path, before }) => before === undefined || goOn.has(path));
}

/**
 * Where a request for a service account of another namespace would stand in its own: who owns that path must agree too.
 * Undefined for people, and for a service account in its own namespace.
 */
export function homeOf({ located: { path, request } }: Pick<Askable, 'located'>): string | undefined {
  const { subject } = request;
  if (subject.kind === 'person' || subject.namespace === path.namespace) return undefined;
  return pathIn(subject, path);
}

/**
 * NB: of a service account the commits do not say for whom it is. Whoever pushes under the author's name could put in
 * another one that the policy lists, and would not be seen; so at least one owner looks.
 */
function approvalsFor({ judgement, located }: Askable): number {
  const approvals = judgement.allowance?.approvals ?? 1;
  return located.request.subject.kind === 'person' ? approvals : Math.max(1, approvals);
}

function pathIn({ namespace }: Subject & { kind: 'service account' }, { cluster, role, name }: RequestPath) {
  return `${REQUESTS}${cluster}/${namespace}/${role}/${name}.yaml`;
}
