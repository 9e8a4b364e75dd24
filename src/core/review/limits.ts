/** The limits of the policy, asked before anybody is asked to approve. */
import type { Account, ApprovalFacts } from '../approval/facts.ts';
import { holderOf, tooManyFor, type Asking } from '../grant/active.ts';
import type { AskedRequest } from '../grant/asked.ts';
import { instantIn } from '../ledger/event.ts';
import type { GrantState } from '../ledger/history.ts';
import type { Problem } from '../problem.ts';
import type { Subject } from '../request/access-request.ts';
import type { Guardrails } from '../request/guardrails.ts';
import type { Instant } from '../time.ts';

interface LimitInput {
  readonly requests: readonly AskedRequest[];
  readonly facts: Pick<ApprovalFacts, 'pullRequest'>;
  readonly guardrails: Guardrails;
  /** Open grants by the path of their request. */
  readonly held: ReadonlyMap<string, GrantState>;
  readonly now: Instant;
}

/** Counted for whoever would hold them, whatever else is wrong with the requests. */
export function tooManyAsked({ requests, facts, guardrails, held, now }: LimitInput): readonly Problem[] {
  const { author } = facts.pullRequest;
  const subjects = requests.flatMap(({ path, written }) =>
    written.kind === 'valid'
      ? [{ path: path.text, ...holderAsked(written.value.request.subject, author) }]
      : [],
  );
  const active = [...held.values()].filter(({ event }) => instantIn(event.expiresAt) > now);
  return [...Map.groupBy(subjects, ({ holder }) => holder)].flatMap(([holder, of]) => {
    const asking = { holder, name: of[0]?.name ?? holder, paths: of.map(({ path }) => path) };
    return tooManyFor(asking, active, guardrails.policy.limits.activePerSubject) ?? [];
  });
}

function holderAsked(subject: Subject, author: Account): Pick<Asking, 'holder' | 'name'> {
  if (subject.kind === 'person')
    return { holder: holderOf({ id: author.id, username: '' }), name: author.login };
  const username = `system:serviceaccount:${subject.namespace}:${subject.name}`;
  return { holder: username, name: username };
}
