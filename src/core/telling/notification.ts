/** One thing that happened, as it is told; and the message that a destination gets of one or of several. */
import type { Route } from '../request/notify.ts';
import type { Instant } from '../time.ts';
import { KINDS, type NotificationKind } from './kinds.ts';

export interface Link {
  readonly label: string;
  /** Below the page of the access repository: `pull/42`. */
  readonly path: string;
}

export interface Notification {
  /** One for each thing that happened, the same in every controller: lower-case letters, digits, hyphens and spaces. */
  readonly key: string;
  readonly kind: NotificationKind;
  readonly route: Route;
  /** When it happened, or will have. */
  readonly due: Instant;
  /** Our prose, in which text from outside may stand: whoever shows it makes it inert. */
  readonly sentence: string;
  readonly link: Link;
  /** Whoever serves it tells this; undefined: anybody. */
  readonly cluster: string | undefined;
}

/** What is sent, at once, to one destination. */
export interface Message extends Omit<Notification, 'link' | 'cluster'> {
  /** Of all that it tells of. */
  readonly keys: readonly string[];
  readonly link: { readonly label: string; readonly url: string };
}

/** On the route of its kind. */
export function notification(
  kind: NotificationKind,
  parts: Pick<Notification, 'due' | 'sentence' | 'link'> & {
    readonly of: string;
    readonly cluster?: string | undefined;
  },
): Notification {
  const { of, cluster, ...rest } = parts;
  return { key: `${kind} ${of}`, kind, route: KINDS[kind], cluster, ...rest };
}

export function toPullRequest(number: number): Link {
  return { label: `Pull request #${number}`, path: `pull/${number}` };
}

export function toCommit(oid: string): Link {
  return { label: `Commit ${oid.slice(0, 12)}`, path: `commit/${oid}` };
}

/** The repository itself. */
export const home: Link = { label: 'The access repository', path: '' };
