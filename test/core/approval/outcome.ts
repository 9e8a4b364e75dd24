/** What became of an approval, as every caller reads it. */
import type { Approval } from '../../../src/core/approval/approval.ts';

/** In one word, or with its reasons. */
export function outcome({ problems, unread, missing }: Approval) {
  if (problems.length > 0) return { refuted: problems.map(({ what }) => what) };
  if (unread.length > 0) return { unread };
  if (missing.length > 0) return { missing: missing.map(({ problem }) => problem.what) };
  return 'approved';
}
