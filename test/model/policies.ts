// The policies that stand on the branch in random stories, and what the model takes each of them to allow.
import { policyText } from '../sandbox/memory/company.ts';

export const POLICY = 'access-requests/policy.yaml';

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

/** A new word of policies belongs here: what the file says, and what the model makes of it. */
export const policies = {
  usual: aPolicy({ longest: 4 * HOUR, approvals: 1 }, '4h'),
  tight: aPolicy({ longest: HOUR, approvals: 1 }, '1h'),
} as const satisfies Readonly<Record<string, Policy>>;
export type PolicyName = keyof typeof policies;

function aPolicy(debug: Rule, longest: string): Policy {
  const text = (sealKey: string) => policyText({ keys: { 'key-1': sealKey }, debugger: longest });
  return {
    roles: {
      'daypass-debugger': debug,
      'daypass-log-viewer': { longest: 8 * HOUR, approvals: 1 },
      'daypass-node-drainer': { longest: HOUR, approvals: 1 },
    },
    text,
    isSaidBy: (said) => said.replace(/publicKey: [^}]*/, '') === text('').replace(/publicKey: [^}]*/, ''),
  };
}
