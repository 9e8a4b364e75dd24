// GraphQL: graphql-js over GitHub's published schema; a field that the sandbox does not answer is an error, never null.
import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import {
  buildSchema,
  execute,
  getOperationAST,
  GraphQLError,
  OperationTypeNode,
  parse,
  validate,
  type DocumentNode,
  type GraphQLFieldResolver,
  type GraphQLFormattedError,
  type GraphQLSchema,
} from 'graphql';
import type { Answer, Call, Viewer } from '../http/answers.ts';
import type { Limits } from '../http/limits.ts';
import { Refusal, type Hub } from '../hub.ts';
import { createCommitOnBranch } from './create-commit.ts';
import { problemType } from './problem.ts';
import { rootFields } from './root.ts';

export interface Asking {
  readonly hub: Hub;
  readonly viewer: Viewer;
  readonly limits: Limits;
}

let schema: GraphQLSchema | undefined;

/** Built when first asked: it takes a third of a second. */
const publishedSchema = (): GraphQLSchema => {
  if (schema) return schema;
  const home = findPackageJSON('@octokit/graphql-schema', import.meta.url);
  if (home === undefined) throw new Error('@octokit/graphql-schema is not installed');
  schema = buildSchema(readFileSync(join(dirname(home), 'schema.graphql'), 'utf8'), { assumeValidSDL: true });
  return schema;
};

const documents = new Map<string, DocumentNode | readonly GraphQLError[]>();

const documentOf = (query: string): DocumentNode | readonly GraphQLError[] => {
  const known = documents.get(query);
  if (known) return known;
  const read = readDocument(query);
  documents.set(query, read);
  return read;
};

const readDocument = (query: string): DocumentNode | readonly GraphQLError[] => {
  try {
    const document = parse(query);
    const errors = validate(publishedSchema(), document);
    return errors.length > 0 ? errors : document;
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
};

/** Answers one request: HTTP 200 whatever is wrong with the query, as GitHub does. */
export async function answerGraphql(call: Call, limits: Limits): Promise<Answer> {
  const { viewer, hub, body } = call;
  if (viewer.kind === 'nobody') throw new Refusal(401, 'This endpoint requires you to be authenticated.');
  if (viewer.kind === 'app') throw new Refusal(401, 'Bad credentials');
  const { query, variables, operationName } = body;
  if (typeof query !== 'string')
    return failed([{ message: 'A query attribute must be specified and must be a string.' }]);
  const document = documentOf(query);
  if (!('kind' in document)) return failed(document.map((error) => error.toJSON()));
  const name = typeof operationName === 'string' ? operationName : null;
  const asking: Asking = { hub, viewer, limits };
  const isMutation = getOperationAST(document, name)?.operation === OperationTypeNode.MUTATION;
  const result = await execute({
    schema: publishedSchema(),
    document,
    rootValue: isMutation ? { createCommitOnBranch } : rootFields,
    contextValue: asking,
    variableValues: variables as Record<string, unknown> | null,
    operationName: name,
    fieldResolver: resolveOrFail,
    typeResolver: (value: { readonly __typename?: string }) => value.__typename,
  });
  const errors = result.errors?.map(format);
  return { status: 200, body: { data: result.data ?? null, ...(errors ? { errors } : {}) } };
}

const failed = (errors: readonly GraphQLFormattedError[]): Answer => ({ status: 200, body: { errors } });

/** GitHub puts the kind of a problem beside the message, not into `extensions`. */
const format = (error: GraphQLError) => {
  const type = problemType(error.originalError);
  const { message, path, locations } = error.toJSON();
  return { ...(type === undefined ? {} : { type }), path, locations, message };
};

const resolveOrFail: GraphQLFieldResolver<unknown, Asking> = (
  source,
  args,
  asking,
  { fieldName, parentType },
) => {
  if (typeof source !== 'object' || source === null || !(fieldName in source)) {
    throw new Error(`The simulated GitHub does not answer ${parentType.name}.${fieldName}.`);
  }
  const value: unknown = source[fieldName as keyof typeof source];
  return typeof value === 'function'
    ? (value as (args: unknown, asking: Asking) => unknown)(args, asking)
    : value;
};
