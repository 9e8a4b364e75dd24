/** What is still waited for, and from whom. */
import type { Problem } from '../problem.ts';
import * as say from '../words/approval-problems.ts';
import { helpers, namesOf } from './approvability.ts';
import type { ApprovalFacts } from './facts.ts';
import type { SubjectAsk } from './part.ts';
import type { EntryTally, FileTally, Tally } from './tally.ts';

export interface MissingApproval {
  /** Undefined: one more person, besides the owners of the files. */
  readonly file: string | undefined;
  /** The owner line's number in CODEOWNERS. */
  readonly line?: number | undefined;
  readonly owners: readonly string[];
  /** Logins of those who can give it, where they are known and few. */
  readonly people?: readonly string[] | undefined;
  readonly have: number;
  readonly need: number;
  /** The same as a sentence. */
  readonly problem: Problem;
}

export function missingApprovals(
  tally: Tally,
  approvals: number,
  facts: ApprovalFacts,
  ask: SubjectAsk,
): readonly MissingApproval[] {
  const missing = [
    ...tally.files
      .filter(({ waits }) => waits)
      .map((file) => {
        const people = namesOf(file.file.ownership.owners, tally, facts, ask);
        return { ...missingFrom(file, approvals), people };
      }),
    ...tally.entries
      .filter(({ filled }) => filled === undefined)
      .map((entry) => ({ ...missingFor(entry), people: namesOf([entry.entry], tally, facts, ask) })),
  ];
  // NB: where one thing is missing somebody else may help as well: whoever sets free one who has approved already.
  const [only] = missing;
  if (only === undefined || missing.length > 1 || only.need - only.have > 1) return missing;
  return [{ ...only, people: helpers(tally, approvals, facts, ask) ?? only.people }];
}

type Missing = Omit<MissingApproval, 'people'>;

function missingFrom({ file: { file, ownership }, counted }: FileTally, approvals: number): Missing {
  const { line, owners } = ownership.line;
  const numbers = { have: counted.length, need: approvals };
  return { file, line, owners, ...numbers, problem: say.approvalIsMissing(file, owners, numbers) };
}

function missingFor({ entry: { text } }: EntryTally): Missing {
  const problem = say.oneMoreIsMissing(text);
  return { file: undefined, line: undefined, owners: [text], have: 0, need: 1, problem };
}
