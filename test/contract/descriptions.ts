// GitHub's published descriptions as judges: is this a REST answer, is this a webhook, that GitHub could have sent?
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

type Json = Readonly<Record<string, unknown>>;

interface RestAnswer {
  readonly method: string;
  /** The path template of the description. */
  readonly path: string;
  readonly status: number;
  readonly body: unknown;
}

interface Webhook {
  readonly event: string;
  readonly payload: Json;
}

/** What is wrong with each; an empty list: nothing. */
export interface Judge {
  readonly answer: (answer: RestAnswer) => readonly string[];
  readonly webhook: (webhook: Webhook) => readonly string[];
}

/** Reads both descriptions, and installs them first where they are missing. */
export function publishedDescriptions(): Judge {
  const install = spawnSync(process.execPath, [join(import.meta.dirname, 'install.ts')], {
    stdio: 'inherit',
  });
  if (install.status !== 0) throw new Error("GitHub's published descriptions are not installed");
  const rest = descriptionIn('openapi');
  const hooks = descriptionIn('openapi-webhooks');
  const compileRest = compilerOf('rest', rest);
  const compileHook = compilerOf('hooks', hooks);
  return {
    answer: (answer) => judgeAnswer(rest, compileRest, answer),
    webhook: ({ event, payload }) => {
      const action = typeof payload['action'] === 'string' ? `-${payload['action']}` : '';
      const name = `webhook-${event}${action}`.replaceAll('_', '-');
      if (at(hooks, 'components', 'schemas', name) === undefined) return [`there is no ${name}`];
      return complaints(compileHook(`#/components/schemas/${name}`), payload);
    },
  };
}

const descriptionIn = (name: string): Json => {
  const file = join(
    import.meta.dirname,
    'node_modules',
    '@octokit',
    name,
    'generated',
    'api.github.com.json',
  );
  return JSON.parse(readFileSync(file, 'utf8')) as Json;
};

type Compile = (pointer: string) => ValidateFunction;

/** Compiles what is asked for, when it is asked for: the whole would take minutes. */
function compilerOf(id: string, description: Json): Compile {
  const ajv = new Ajv2020({ strict: false, validateSchema: false, allErrors: true, inlineRefs: false });
  // The types of ajv-formats speak of CommonJS; the function is its default export.
  (addFormats as unknown as (target: Ajv2020) => void)(ajv);
  for (const format of ['int64', 'uri-template']) ajv.addFormat(format, true);
  const { paths, components } = description;
  const open = Object.entries(at(components, 'schemas') as Json).map(([name, schema]) => [
    name,
    modern(schema, false),
  ]);
  ajv.addSchema(
    { $id: id, ...(modern({ paths, components }) as Json), open: Object.fromEntries(open) as Json },
    id,
  );
  const known = new Map<string, ValidateFunction>();
  return (pointer) => {
    const compiled = known.get(pointer) ?? ajv.compile({ $ref: `${id}${pointer}` });
    known.set(pointer, compiled);
    return compiled;
  };
}

/**
 * OpenAPI's schemas in the words of JSON Schema, without examples, and closed: a field that is not described is a
 * complaint. What an `allOf` puts together is closed as a whole, its parts are taken from the open copies.
 */
function modern(value: unknown, closed = true): unknown {
  if (Array.isArray(value)) return value.map((one) => modern(one, closed));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .filter(([key, one]) => !isDecoration(key, one))
    .map(([key, one]) => [key, key === 'allOf' ? modern(one, false) : modern(one)] as const);
  const schema: Record<string, unknown> = Object.fromEntries(entries);
  const { $ref } = schema;
  if (!closed && typeof $ref === 'string') schema['$ref'] = $ref.replace('#/components/schemas/', '#/open/');
  if (closed && isObjectSchema(schema)) schema['unevaluatedProperties'] = false;
  if (!('nullable' in value) || value.nullable !== true) return schema;
  return { anyOf: [{ type: 'null' }, schema] };
}

const isObjectSchema = (schema: Json): boolean =>
  ('properties' in schema || 'allOf' in schema) &&
  typeof (schema['properties'] ?? {}) === 'object' &&
  !('additionalProperties' in schema) &&
  !('properties' in schema && 'type' in (schema['properties'] as Json) && schema['type'] === undefined);

/** `example` may also be the name of a property, and is a schema then. */
const isDecoration = (key: string, value: unknown): boolean =>
  ['examples', 'example', 'description', 'x-github', 'discriminator', 'nullable'].includes(key) &&
  !(typeof value === 'object' && value !== null && ('type' in value || '$ref' in value || 'anyOf' in value));

const at = (from: unknown, ...keys: readonly string[]): unknown =>
  keys.reduce<unknown>((value, key) => (value as Json | undefined)?.[key], from);

function judgeAnswer(
  rest: Json,
  compile: Compile,
  { method, path, status, body }: RestAnswer,
): readonly string[] {
  const verb = method.toLowerCase();
  if (at(rest, 'paths', path, verb) === undefined) return [`${method} ${path} is not described`];
  const described = at(rest, 'paths', path, verb, 'responses', String(status));
  // Refusals that an operation does not list (401, 403, 404…) have the form that all refusals have.
  if (described === undefined && status >= 400) {
    const listsErrors = typeof body === 'object' && body !== null && 'errors' in body;
    return complaints(
      compile(`#/components/schemas/${listsErrors ? 'validation-error' : 'basic-error'}`),
      body,
    );
  }
  if (described === undefined) return [`${status} is not described`];
  const referenced = at(described, '$ref');
  const pointer =
    typeof referenced === 'string' ? referenced : `#/paths/${escape(path)}/${verb}/responses/${status}`;
  const content =
    typeof referenced === 'string'
      ? at(rest, ...pointer.slice(2).split('/'), 'content')
      : at(described, 'content');
  if (at(content, 'application/json', 'schema') === undefined) {
    return body === undefined || status >= 400 ? [] : ['a body is not described'];
  }
  return complaints(compile(`${pointer}/content/${escape('application/json')}/schema`), body);
}

const escape = (part: string): string => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));

/** Fields of a repository that some of the descriptions require and others have forgotten. */
const sometimesForgotten: ReadonlySet<unknown> = new Set(['has_discussions', 'web_commit_signoff_required']);

const complaints = (validate: ValidateFunction, value: unknown): readonly string[] => {
  if (validate(value)) return [];
  return (validate.errors ?? [])
    .filter((error) => !sometimesForgotten.has(error.params['unevaluatedProperty']))
    .map((error) => `${error.instancePath} ${error.message ?? ''} ${JSON.stringify(error.params)}`);
};
