/** A proved request as the event that will grant it, and the window that it opens. */
import { ownersOf } from '../approval/codeowners.ts';
import type { Approval } from '../approval/approval.ts';
import type { PullRequest } from '../approval/facts.ts';
import type { RecordedMerge } from '../approval/merge.ts';
import { WHOLE_CLUSTER } from '../request/path.ts';
import type { LocatedRequest } from '../request/access-request.ts';
import type { Judgement } from '../request/guardrails.ts';
import { rulesDigest, type Rule } from '../request/permissions.ts';
import { formatInstant, latest, plus, type Instant } from '../time.ts';
import type { AskedRequest } from './asked.ts';
import type { Unplaced } from './change.ts';
import type { ClusterFacts } from './cluster-facts.ts';
import type { ProofContext } from './prove.ts';

/** A grant that waits only for the API server's word and for its commit. */
export interface ProvedGrant {
  readonly cluster: string;
  readonly event: Unplaced<'granted'>;
}
