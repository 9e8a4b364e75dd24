/** The files of a pull request with the lines that own them, and whether those lines can be relied on. */
import * as say from '../words/approval-problems.ts';
import { ownerOnLine } from '../words/ownership-problems.ts';
import type { Codeowners } from './codeowners.ts';
import type { ApprovalFacts } from './facts.ts';
import { ownerDoubts, type Collected } from './owners.ts';
import { ownership, placeOf, type FileKind, type Ownership } from './ownership.ts';

export interface OwnersAsk {
  /** Of the guardrails in force, never the pull request's own. */
  readonly codeowners: Codeowners;
  readonly kind: FileKind;
  /** Every one needs its own approvals. Of `other` files those that nobody owns need none. */
  readonly files: readonly string[];
}

export interface OwnedFile {
  readonly file: string;
  readonly ownership: Ownership & { readonly kind: 'owned' };
}

/** NB: no file, and a file without owners, are doubts: neither may pass because there was nothing to ask. */
export function ownedFiles(
  facts: ApprovalFacts,
  { codeowners, kind, files }: OwnersAsk,
): { readonly owned: readonly OwnedFile[]; readonly doubts: readonly Collected[] } {
  if (files.length === 0) return { owned: [], doubts: [{ problems: [say.touchesNoFile()], unread: [] }] };
  const errors = facts.codeownersErrors;
  const known = errors.kind === 'read' ? errors.value : [];
  const owned: OwnedFile[] = [];
  const doubts: Collected[] = errors.kind === 'unread' ? [{ problems: [], unread: [errors.why] }] : [];
  for (const file of new Set(files)) {
    const found = ownership(codeowners, file, kind, known);
    if (found.kind === 'owned') {
      owned.push({ file, ownership: found });
      const place = placeOf(codeowners, found.line.line);
      doubts.push(...found.owners.map((owner) => ownerDoubts(owner, ownerOnLine(owner.text, place), facts)));
    } else if (found.kind === 'refused' || kind !== 'other') doubts.push({ ...found, unread: [] });
  }
  return { owned, doubts };
}
