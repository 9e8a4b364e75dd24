/** What an operator froze in a cluster: the ConfigMap `daypass-freeze`, which needs the cluster alone (§6). */
import type { GrantId } from '../ledger/event.ts';
import { invalid, valid, type Fact, type Parsed } from '../problem.ts';
import { serviceAccountUsername } from '../request/service-account.ts';
import { formatInstant, parseInstant, type Instant } from '../time.ts';
import * as words from '../words/freeze.ts';
import { parseBindingName, type Binding } from './binding.ts';

export interface Freeze {
  readonly reason: string;
  readonly all: boolean;
  /** Kubernetes usernames. */
  readonly subjects: readonly string[];
  readonly grants: readonly GrantId[];
  /** From then on it holds nothing back; it only tells why what it ended is gone. Undefined: it stands. */
  readonly liftedAt: Instant | undefined;
}

/** `unread`: the cluster did not say. `invalid`: something stands there that is no freeze. Undefined: nothing does. */
export type FreezeFact = Fact<Parsed<Freeze> | undefined>;

/** Whom a freeze is asked about. */
export interface Frozen {
  readonly username: string;
  /** With those that it goes on with; none is known of a new request before its merge. */
  readonly grants: readonly GrantId[];
}

const KEYS = ['reason', 'all', 'subjects', 'grants', 'lifted'] as const;
const LONGEST_REASON = 500;
/** Whoever has more to name freezes all. */
const MOST_NAMES = 1_000;
const GRANT = /^[0-9a-f]{20}$/;
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

/** Reads the data of the ConfigMap, whatever it is; all problems at once. */
export function parseFreeze(data: Readonly<Record<string, string>>): Parsed<Freeze> {
  const { reason = '', all, subjects = '', grants = '', lifted } = data;
  const freeze: Freeze = {
    reason: reason.trim(),
    all: all !== undefined,
    subjects: linesOf(subjects),
    grants: linesOf(grants),
    liftedAt: lifted === undefined ? undefined : parseInstant(lifted.trim()),
  };
  const problems = [
    ...Object.keys(data)
      .filter((key) => !KEYS.some((known) => known === key))
      .map(words.unknownKey),
    ...(isReason(freeze.reason) ? [] : [words.noReason(LONGEST_REASON)]),
    ...(all === undefined || all.trim() === 'true' ? [] : [words.allIsNotTrue(all)]),
    ...[freeze.subjects, freeze.grants]
      .filter((named) => named.length > MOST_NAMES)
      .map(() => words.tooMany(MOST_NAMES)),
    ...freeze.subjects.filter((line) => !isPlain(line)).map(words.noSubject),
    ...freeze.grants.filter((line) => !GRANT.test(line)).map(words.noGrant),
    ...(lifted === undefined || freeze.liftedAt !== undefined ? [] : [words.notAnInstant(lifted)]),
    ...(freeze.all || freeze.subjects.length + freeze.grants.length > 0 ? [] : [words.namesNothing()]),
  ];
  return problems.length === 0 ? valid(freeze) : invalid(problems);
}

/** One line of so many characters. */
function isReason(text: string): boolean {
  return text !== '' && text.length <= LONGEST_REASON && isPlain(text);
}

/** NB: a blank or an unseen character at either end of a name would freeze nobody, and nobody would see why. */
function isPlain(text: string): boolean {
  return text !== '' && text === text.trim() && !UNPRINTABLE.test(text);
}

/** One a line; the last may end in a line break or two, as YAML writes a block. */
function linesOf(text: string): readonly string[] {
  const lines = text.replace(/\n+$/, '');
  return lines === '' ? [] : [...new Set(lines.split('\n'))];
}

/** The data by which `parseFreeze` reads the same. */
export function freezeData({ reason, all, subjects, grants, liftedAt }: Freeze): Record<string, string> {
  return {
    reason,
    ...(all && { all: 'true' }),
    ...(subjects.length > 0 && { subjects: subjects.join('\n') }),
    ...(grants.length > 0 && { grants: grants.join('\n') }),
    ...(liftedAt !== undefined && { lifted: formatInstant(liftedAt) }),
  };
}

/** What an operator wants frozen in addition to what stands; one that was lifted stands no more. */
export function frozenToo(held: Freeze | undefined, wish: Freeze): Freeze {
  if (held === undefined || held.liftedAt !== undefined) return wish;
  const both = `${held.reason}; ${wish.reason}`;
  return {
    reason: held.reason === wish.reason || !isReason(both) ? wish.reason : both,
    all: held.all || wish.all,
    subjects: [...new Set([...held.subjects, ...wish.subjects])],
    grants: [...new Set([...held.grants, ...wish.grants])],
    liftedAt: undefined,
  };
}

/** The freeze that stands; undefined where none does, or where what stands there is none. */
export function standing(fact: FreezeFact): Freeze | undefined {
  const freeze = known(fact);
  return freeze?.liftedAt === undefined ? freeze : undefined;
}

/** Any freeze that could be read, lifted or not. */
export function known(fact: FreezeFact): Freeze | undefined {
  return fact.kind === 'read' && fact.value?.kind === 'valid' ? fact.value.value : undefined;
}

/** NB: whoever froze a grant meant the access, whatever takes its place. */
export function names(freeze: Freeze, { username, grants }: Frozen): boolean {
  return (
    freeze.all || freeze.subjects.includes(username) || grants.some((grant) => freeze.grants.includes(grant))
  );
}

/** Whether a binding of the reserved form is named: its name bears the grant, and it says itself whom it serves. */
export function namesBinding(
  freeze: Freeze,
  { name, subjects }: Pick<Binding, 'name' | 'subjects'>,
): boolean {
  const grant = parseBindingName(name)?.grant;
  if (grant === undefined) return false;
  return (
    freeze.all ||
    freeze.grants.includes(grant) ||
    subjects.some((one) => names(freeze, { username: usernameIn(one), grants: [] }))
  );
}

function usernameIn({ kind, namespace, name }: Binding['subjects'][number]): string {
  return kind === 'ServiceAccount' ? serviceAccountUsername({ namespace: namespace ?? '', name }) : name;
}

/**
 * Why nothing may be granted to them now; undefined where it may. NB: a freeze that could not be read, or that cannot be
 * understood, may name anybody.
 */
export function holdsBack(cluster: string, fact: FreezeFact, asked: Frozen): string | undefined {
  if (fact.kind === 'unread') return words.freezeIsUnread(cluster, fact.why);
  if (fact.value?.kind === 'invalid') return words.freezeIsUnclear(cluster);
  const freeze = standing(fact);
  return freeze !== undefined && names(freeze, asked) ? words.isFrozen(cluster, freeze.reason) : undefined;
}

/** The same of many, each sentence once. */
export function heldBack(
  asking: readonly (Frozen & { readonly cluster: { readonly name: string; readonly freeze: FreezeFact } })[],
): readonly string[] {
  const whys = asking.map(({ cluster, ...asked }) => holdsBack(cluster.name, cluster.freeze, asked));
  return [...new Set(whys.filter((why) => why !== undefined))];
}
