/** Turns what the schema library found into our own sentences, each at its place in the file. */
import type { z } from 'zod';
import type { Problem } from '../problem.ts';
import { fieldIsMissing, fieldIsUnknown, fieldIsWrong, keyIsWrong, type Field } from '../words/fields.ts';
import { nearest } from './nearest.ts';
import { UNREADABLE } from './plain-scalar.ts';
import type { YamlPath } from './notes.ts';
import type { YamlFile } from './yaml.ts';

type Issue = z.core.$ZodIssue;
type Fields = Readonly<Record<string, Field>>;

/** One problem for each field that is wrong, however many rules it breaks. */
export function schemaProblems(issues: readonly Issue[], file: YamlFile, fields: Fields): readonly Problem[] {
  const told = new Map<string, Problem>();
  for (const issue of issues) {
    const path = issue.path.filter((step) => typeof step !== 'symbol');
    for (const [key, problem] of problemsOf(issue, path, file, fields)) {
      if (!told.has(key)) told.set(key, problem);
    }
  }
  return [...told.values()];
}

type Told = readonly (readonly [field: string, problem: Problem])[];

function problemsOf(issue: Issue, path: YamlPath, file: YamlFile, fields: Fields): Told {
  const name = path.join('.');
  if (issue.code === 'unrecognized_keys') return unknownFields(issue.keys, path, file, fields);
  if (issue.code === 'invalid_key') return wrongKey(path, file, fields);
  const found = valueAt(file.value, path);
  if (found === UNREADABLE) return []; // what is wrong with it was told when it was read
  const said = sayingOf(issue) ?? sayField(name, found, fieldAt(path, fields));
  return [[name, { ...said, place: file.place(path) }]];
}

/** A rule's own sentence, which it put into the issue with `refuse`. */
function sayingOf(issue: Issue): Omit<Problem, 'place'> | undefined {
  if (issue.code !== 'custom' || issue.params?.['said'] === undefined) return undefined;
  return issue.params['said'] as Omit<Problem, 'place'>; // `refuse` alone writes it
}

/** The issue by which a rule refuses with a sentence of its own. */
export function refuse(said: Omit<Problem, 'place'>, path: YamlPath = []) {
  return { code: 'custom' as const, message: said.what, params: { said }, path: [...path] };
}

function sayField(name: string, found: unknown, field: Field): Omit<Problem, 'place'> {
  if (found === undefined) return fieldIsMissing(name, field);
  const scalar = typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean';
  return fieldIsWrong(name, scalar ? String(found) : undefined, field);
}

function unknownFields(keys: readonly string[], path: YamlPath, file: YamlFile, fields: Fields): Told {
  const known = namesBelow(path, fields);
  return keys.map((key) => {
    const said = fieldIsUnknown([...path, key].join('.'), known, nearest(key, known));
    return [[...path, key].join('.'), { ...said, place: file.keyPlace([...path, key]) }];
  });
}

function wrongKey(path: YamlPath, file: YamlFile, fields: Fields): Told {
  const parent = path.slice(0, -1);
  const said = keyIsWrong(parent.join('.'), String(path.at(-1)), fieldAt([...parent, '(name)'], fields));
  return [[path.join('.'), { ...said, place: file.keyPlace(path) }]];
}

function valueAt(value: unknown, path: YamlPath): unknown {
  let found = value;
  for (const step of path) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = (found as Readonly<Record<string | number, unknown>>)[step]; // a map without prototype, or a list
  }
  return found;
}

/** The words for the field at a path, or for its nearest parent that has any (the parts of a field with several forms). */
function fieldAt(path: YamlPath, fields: Fields): Field {
  for (let length = path.length; length >= 0; length -= 1) {
    const steps = path.slice(0, length);
    const found = Object.keys(fields).find((pattern) => patternFits(pattern, steps));
    if (found !== undefined) return fields[found]!; // it is one of the keys
  }
  throw new Error('a kind of file has words for the file as a whole');
}

function namesBelow(path: YamlPath, fields: Fields): readonly string[] {
  return Object.keys(fields).flatMap((pattern) => {
    const steps = stepsOf(pattern);
    const last = steps.at(-1);
    if (last === undefined || last === '*' || last === '(name)') return [];
    return patternFits(steps.slice(0, -1).join('.'), path) ? [last] : [];
  });
}

function stepsOf(pattern: string): readonly string[] {
  return pattern === '' ? [] : pattern.split('.');
}

function patternFits(pattern: string, path: YamlPath): boolean {
  const steps = stepsOf(pattern);
  return (
    steps.length === path.length && steps.every((step, index) => step === '*' || step === String(path[index]))
  );
}
