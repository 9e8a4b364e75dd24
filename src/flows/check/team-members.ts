/** Who is in a team, for the check to say who could approve: asked now and then, for many pull requests at once. */
import type { Account } from '../../core/approval/facts.ts';
import { between, minutes, type Instant } from '../../core/time.ts';
import type { GitHubReader } from '../../ports.ts';

/** What was read counts for so long. Nothing is granted by it, so that it may be a little old. */
const HOLDS = minutes(10);

export interface RememberedMembers {
  readonly readAt: Instant;
  readonly members: readonly Account[] | undefined;
}

/** NB: what could not be read is not remembered: it is unknown, and never "nobody". */
export function membersRemembered(
  github: Pick<GitHubReader, 'teamMembers'>,
  remembered: Map<string, RememberedMembers>,
  now: Instant,
): (team: string) => Promise<readonly Account[] | undefined> {
  return async (team) => {
    const known = remembered.get(team);
    if (known !== undefined && between(known.readAt, now) < HOLDS) return known.members;
    const members = await github.teamMembers(team);
    remembered.set(team, { readAt: now, members });
    return members;
  };
}
