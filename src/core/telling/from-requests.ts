/** What open pull requests have to tell: that somebody is asked to decide, and that nobody has. */
import { nudgesOf, type Patience } from '../review/pending.ts';
import { parseRequestPath } from '../request/path.ts';
import type { Verdict } from '../review/verdict.ts';
import type { Instant } from '../time.ts';
import * as words from '../words/notifications.ts';
import { sayEffect } from '../words/sentence.ts';
import { notification, toPullRequest, type Notification } from './notification.ts';

/** What waits for the owners' decision, as the check showed it last. */
export interface Asking {
  readonly author: string;
  readonly effect: string;
  readonly owners: readonly string[];
  /** Of what is asked: another push of the same asks nothing new. */
  readonly digest: string;
  /** When the check said so first. */
  readonly since: Instant;
  /** When the pull request was opened. */
  readonly openedAt: Instant;
  /** Of which it is; undefined: of none, or of any. */
  readonly cluster: string | undefined;
}

/** Undefined where nobody's decision is waited for. */
export function askingOf(verdict: Verdict, when: Pick<Asking, 'since' | 'openedAt'>): Asking | undefined {
  const { author, approval, digest } = verdict;
  // What is approved, and waits for something else, asks nobody.
  if (verdict.outcome !== 'action_required' || approval.missing.length === 0) return undefined;
  const owners = [...new Set(approval.missing.flatMap((missing) => missing.owners))];
  return { author, effect: sayEffect(verdict), owners, digest, cluster: clusterOf(verdict), ...when };
}

/** All requests of a pull request are of one cluster. */
function clusterOf({ about }: Verdict): string | undefined {
  if (about.kind === 'requests') return about.offers[0]?.cluster;
  return about.kind === 'removal' ? parseRequestPath(about.paths[0] ?? '')?.cluster : undefined;
}

/** By number of the pull request. */
export type Looks = Iterable<readonly [number, { readonly asking?: Asking | undefined }]>;

/** `patience`: undefined where no policy is in force. */
export function fromOpenRequests(looks: Looks, patience: Patience | undefined): readonly Notification[] {
  return [...looks].flatMap(([number, { asking }]) => {
    if (asking === undefined) return [];
    const of = `${number} ${asking.digest.slice(0, 12)}`;
    const { cluster, since } = asking;
    const parts = { of, due: since, link: toPullRequest(number), cluster };
    const asked = notification('asked', { ...parts, sentence: words.asked(asking) });
    return patience === undefined ? [asked] : [asked, ...nudges(number, asking, patience)];
  });
}

/** NB: once for each pull request; and what nobody could decide yet when the time came was nobody's delay. */
function nudges(number: number, asking: Asking, patience: Patience): readonly Notification[] {
  const { remindAt, escalateAt } = nudgesOf(asking.openedAt, patience);
  const { remindAfter, escalateAfter } = patience;
  const parts = { of: `${number}`, link: toPullRequest(number), cluster: asking.cluster };
  const isInTime = (due: Instant | undefined): due is Instant => due !== undefined && due > asking.since;
  return [
    ...(isInTime(remindAt) && remindAfter !== undefined
      ? [notification('reminded', { ...parts, due: remindAt, sentence: words.reminded(asking, remindAfter) })]
      : []),
    ...(isInTime(escalateAt) && escalateAfter !== undefined
      ? [
          notification('escalated', {
            ...parts,
            due: escalateAt,
            sentence: words.escalated(asking, escalateAfter),
          }),
        ]
      : []),
  ];
}
