/** One comment as it stands now, with what only GraphQL tells of it: whether it was edited since it was written. */
import type { SaidComment } from '../../ports.ts';
import { instantFrom, isObject } from './answered.ts';
import type { Desk } from './desk.ts';

interface CommentNode {
  readonly __typename: string;
  readonly body?: string;
  readonly createdAt?: string;
  readonly lastEditedAt?: string | null;
  readonly includesCreatedEdit?: boolean;
  readonly author?: { readonly login: string; readonly databaseId?: number | null } | null;
  readonly pullRequest?: { readonly number: number } | null;
}

interface Answer {
  readonly node?: CommentNode | null;
}

/** NB: a bot has no `databaseId` here, so that it is nobody whose word counts. */
const query = `query ($id: ID!) { node(id: $id) { __typename ... on IssueComment {
  body createdAt lastEditedAt includesCreatedEdit author { login ... on User { databaseId } } pullRequest { number } } } }`;

/** Undefined where GitHub says that there is none: it was deleted, or stands on no pull request. */
export async function readSaidComment(desk: Desk, node: string): Promise<SaidComment | undefined> {
  const { comment } = await desk.ask('a comment', async () => {
    const found = await orNone(desk.octokit.graphql<Answer | undefined>(query, { id: node }));
    // NB: an answer that tells of no node at all is none, and no deletion.
    if (found?.node === undefined) throw new Error('the comment is not told');
    return { comment: found.node === null ? undefined : saidIn(found.node) };
  });
  return comment;
}

function saidIn(node: CommentNode): SaidComment | undefined {
  const { body, createdAt, lastEditedAt, includesCreatedEdit, author, pullRequest } = node;
  if (node.__typename !== 'IssueComment' || pullRequest === null) return undefined;
  if (body === undefined || pullRequest === undefined || lastEditedAt === undefined || author === undefined)
    throw new Error('not all of it is told');
  const id = author?.databaseId ?? undefined;
  return {
    pullRequest: pullRequest.number,
    by: author === null || id === undefined ? undefined : { login: author.login, id },
    body,
    at: instantFrom(createdAt),
    isEdited: lastEditedAt !== null || includesCreatedEdit !== false,
  };
}

async function orNone(asked: Promise<Answer | undefined>): Promise<Answer | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isNotFound(error)) return { node: null };
    throw error;
  }
}

/** GitHub answers 200 with an error of this type. */
function isNotFound(error: unknown): boolean {
  const errors: unknown = isObject(error) ? error['errors'] : undefined;
  if (!Array.isArray(errors) || errors.length === 0) return false;
  return errors.every((one: unknown) => isObject(one) && one['type'] === 'NOT_FOUND');
}
