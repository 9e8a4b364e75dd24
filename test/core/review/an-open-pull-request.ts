/** An open pull request as the check sees it: everything is well unless a test says otherwise. */
import { read } from '../../../src/core/problem.ts';
import type { Change } from '../../../src/core/repository.ts';
import { parseRequestPath } from '../../../src/core/request/path.ts';
import { review, type ReviewInput } from '../../../src/core/review/review.ts';
import type { Verdict } from '../../../src/core/review/verdict.ts';
import * as a from '../approval/builders.ts';
import { aCluster } from '../grant/a-cluster.ts';
import { anAskedRequest, guardrails } from '../grant/a-merge.ts';

export type ReviewWish = Partial<Omit<ReviewInput, 'facts'>> & {
  readonly given?: a.Given;
  /** In place of one added request. */
  readonly changes?: readonly Change[];
};

function aReviewInput({ given = {}, changes, ...over }: ReviewWish = {}): ReviewInput {
  const content = given.content ?? a.someContent({ changes: changes ?? [a.added(a.REQUEST)] });
  const pullRequest = given.pullRequest ?? a.aPullRequest({ fileCount: content.changes.length });
  const facts = a.facts({ ...given, content, pullRequest });
  const asked = content.changes.filter(
    ({ path, after }) => after !== undefined && parseRequestPath(path) !== undefined,
  );
  return {
    facts: { ...facts, memberships: new Map([['acme/engineers alice', read(true)], ...facts.memberships]) },
    requests: asked.map(({ path }) => anAskedRequest(path)),
    guardrails: guardrails(),
    branchIsInForce: true,
    branch: new Map(),
    clusters: new Map([['prod-eu', aCluster({ now: a.at(20) })]]),
    held: new Map(),
    unusableGuardrails: [],
    now: a.at(20),
    debts: new Map(),
    ...over,
  };
}

export function reviewed(wish: ReviewWish = {}): Verdict {
  return review(aReviewInput(wish));
}
