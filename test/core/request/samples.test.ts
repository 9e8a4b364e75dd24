import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ownersOf } from '../../../src/core/approval/codeowners.ts';
import { read } from '../../../src/core/problem.ts';
import { parseAccessRequest } from '../../../src/core/request/access-request.ts';
import { judgeRequest, parseGuardrails } from '../../../src/core/request/guardrails.ts';
import { formatSchema, jsonSchemas } from '../../../src/core/request/json-schemas.ts';
import { aPath, policyText, requestText, valueOf } from './builders.ts';

const root = new URL('../../../', import.meta.url);
const bytesOf = (path: string) => readFileSync(new URL(path, root));
const textOf = (path: string) => bytesOf(path).toString();

const folder = 'access-requests/examples/';
const samples = readdirSync(new URL(folder, root)).map((name) => folder + name);
const targetOf = (text: string) => /^# Copy to: (\S+)$/m.exec(text)?.[1];

const guardrails = valueOf(
  parseGuardrails({
    policy: { bytes: bytesOf('access-requests/policy.yaml') },
    people: { bytes: bytesOf('access-requests/people.yaml') },
    codeowners: { path: '.github/CODEOWNERS', bytes: bytesOf('access-requests/CODEOWNERS.example') },
  }),
);

const ids: Readonly<Record<string, number>> = { alice: 1001, carol: 1003, dave: 1004 };

test('there are at least ten samples', () => {
  expect(samples.length).toBeGreaterThanOrEqual(10);
});

describe.each(samples)('%s', (sample) => {
  const text = textOf(sample);
  const path = aPath(targetOf(text));
  const parsed = parseAccessRequest(path, bytesOf(sample));

  test('opens with its schema and a paragraph that says what it is', () => {
    const [schema, blank, ...rest] = text.split('\n');
    expect(schema).toBe('# yaml-language-server: $schema=../../schema/access-request.json');
    expect(blank).toBe('#');
    expect(rest.findIndex((line) => !line.startsWith('# '))).toBeGreaterThanOrEqual(2);
  });

  test('is what the schema for editors takes', () => {
    expect(errorsOf('access-request.json', parse(text))).toEqual([]);
  });

  test('would be owned by somebody where it is to stand', () => {
    expect(ownersOf(guardrails.codeowners, path.text)?.owners).not.toEqual([]);
  });

  test('is allowed by the sample policy', () => {
    const located = valueOf(parsed);
    const { subject } = located.request;
    const login = subject.kind === 'person' ? subject.login : 'alice';
    const author = { login, id: ids[login] ?? 0 };
    const input = { located, guardrails, author, organisation: 'acme', isMember: () => read(true) };
    expect(judgeRequest(input)).toMatchObject({
      problems: [],
      unread: [],
      username:
        subject.kind === 'person'
          ? expect.stringContaining('@acme.com')
          : 'system:serviceaccount:ci:deployer',
    });
  });
});

describe('the schemas for editors', () => {
  test.each(Object.entries(jsonSchemas()))('%s is in step with the parser', (name, schema) => {
    expect(textOf(`schema/${name}`)).toBe(formatSchema(schema));
  });

  test('take the sample policy and the sample people', () => {
    expect(errorsOf('access-policy.json', parse(textOf('access-requests/policy.yaml')))).toEqual([]);
    expect(errorsOf('access-people.json', parse(textOf('access-requests/people.yaml')))).toEqual([]);
  });

  test('know the words that come later', () => {
    const more = [
      'limits: {activePerSubject: 5}',
      'actions: [{allow: [delete pods], maxDuration: 1h, requesters: ["@a"]}]',
    ];
    expect(errorsOf('access-policy.json', parse(policyText({ more })))).toEqual([]);
  });

  test('refuse what an editor can see to be wrong', () => {
    const wrong = requestText(['subject: "@alice"', 'durations: 2h', 'duration: 02h', 'reason: short']);
    expect(errorsOf('access-request.json', parse(wrong)).length).toBeGreaterThanOrEqual(4);
  });

  test('have words for every field', () => {
    const fields = Object.values(jsonSchemas()).flatMap((schema) => propertiesOf(schema, ''));
    expect(fields.length).toBeGreaterThan(50);
    expect(fields.filter(({ described }) => !described).map(({ path }) => path)).toEqual([]);
  });
});

function errorsOf(name: string, value: unknown): readonly unknown[] {
  const schema = jsonSchemas()[name];
  if (schema === undefined) throw new Error(`there is no schema ${name}`);
  const validate = new Ajv({ allErrors: true, strict: false }).compile(schema);
  return validate(value) ? [] : (validate.errors ?? []);
}

interface SchemaField {
  readonly path: string;
  readonly described: boolean;
}

/** Every named property of a schema, at any depth. */
function propertiesOf(schema: unknown, path: string): readonly SchemaField[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, inner]) => {
    if (key !== 'properties') return propertiesOf(inner, path);
    return Object.entries(inner as Record<string, object>).flatMap(([name, property]) => {
      const here = path === '' ? name : `${path}.${name}`;
      const own = { path: here, described: 'description' in property };
      return [own].concat(propertiesOf(property, here));
    });
  });
}
