/** One comment as it stands now, with what only GraphQL tells of it: whether it was edited since it was written. */
import type { SaidComment } from '../../ports.ts';
import { instantFrom, isObject } from './answered.ts';
import type { Desk } from './desk.ts';

interface Answer {
  readonly node: {
    readonly __typename: string;
    readonly body?: string;
    readonly createdAt?: string;
    readonly lastEditedAt?: string | null;
    readonly includesCreatedEdit?: boolean;
    readonly author?: { readonly login: string; readonly databaseId?: number | null } | null;
    readonly pullRequest?: { readonly number: number } | null;
  } | null;
}

/** NB: a bot has no `databaseId` here, so that it is nobody whose word counts. */
const query = `query ($id: ID!) { node(id: $id) { __typename ... on IssueComment {
  body createdAt lastEditedAt includesCreatedEdit author { login ... on User { databaseId } } pullRequest { number } } } }`;

/** Undefined where GitHub says that there is none: it was deleted, or stands on no pull request. */
export async function readSaidComment(desk: Desk, node: string): Promise<SaidComment | undefined> {
  return desk
    .ask('a comment', async () => {
      const found = await orDeleted(() => desk.octokit.graphql<Answer>(query, { id: node }));
      if (found?.node?.__typename !== 'IssueComment') return { comment: undefined };
      const { body, createdAt, lastEditedAt, includesCreatedEdit, author, pullRequest } = found.node;
      if (pullRequest === null) return { comment: undefined };
      if (body === undefined || pullRequest === undefined || lastEditedAt === undefined)
        throw new Error('not all of it is told');
      const id = author?.databaseId ?? undefined;
      return {
        comment: {
          pullRequest: pullRequest.number,
          by:
            author === null || author === undefined || id === undefined
              ? undefined
              : { login: author.login, id },
          body,
          at: instantFrom(createdAt),
          isEdited: lastEditedAt !== null || includesCreatedEdit !== false,
        },
      };
    })
    .then(({ comment }) => comment);
}

async function orDeleted(ask: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** GitHub answers 200 with an error of this type. */
function isNotFound(error: unknown): boolean {
  if (!isObject(error) || !Array.isArray(error['errors'])) return false;
  return error['errors'].every((one: unknown) => isObject(one) && one['type'] === 'NOT_FOUND');
}
