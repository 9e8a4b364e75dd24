/**
 * Whether what was seen is still what there is: "what the reviewer saw is what is granted" (§2.2). The one place that says
 * so, asked at the approval, at the grant, and at every reconcile.
 */
import { gained, rulesDigest, type Rule } from './rules.ts';

/** Rules, or as much as is known of them. */
export interface Seen {
  readonly digest: string;
  /** Undefined where only the digest is known: of a check, or of rules too many for an event. */
  readonly rules?: readonly Rule[] | undefined;
}

/** Each list in canonical form. */
export type Comparison =
  | { readonly kind: 'same' }
  /** Everything that is allowed now was seen. */
  | { readonly kind: 'lost'; readonly lost: readonly Rule[] }
  | { readonly kind: 'gained'; readonly gained: readonly Rule[]; readonly lost: readonly Rule[] }
  /** Something differs, and what it is cannot be told. NB: it may be a gain, and counts as one. */
  | { readonly kind: 'unknown' };

export function compareWithSeen(seen: Seen, now: Seen): Comparison {
  if (seen.digest === now.digest) return { kind: 'same' };
  if (seen.rules === undefined || now.rules === undefined) return { kind: 'unknown' };
  const lost = gained(now.rules, seen.rules);
  const more = gained(seen.rules, now.rules);
  return more.length > 0 ? { kind: 'gained', gained: more, lost } : { kind: 'lost', lost };
}

/** A role as a cluster has it now. */
export function seenNow(rules: readonly Rule[]): Seen {
  return { digest: digestOnce(rules), rules };
}

/** Thousands of grants of one role ask for the same digest, of the very same list of rules. */
const digests = new WeakMap<readonly Rule[], string>();

function digestOnce(rules: readonly Rule[]): string {
  const digest = digests.get(rules) ?? rulesDigest(rules);
  digests.set(rules, digest);
  return digest;
}
