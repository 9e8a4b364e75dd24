/** What open pull requests have to tell: that somebody is asked to decide. */
import type { Verdict } from '../review/verdict.ts';
import type { Instant } from '../time.ts';
import { asked } from '../words/notifications.ts';
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
}

/** Undefined where nobody's decision is waited for. */
export function askingOf(verdict: Verdict, since: Instant): Asking | undefined {
  if (verdict.outcome !== 'action_required') return undefined;
  const { author, approval, digest } = verdict;
  const owners = [...new Set(approval.missing.flatMap((missing) => missing.owners))];
  return { author, effect: sayEffect(verdict), owners, digest, since };
}

/** By number of the pull request. */
export type Looks = Iterable<readonly [number, { readonly asking?: Asking | undefined }]>;

export function fromOpenRequests(looks: Looks): readonly Notification[] {
  return [...looks].flatMap(([number, { asking }]) => {
    if (asking === undefined) return [];
    const of = `${number} ${asking.digest.slice(0, 12)}`;
    const said = { of, due: asking.since, sentence: asked(asking), link: toPullRequest(number) };
    return [notification('asked', said)];
  });
}
