/** Who owns a file: the one line of CODEOWNERS that decides, or why there is none that counts. */
import type { Place, Problem } from '../problem.ts';
import * as say from '../words/ownership-problems.ts';
import { ownersOf, type Codeowners, type OwnersLine } from './codeowners.ts';
import type { CodeownersError } from './facts.ts';
import { literalBeginningCovers, patternMatches } from './pattern.ts';

export type FileKind = 'request' | 'guardrail' | 'other';

/** Keys are in lower case: GitHub compares logins and teams ignoring case. `text` is as written. */
export type Owner =
  | { readonly kind: 'person'; readonly text: string; readonly login: string }
  | { readonly kind: 'team'; readonly text: string; readonly team: string };

export type Ownership =
  | { readonly kind: 'owned'; readonly line: OwnersLine; readonly owners: readonly Owner[] }
  /** No line names an owner for it. */
  | { readonly kind: 'un-owned'; readonly problems: readonly Problem[] }
  /** A line that may be meant for it cannot be relied on. */
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] };

/**
 * NB: a catch-all such as `*` must not make its owners the approvers of access, and a line that matches at any depth
 * must not make any of the guardrails (§5).
 */
const ROOTS = { request: '/access-requests/', guardrail: '/', other: '' } as const satisfies Record<
  FileKind,
  string
>;

/**
 * The owner line of a path by GitHub's rules, with ours on top.
 *
 * A line in error owns nothing, and GitHub falls back to an earlier line. We do not: from the owner line on, any line
 * in error that may be meant for the path refuses it. It may be where its literal beginning covers the path; where only
 * its owner is unknown, so that its pattern is sound, where the pattern matches. Other lines in error do not matter.
 */
export function ownership(
  codeowners: Codeowners,
  path: string,
  kind: FileKind,
  errors: readonly CodeownersError[] = [],
): Ownership {
  const line = ownersOf(codeowners, path);
  const inError = errorsFrom(line?.line ?? 0, codeowners, path, errors);
  if (inError.length > 0) return { kind: 'refused', problems: inError };
  if (line === undefined) return { kind: 'un-owned', problems: [say.nobodyOwns(path, codeowners.path)] };
  const place = placeOf(codeowners, line.line);
  if (line.owners.length === 0)
    return { kind: 'un-owned', problems: [say.lineTakesOwnershipAway(path, place)] };
  if (!line.pattern.startsWith(ROOTS[kind]))
    return { kind: 'un-owned', problems: [say.lineIsTooBroad(path, line.pattern, ROOTS[kind], place)] };
  const emails = line.owners.filter((owner) => !owner.startsWith('@'));
  if (emails.length > 0)
    return { kind: 'refused', problems: emails.map((owner) => say.ownerIsAnEmail(owner, place)) };
  return { kind: 'owned', line, owners: line.owners.map(ownerOf) };
}

export function placeOf(codeowners: Codeowners, line: number): Place {
  return { file: codeowners.path, line, column: 1 };
}

/** What `@login` or `@org/team` names. */
export function ownerOf(text: string): Owner {
  const name = text.slice(1).toLowerCase();
  return name.includes('/') ? { kind: 'team', text, team: name } : { kind: 'person', text, login: name };
}

function errorsFrom(
  first: number,
  codeowners: Codeowners,
  path: string,
  errors: readonly CodeownersError[],
): readonly Problem[] {
  const ours = codeowners.lines.flatMap(({ line, pattern, wrong }) =>
    wrong !== undefined && line >= first && literalBeginningCovers(pattern, path)
      ? [say.lineIsInError(path, wrong, placeOf(codeowners, line))]
      : [],
  );
  const known = new Map(codeowners.lines.map((line) => [line.line, line]));
  const theirs = errors
    .filter(({ line }) => line >= first && known.get(line)?.wrong === undefined)
    .flatMap((error) => errorOfGitHub(error, known.get(error.line), codeowners, path));
  return [...ours, ...theirs];
}

function errorOfGitHub(
  { line, kind }: CodeownersError,
  found: OwnersLine | undefined,
  codeowners: Codeowners,
  path: string,
): readonly Problem[] {
  const reason = say.errorOfGitHub(kind);
  const place = placeOf(codeowners, line);
  if (found === undefined) return [say.lineIsUnknown(path, reason, place)];
  const sound = kind.toLowerCase() === 'unknown owner';
  const covers = sound ? patternMatches(found.pattern, path) : literalBeginningCovers(found.pattern, path);
  return covers ? [say.lineIsInError(path, reason, place)] : [];
}
