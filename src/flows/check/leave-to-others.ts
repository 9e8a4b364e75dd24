/** Several controllers may share one access repository: requests for clusters that others serve are left to them. */
import { PATIENCE_WITH_OTHERS } from '../../core/grant/patience.ts';
import { judgedElsewhere } from '../../core/review/elsewhere.ts';
import { between } from '../../core/time.ts';
import type { DecidedPullRequest, Ground, OpenPullRequest } from './decide-verdict.ts';
import { asFact } from '../read/gather.ts';
import type { Memory } from '../world.ts';

/** Call it before a round. */
export function forgetClosed({ elsewhere, looks }: Memory): void {
  for (const number of elsewhere.keys()) if (!looks.has(number)) elsewhere.delete(number);
}

export async function leaveToOthers(
  ground: Ground,
  { elsewhere }: Pick<Memory, 'elsewhere'>,
  one: OpenPullRequest,
  decided: DecidedPullRequest,
): Promise<DecidedPullRequest> {
  const cluster = clusterElsewhere(ground, one);
  const { number, head } = decided.pullRequest;
  if (cluster === undefined) {
    elsewhere.delete(number);
    return decided;
  }
  const { world } = ground;
  const now = world.clock.now();
  const seen = elsewhere.get(number);
  const since = seen?.head === head.oid ? seen.since : now;
  const noted = { head: head.oid, since, waitsFor: undefined };
  elsewhere.set(number, noted);
  const waitedFor = between(since, now);
  // NB: read anew before we speak, since a word of ours after theirs would stand in its place.
  const checks =
    waitedFor < PATIENCE_WITH_OTHERS ? decided.checks : await asFact(world.github.checkRuns(head.oid));
  if (checks.kind === 'unread') return { ...decided, leftTo: 'nobody yet' };
  const said = checks.value.at(-1)?.conclusion;
  const { verdict, isLeftAlone } = judgedElsewhere(decided.verdict, { cluster, said, waitedFor });
  if (said === undefined && !isLeftAlone) elsewhere.set(number, { ...noted, waitsFor: cluster });
  const leftTo = said === undefined ? 'nobody yet' : 'others';
  return { ...decided, verdict, ...(isLeftAlone ? { leftTo } : {}) };
}

/** The cluster of its requests, where the policy lists it and no context of ours bears its name. */
function clusterElsewhere({ world, inForce }: Ground, one: OpenPullRequest): string | undefined {
  if (one.kind === 'unread') return undefined;
  const served = new Set(world.clusters.map(({ name }) => name));
  const { clusters } = inForce.guardrails.policy;
  const names = one.requests.map(({ path }) => path.cluster);
  const areAllElsewhere = names.every((name) => clusters.has(name) && !served.has(name));
  return areAllElsewhere ? names[0] : undefined;
}
