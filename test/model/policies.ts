// The policies that stand on the branch in random stories, and what the model takes each of them to allow.
import { policyText } from '../sandbox/memory/company.ts';

export const POLICY = 'access-requests/policy.yaml';

/** So much may one person hold at a time, by every policy. */
export const ACTIVE_PER_SUBJECT = 2;

const limits = `  limits: {activePerSubject: ${ACTIVE_PER_SUBJECT}}\n`;

interface Rule {
  /** In seconds. */
  readonly longest: number;
  /** Of different owners of the path. */
  readonly approvals: number;
}

export interface Policy {
  /** By cluster role. */
  readonly roles: Readonly<Record<string, Rule>>;
  readonly text: (sealKey: string) => string;
  readonly isSaidBy: (text: string) => boolean;
}

const HOUR = 3_600;

const USUAL = {
  'daypass-debugger': { longest: 4 * HOUR, approvals: 1 },
  'daypass-log-viewer': { longest: 8 * HOUR, approvals: 1 },
  'daypass-node-drainer': { longest: HOUR, approvals: 1 },
} as const;

/** For stories in which a turn may come early or late: with a limit, that decides what may be asked for. */
export function unlimited(text: string): string {
  return text.replace(limits, '');
}

/** A new word of policies belongs here: what the file says, and what the model makes of it. */
export const policies = {
  usual: aPolicy({}, (text) => text),
  tight: aPolicy({ 'daypass-debugger': { longest: HOUR, approvals: 1 } }, (text) =>
    text.replace('maxDuration: 4h', 'maxDuration: 1h'),
  ),
  strict: aPolicy({ 'daypass-debugger': { longest: 4 * HOUR, approvals: 2 } }, (text) =>
    text.replace('debugger: {', 'debugger: {approvals: 2, '),
  ),
  open: aPolicy({ 'daypass-log-viewer': { longest: 8 * HOUR, approvals: 0 } }, (text) =>
    text.replace('log-viewer: {', 'log-viewer: {approvals: 0, namespaces: [web], '),
  ),
} as const satisfies Readonly<Record<string, Policy>>;
export type PolicyName = keyof typeof policies;

function aPolicy(rules: Policy['roles'], change: (usual: string) => string): Policy {
  const text = (sealKey: string) => change(policyText({ keys: { 'key-1': sealKey }, more: limits }));
  const withoutKey = (said: string) => said.replace(/publicKey: [^}]*/, '');
  return {
    roles: { ...USUAL, ...rules },
    text,
    isSaidBy: (said) => withoutKey(said) === withoutKey(text('')),
  };
}
