// From an answer to the wire: refusals, the faults that change an answer, entity tags and rate-limit headers.
import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Trouble } from '../faults.ts';
import { Refusal } from '../hub.ts';
import { entityTag, type Answer, type Call, type Viewer } from './answers.ts';
import { LimitRefusal, type Limits } from './limits.ts';

export type Asked = Pick<Call, 'method' | 'url' | 'headers' | 'body'>;

export interface Reply {
  readonly answer: Answer;
  readonly viewer: Viewer;
  readonly call: Asked;
}

/** Gives the status that was sent: 304 where the answer is known already. */
export function send(limits: Limits, response: ServerResponse, { answer, viewer, call }: Reply): number {
  const text = answer.body === undefined ? '' : JSON.stringify(answer.body);
  const tag = entityTag(viewer, text);
  const readable = call.method === 'GET' && answer.status === 200;
  const unchanged = readable && call.headers['if-none-match'] === tag;
  if (unchanged) limits.refund(viewer);
  const headers = {
    ...limits.headers(viewer),
    'x-github-request-id': randomUUID(),
    'x-github-media-type': 'github.v3; format=json',
    'x-github-api-version-selected': '2022-11-28',
    ...(readable
      ? { etag: tag, 'cache-control': 'private, max-age=60, s-maxage=60', vary: 'Accept, Authorization' }
      : {}),
    ...(text === '' || unchanged ? {} : { 'content-type': 'application/json; charset=utf-8' }),
    ...answer.headers,
  };
  const status = unchanged ? 304 : answer.status;
  response.writeHead(status, headers).end(unchanged ? '' : text);
  return status;
}

export function refusalOf(error: unknown): Answer {
  if (!(error instanceof Refusal)) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return {
      status: 500,
      body: { message, documentation_url: 'https://docs.github.com/rest' },
    };
  }
  return {
    status: error.status,
    body: {
      message: error.message,
      ...(error.errors ? { errors: error.errors } : {}),
      documentation_url: 'https://docs.github.com/rest',
    },
    ...(error instanceof LimitRefusal ? { headers: error.headers } : {}),
  };
}

/** What a failing GitHub answers. */
export const failedAnswer = (trouble: Trouble & { kind: 'fail' }): Answer => ({
  status: trouble.status,
  body: trouble.body ?? { message: 'Server Error', documentation_url: 'https://docs.github.com/rest' },
  ...(trouble.headers ? { headers: trouble.headers } : {}),
});

/** The answer as the faults leave it: without its lists, or without its further pages. */
export function maimed(answer: Answer, troubles: readonly Trouble[]): Answer {
  if (troubles.some((one) => one.kind === 'empty')) return emptied(answer);
  if (!troubles.some((one) => one.kind === 'onePage')) return answer;
  const { headers: _links, ...bare } = answer;
  return bare;
}

/** The same answer with nothing in its lists. */
const emptied = (answer: Answer): Answer => {
  const { headers: _links, ...bare } = answer;
  if (Array.isArray(answer.body)) return { ...bare, body: [] };
  const fields = Object.entries(recordOf(answer.body));
  const body = fields.map(([key, value]) => [
    key,
    Array.isArray(value) ? [] : key === 'total_count' ? 0 : value,
  ]);
  return { ...bare, body: Object.fromEntries(body) };
};

/** The fields of a value that may be anything. */
export const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
