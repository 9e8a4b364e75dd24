/**
 * The digest of what a check showed: its `external_id`. An approval counts only after a check that showed exactly what
 * would be granted (§2.2), so both sides ask here.
 */
import { sha256 } from '../crypto.ts';
import type { GrantedEvent } from '../ledger/event.ts';
import type { Change } from '../repository.ts';
import { rulesDigest, type Rule } from '../permissions/rules.ts';

/** Of requests: the digest of the effective rules; of several, the digest of "path digest" lines in the order of paths. */
export function digestOfRules(rulesByPath: ReadonlyMap<string, readonly Rule[]>): string {
  return digestOfDigests(
    [...rulesByPath].map(([path, rules]) => ({ path, digest: rulesDigest(rules), replaces: null })),
  );
}

/**
 * The same, as `granted` events bear it. NB: with the grant that each goes on with. Until when that would last is counted from
 * its opening; who approved it for one grant did not approve it for a later one, nor as a request of its own.
 */
export function digestOfDigests(
  digests: readonly Pick<GrantedEvent, 'path' | 'digest' | 'replaces'>[],
): string {
  const [only, ...others] = digests;
  if (only !== undefined && others.length === 0 && only.replaces === null) return only.digest;
  const lines = digests.map(({ path, digest, replaces }) =>
    replaces === null ? `${path} ${digest}\n` : `${path} ${digest} ${replaces}\n`,
  );
  return sha256(lines.sort().join(''));
}

/** Of anything else: the digest of the files as they would be, `path mode blob` a line. */
export function digestOfChanges(changes: readonly Change[]): string {
  const lines = changes.map(({ path, after }) =>
    JSON.stringify([path, after?.mode ?? null, after?.blob ?? null]),
  );
  return sha256(lines.sort().join('\n'));
}
