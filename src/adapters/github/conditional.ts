/** Asks GitHub only for what changed: an unchanged answer is a 304, and costs nothing of the hourly limit. */
import type { Fetch } from './fetch.ts';

interface Known {
  readonly tag: string;
  readonly body: string;
  readonly headers: Headers;
}

const MOST_ANSWERS = 1_000;
const LARGEST_BODY = 512 * 1024;

/** NB: a tag is bound to the token, so the token is part of what an answer is remembered by. */
export function conditionally(send: Fetch): Fetch {
  const answers = new Map<string, Known>();
  return async (url, init) => {
    if ((init.method ?? 'GET') !== 'GET') return send(url, init);
    const headers = new Headers(init.headers);
    const key = [url, headers.get('accept'), headers.get('authorization')].join('\n');
    const known = answers.get(key);
    if (known !== undefined) headers.set('if-none-match', known.tag);
    const response = await send(url, { ...init, headers });
    if (response.status === 304 && known !== undefined) return sameAsBefore(known, response);
    answers.delete(key);
    return response.ok ? remember(answers, key, response) : response;
  };
}

/** The remembered answer, with what is new in the headers (the limits). */
function sameAsBefore(known: Known, response: Response): Response {
  const headers = new Headers(known.headers);
  response.headers.forEach((value, name) => headers.set(name, value));
  return new Response(known.body, { status: 200, headers });
}

async function remember(answers: Map<string, Known>, key: string, response: Response): Promise<Response> {
  const tag = response.headers.get('etag');
  if (tag === null || response.status !== 200) return response;
  const body = await response.clone().text();
  if (body.length > LARGEST_BODY) return response;
  answers.set(key, { tag, body, headers: response.headers });
  const [oldest] = answers.keys();
  if (answers.size > MOST_ANSWERS && oldest !== undefined) answers.delete(oldest);
  return response;
}
