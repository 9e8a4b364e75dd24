/** Reads a file as one of our kinds: everything that is wrong with it at once, each on its line. */
import type { z } from 'zod';
import { invalid, valid, type Parsed, type Problem } from '../problem.ts';
import { moreProblems, type Field } from '../words/fields.ts';
import { schemaProblems } from './schema-problems.ts';
import { readYaml, type Limits, type YamlFile } from './yaml.ts';

/** All that makes a kind of file. */
export interface Form<Value> {
  readonly schema: z.ZodType<Value>;
  /** By path with dots; `*` for any entry of a map or list, `(name)` for the names of a map's entries. */
  readonly fields: Readonly<Record<string, Field>>;
  readonly limits: Limits;
  /** What a schema of single values cannot say. It is asked of files that have other problems too. */
  readonly alsoWrong: (file: YamlFile) => readonly Problem[];
}

/** At most as many as GitHub takes annotations in one request. */
const TOLD_AT_ONCE = 50;

export function readAs<Value>(
  form: Form<Value>,
  file: string,
  bytes: Uint8Array,
): Parsed<{ readonly value: Value; readonly yaml: YamlFile }> {
  const yaml = readYaml(file, bytes, form.limits);
  const read = form.schema.safeParse(yaml.value);
  const issues = read.success ? [] : schemaProblems(read.error.issues, yaml, form.fields);
  const problems = [...yaml.problems, ...issues, ...form.alsoWrong(yaml)];
  // NB: a value that parsed all the same does not count while anything is wrong with how it was written.
  return read.success && problems.length === 0
    ? valid({ value: read.data, yaml })
    : invalid(inOrder(problems));
}

/** The value below a map's key, of whatever was read; undefined where there is none. */
export function entry(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const key of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as Readonly<Record<string, unknown>>)[key]; // an object that has this key
  }
  return found;
}

function inOrder(problems: readonly Problem[]): readonly Problem[] {
  const sorted = problems.toSorted(byPlace);
  const rest = sorted.slice(TOLD_AT_ONCE - 1);
  const [next] = rest;
  if (rest.length < 2 || next?.place === undefined) return sorted;
  return [...sorted.slice(0, TOLD_AT_ONCE - 1), { ...moreProblems(rest.length), place: next.place }];
}

function byPlace(one: Problem, other: Problem): number {
  const lines = (one.place?.line ?? 0) - (other.place?.line ?? 0);
  return lines === 0 ? (one.place?.column ?? 0) - (other.place?.column ?? 0) : lines;
}
