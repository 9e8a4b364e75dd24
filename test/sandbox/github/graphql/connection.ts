// Connections: GitHub's cursor pages, and its refusal of lists without a bound.
import { problem } from './problem.ts';

export interface PageArgs {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly after?: string | null;
  readonly before?: string | null;
}

const cursorOf = (at: number): string => Buffer.from(`cursor:${at}`).toString('base64');

const positionOf = (cursor: string): number => {
  const position = /^cursor:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString('utf8'))?.[1];
  if (position === undefined)
    throw problem('INVALID_CURSOR_ARGUMENTS', `\`${cursor}\` does not appear to be a valid cursor.`);
  return Number(position);
};

/** One page of `items`; `name` is the field's, for the refusals. */
export function connection<T>(name: string, items: readonly T[], args: PageArgs) {
  const { first = null, last = null } = args;
  if (first === null && last === null) {
    throw problem(
      'MISSING_PAGINATION_BOUNDARIES',
      `You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`,
    );
  }
  const size = first ?? last ?? 0;
  if (size > 100) {
    throw problem(
      'EXCESSIVE_PAGINATION',
      `Requesting ${size} records on the \`${name}\` connection exceeds the \`first\` limit of 100 records.`,
    );
  }
  const from = args.after ? positionOf(args.after) + 1 : 0;
  const to = args.before ? positionOf(args.before) : items.length;
  const start = first === null ? Math.max(from, to - size) : from;
  const end = first === null ? to : Math.min(to, from + size);
  const nodes = items.slice(start, end);
  return {
    nodes,
    edges: nodes.map((node, at) => ({ node, cursor: cursorOf(start + at) })),
    totalCount: items.length,
    pageInfo: {
      hasNextPage: end < items.length,
      hasPreviousPage: start > 0,
      startCursor: nodes.length > 0 ? cursorOf(start) : null,
      endCursor: nodes.length > 0 ? cursorOf(end - 1) : null,
    },
  };
}
