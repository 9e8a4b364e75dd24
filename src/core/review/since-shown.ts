/** What changed in a role since the check that was shown before, so that whoever read that one need not compare. */
import { compareWithSeen, seenNow, type Comparison } from '../permissions/compare-seen.ts';
import type { Rule } from '../permissions/rules.ts';
import type { Offer, Verdict } from './verdict.ts';

/** By the path of a request: the rules of its last check, and those of the one before that said something else. */
export type ShownRules = ReadonlyMap<
  string,
  { readonly last: readonly Rule[]; readonly before: readonly Rule[] | undefined }
>;

/** What a check shows, remembered. NB: what it could not read leaves what was shown as it was. */
export function rememberShown({ about }: Pick<Verdict, 'about'>, shown: ShownRules): ShownRules {
  if (about.kind !== 'requests') return shown;
  const offered = about.offers.map(({ path, rules }) => {
    const known = shown.get(path);
    const isSame = known !== undefined && compare(known.last, rules).kind === 'same';
    return [path, isSame ? known : { last: rules, before: known?.last }] as const;
  });
  return new Map([...shown, ...offered]);
}

/** The verdict with what changed in each role since it was shown. `shown` includes this one. */
export function withChanges(verdict: Verdict, shown: ShownRules): Verdict {
  const { about } = verdict;
  if (about.kind !== 'requests') return verdict;
  const offers = about.offers.map((offer): Offer => {
    const before = shown.get(offer.path)?.before;
    return before === undefined ? offer : { ...offer, changed: compare(before, offer.rules) };
  });
  return { ...verdict, about: { ...about, offers } };
}

function compare(before: readonly Rule[], now: readonly Rule[]): Comparison {
  return compareWithSeen(seenNow(before), seenNow(now));
}
