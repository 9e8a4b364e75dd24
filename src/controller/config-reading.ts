/** How one setting is read from the environment, and how the problems of all are told together. */
import { invalid, valid, type Parsed, type Problem } from '../core/problem.ts';

export interface Environment {
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Gives a file's text, or throws as `node:fs` does. */
  readonly readFile: (path: string) => string;
}

/** A setting that is wrong. NB: no sentence here ever carries the value of a secret. */
export function refused(
  what: string,
  why: string,
  mend: string,
): { kind: 'invalid'; problems: readonly Problem[] } {
  return invalid([{ what, why, mend }]);
}

/** The value of a variable; undefined where it is absent or empty. Space around it is dropped. */
export function variable(environment: Environment, name: string): string | undefined {
  const text = environment.variables[name]?.trim();
  return text === '' ? undefined : text;
}

export function required(environment: Environment, name: string, meaning: string): Parsed<string> {
  const text = variable(environment, name);
  if (text !== undefined) return valid(text);
  return refused(`${name} is not set.`, `It is ${meaning}.`, `Set ${name}.`);
}

/** All parts, or every problem of every part. */
export function together<T extends object>(parts: {
  readonly [Name in keyof T]: Parsed<T[Name]>;
}): Parsed<T> {
  const problems: Problem[] = [];
  const values: Partial<T> = {};
  for (const name of Object.keys(parts) as (keyof T)[]) {
    const part = parts[name];
    if (part.kind === 'valid') values[name] = part.value;
    else problems.push(...part.problems);
  }
  return problems.length > 0 ? invalid(problems) : valid(values as T); // every part was valid, so none is missing
}

/** Reads what a valid value says further; problems stay as they are. */
export function further<T, U>(parsed: Parsed<T>, next: (value: T) => Parsed<U>): Parsed<U> {
  return parsed.kind === 'valid' ? next(parsed.value) : parsed;
}

/** The reason in a word (`ENOENT`), never the text of the file. */
export function reasonOf(error: unknown): string {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : 'it could not be opened';
}
