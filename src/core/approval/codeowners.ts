/** CODEOWNERS, read by GitHub's own rules. https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners */

/** Where GitHub looks, in this order; the first that exists is the one. */
export const CODEOWNERS_PATHS = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'] as const;

export interface OwnersLine {
  /** Counts from 1. */
  readonly line: number;
  readonly pattern: string;
  /** As written: `@login`, `@org/team` or an e-mail. Empty: the line takes ownership away. */
  readonly owners: readonly string[];
}

export interface Codeowners {
  readonly path: string;
  readonly lines: readonly OwnersLine[];
}
