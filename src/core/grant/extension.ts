/** Whether a request asks anew, or goes on with a grant that is held because it changes its duration and nothing else (§3.1). */
import type { Account } from '../approval/facts.ts';
import { instantIn } from '../ledger/event.ts';
import type { GrantState } from '../ledger/history.ts';
import type { Problem } from '../problem.ts';
import type { LocatedRequest } from '../request/access-request.ts';
import { changedFields, changesOnlyTheDuration } from '../request/changed-fields.ts';
import type { Instant } from '../time.ts';
import * as words from '../words/held-requests.ts';
import type { AskedRequest } from './askable.ts';

export type WhatItAsks =
  | { readonly kind: 'anew' }
  | { readonly kind: 'goes on'; readonly replaces: GrantState }
  | { readonly kind: 'refused'; readonly problem: Problem };

/**
 * `held`: the grant at its path. NB: a changed file is never a new grant. Whoever approved it saw until when it would go on; a
 * time that began anew with the merge would be longer than that.
 */
export function whatItAsks(
  { path, before }: Pick<AskedRequest, 'path' | 'before'>,
  asked: LocatedRequest,
  held: GrantState | undefined,
  author: Account,
): WhatItAsks {
  if (before === undefined && held === undefined) return { kind: 'anew' };
  const place = asked.place('duration');
  if (held === undefined) return refused(words.whatItChangesIsOver(path.text, place));
  if (before === undefined) return refused(words.onlyItsDurationMayChange(path.text, [], place));
  if (before.blob !== held.event.request.blob) return refused(words.whatItChangesIsAnother(path.text, place));
  const fields =
    before.written.kind === 'valid' ? changedFields(before.written.value.request, asked.request) : [];
  if (!changesOnlyTheDuration(fields)) {
    const first = fields.find((field) => field !== 'duration') ?? 'duration';
    return refused(words.onlyItsDurationMayChange(path.text, fields, asked.place(first)));
  }
  return asked.request.subject.kind === 'person' && held.event.subject.id !== author.id
    ? refused(words.isHeldBySomebodyElse(path.text, place))
    : { kind: 'goes on', replaces: held };
}

/** A grant that ended meanwhile is not gone on with. `now`: by the clock of its cluster. */
export function overMeanwhile(
  replaces: GrantState | undefined,
  asked: LocatedRequest,
  now: Instant,
): readonly Problem[] {
  if (replaces === undefined || now < instantIn(replaces.event.expiresAt)) return [];
  return [words.whatItChangesIsOver(asked.path.text, asked.place('duration'))];
}

function refused(problem: Problem): WhatItAsks {
  return { kind: 'refused', problem };
}
