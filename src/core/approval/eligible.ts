/** Whether enough owners are left who may approve at all: where not, it says so at once instead of waiting for nobody. */
import type { Problem } from '../problem.ts';
import * as say from '../words/approval-problems.ts';
import type { ApprovalFacts } from './facts.ts';
import type { OwnedFile } from './owned-files.ts';
import { accountOf } from './owners.ts';
import { hasAPart, type SubjectAsk } from './part.ts';

/** A team may always have somebody left, and whoever could not be read may be one. */
export function tooFewAreLeft(
  { file, ownership: { owners } }: OwnedFile,
  need: number,
  facts: ApprovalFacts,
  ask: SubjectAsk,
): readonly Problem[] {
  const logins = new Set(owners.flatMap((owner) => (owner.kind === 'person' ? [owner.login] : [])));
  if (owners.some(({ kind }) => kind === 'team')) return [];
  const left = [...logins].filter((login) => {
    const account = accountOf(login, facts);
    return account === undefined || !hasAPart(account, facts, ask);
  });
  return left.length >= need ? [] : [say.tooFewCanApprove(file, left, need)];
}
