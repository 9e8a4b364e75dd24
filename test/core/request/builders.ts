/** What the tests of this room build: files as people write them, and guardrails around them. */

import { parseAccessPolicy, type AccessPolicy } from '../../../src/core/request/access-policy.ts';
import { parseAccessRequest, type LocatedRequest } from '../../../src/core/request/access-request.ts';
import type { Guardrails } from '../../../src/core/request/guardrails.ts';
import { parsePeople, type People } from '../../../src/core/request/people.ts';
import { parseRequestPath, type RequestPath } from '../../../src/core/request/path.ts';
import type { Parsed, Problem } from '../../../src/core/problem.ts';

export const KEY = 'MCowBQYDK2VwAyEAXfdZNKgu1Ain3+77Rq+A/l7B9sbJXGSLNFBmf07y52A=';

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

export function aPath(text = 'access-requests/prod-eu/payments/debugger/alice-inc-4242.yaml'): RequestPath {
  const path = parseRequestPath(text);
  if (path === undefined) throw new Error(`${text} is no request path`);
  return path;
}

/** A request's text with the lines of `spec` given, or a good one. */
export function requestText(
  spec: readonly string[] = ['subject: alice', 'duration: 2h', 'reason: INC-4242, checkout latency'],
): string {
  return [
    'apiVersion: daypass.dev/v1',
    'kind: AccessRequest',
    'spec:',
    ...spec.map((line) => `  ${line}`),
    '',
  ].join('\n');
}

export function aRequest(spec?: readonly string[], path?: string): LocatedRequest {
  return valueOf(parseAccessRequest(aPath(path), bytes(requestText(spec))));
}

export interface PolicyLines {
  readonly roles?: readonly string[];
  readonly clusters?: readonly string[];
  readonly more?: readonly string[];
}

const DEBUGGER =
  'debugger: {clusterRole: daypass-debugger, maxDuration: 4h, namespaces: [payments, "web-*"], requesters: ["@acme/engineers"], accepts: [pods/exec]}';

export function policyText({
  roles = [DEBUGGER],
  clusters = ['prod-eu: {}'],
  more = [],
}: PolicyLines = {}): string {
  return [
    'apiVersion: daypass.dev/v1',
    'kind: AccessPolicy',
    'spec:',
    `  sealKeys: [{id: "2026-11", publicKey: ${KEY}}]`,
    '  clusters:',
    ...clusters.map((line) => `    ${line}`),
    '  roles:',
    ...roles.map((line) => `    ${line}`),
    ...more.map((line) => `  ${line}`),
    '',
  ].join('\n');
}

export function aPolicy(lines?: PolicyLines): AccessPolicy {
  return valueOf(parseAccessPolicy('policy.yaml', bytes(policyText(lines))));
}

export function peopleText(people: readonly string[]): string {
  const lines = people.map((line) => `    ${line}`);
  return ['apiVersion: daypass.dev/v1', 'kind: AccessPeople', 'spec:', '  people:', ...lines, ''].join('\n');
}

export function somePeople(...people: readonly string[]): People {
  return valueOf(parsePeople('people.yaml', bytes(peopleText(people))));
}

export function someGuardrails(lines?: PolicyLines, people: People = new Map()): Guardrails {
  const policy = { usernameTemplate: '{login}@acme.com', ...definedOnly(aPolicy(lines)) };
  return { policy, people, codeowners: { path: '.github/CODEOWNERS', lines: [] } };
}

function definedOnly(policy: AccessPolicy): Omit<AccessPolicy, 'usernameTemplate'> {
  const { usernameTemplate, ...rest } = policy;
  return usernameTemplate === undefined ? rest : policy;
}

export function valueOf<T>(parsed: Parsed<T>): T {
  if (parsed.kind === 'valid') return parsed.value;
  throw new Error(parsed.problems.map(shown).join('\n'));
}

export function problemsOf(parsed: Parsed<unknown>): readonly Problem[] {
  return parsed.kind === 'valid' ? [] : parsed.problems;
}

/** `line:column what`. */
export function shown({ place, what }: Problem): string {
  return `${place?.line}:${place?.column} ${what}`;
}
