/** A problem that a person can cause and mend: a value, never thrown, and always one of all that were found. */

/** Where in a file a problem stands; lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface Problem {
  /** What is wrong, as one sentence. */
  readonly what: string;
  /** Why it is refused: the rule. */
  readonly why: string;
  /** What to do next. */
  readonly mend: string;
  readonly place?: Place;
  /** The number of another pull request that it speaks of, for a link. */
  readonly about?: number;
  /** It is that GitHub did not show something. NB: a lagging replica does not either, so in a proof it needs patience. */
  readonly absence?: true;
}

/** The outcome of reading what a person wrote: a value, or every problem at once (at least one). */
export type Parsed<T> =
  | { readonly kind: 'valid'; readonly value: T }
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] };

export function valid<T>(value: T): Parsed<T> {
  return { kind: 'valid', value };
}

export function invalid(problems: readonly Problem[]): { kind: 'invalid'; problems: readonly Problem[] } {
  return { kind: 'invalid', problems };
}

/**
 * A fact that was asked of the world. NB: `unread` is neither a yes nor a no: whoever decides must treat it as "not
 * yet", or an outage of GitHub would read as an absence.
 */
export type Fact<T> =
  | { readonly kind: 'read'; readonly value: T }
  | { readonly kind: 'unread'; readonly why: string };

export function read<T>(value: T): Fact<T> {
  return { kind: 'read', value };
}

export function unread(why: string): { kind: 'unread'; why: string } {
  return { kind: 'unread', why };
}
