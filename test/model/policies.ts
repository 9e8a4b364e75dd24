// The policies that stand on the branch in random stories, and what the model takes each of them to allow.
import { policyText } from '../sandbox/memory/company.ts';

export const POLICY = 'access-requests/policy.yaml';

/** So much may one person hold at a time, by every policy. */
export const ACTIVE_PER_SUBJECT = 2;

const limits = `  limits: {activePerSubject: ${ACTIVE_PER_SUBJECT}}\n`;
const tickets = '  ticket: {pattern: "INC-[0-9]+", url: "https://tickets.acme.com/{ticket}"}\n';
const actions = `  actions:
    - {allow: [logs pods, delete pods], maxDuration: 1h, namespaces: [payments], requesters: ["@acme/engineers"]}
`;

/** Teams that the model knows, but for that of the owners of most paths, which changes. */
export const PLATFORM = ['dave', 'carol'];

interface Rule {
  /** In seconds. */
  readonly longest: number;
  /** Of different owners of the path. */
  readonly approvals: number;
  /** Whether one more person of the platform must approve. */
  readonly alsoPlatform: boolean;
  readonly needsATicket: boolean;
}

/** What a cluster role allows, or single actions, which have a role of their own. */
export type Role = 'daypass-debugger' | 'daypass-log-viewer' | 'daypass-node-drainer' | 'actions';

export interface Policy {
  readonly rules: Readonly<Record<Role, Rule>>;
  readonly text: (sealKey: string) => string;
  readonly isSaidBy: (text: string) => boolean;
}

const HOUR = 3_600;

const USUAL = {
  'daypass-debugger': aRule({ longest: 4 * HOUR }),
  'daypass-log-viewer': aRule({ longest: 8 * HOUR }),
  'daypass-node-drainer': aRule({}),
  actions: aRule({}),
} as const;

function aRule(over: Partial<Rule>): Rule {
  return { longest: HOUR, approvals: 1, alsoPlatform: false, needsATicket: false, ...over };
}

/** By every policy; whoever need not name one may all the same, and then it must be one. */
export function isTicket(text: string): boolean {
  return /^INC-[0-9]+$/.test(text);
}

/** For stories in which a turn may come early or late: with a limit, that decides what may be asked for. */
export function unlimited(text: string): string {
  return text.replace(limits, '');
}

/** A new word of policies belongs here: what the file says, and what the model makes of it. */
export const policies = {
  usual: aPolicy({}, (text) => text),
  tight: aPolicy({ 'daypass-debugger': aRule({ longest: HOUR }) }, (text) =>
    text.replace('maxDuration: 4h', 'maxDuration: 1h'),
  ),
  strict: aPolicy({ 'daypass-debugger': aRule({ longest: 4 * HOUR, approvals: 2 }) }, (text) =>
    text.replace('debugger: {', 'debugger: {approvals: 2, '),
  ),
  open: aPolicy({ 'daypass-log-viewer': aRule({ longest: 8 * HOUR, approvals: 0 }) }, (text) =>
    text.replace('log-viewer: {', 'log-viewer: {approvals: 0, namespaces: [web], '),
  ),
  urgent: aPolicy({ 'daypass-log-viewer': aRule({ longest: 8 * HOUR, approvals: 0 }) }, (text) =>
    text.replace('log-viewer: {', 'log-viewer: {review: after, reviewWithin: 1h, namespaces: [web], '),
  ),
  joint: aPolicy(
    {
      'daypass-debugger': aRule({ longest: 4 * HOUR, alsoPlatform: true }),
      actions: aRule({ alsoPlatform: true }),
    },
    (text) =>
      text
        .replace('debugger: {', 'debugger: {alsoApprovedBy: ["@acme/platform"], ')
        .replace('{allow: ', '{alsoApprovedBy: ["@acme/platform"], allow: '),
  ),
  ticketed: aPolicy(
    {
      'daypass-log-viewer': aRule({ longest: 8 * HOUR, needsATicket: true }),
      actions: aRule({ needsATicket: true }),
    },
    (text) =>
      text
        .replace('log-viewer: {', 'log-viewer: {ticket: required, ')
        .replace('{allow: ', '{ticket: required, allow: '),
  ),
} as const satisfies Readonly<Record<string, Policy>>;
export type PolicyName = keyof typeof policies;

function aPolicy(rules: Partial<Policy['rules']>, change: (usual: string) => string): Policy {
  const more = limits + tickets + actions;
  const text = (sealKey: string) => change(policyText({ keys: { 'key-1': sealKey }, more }));
  const withoutKey = (said: string) => said.replace(/publicKey: [^}]*/, '');
  return {
    rules: { ...USUAL, ...rules },
    text,
    isSaidBy: (said) => withoutKey(said) === withoutKey(text('')),
  };
}
