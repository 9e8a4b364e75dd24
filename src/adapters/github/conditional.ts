/** Asks GitHub only for what changed: an unchanged answer is a 304, and costs nothing of the hourly limit. */
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Fetch } from './fetch.ts';

interface Known {
  readonly tag: string;
  /** Packed: a page of a hundred pull requests is two megabytes of text, and a twentieth of that in here. */
  readonly body: Buffer;
  readonly headers: Headers;
}

const MOST_BYTES = 32 * 1024 * 1024;
/** What an answer takes beside its body: its address, its tag, its headers. */
const FRAME = 4096;
const FAST = { level: 1 };

/** NB: a tag is bound to the token, so what was answered to another token is forgotten. */
export function conditionally(send: Fetch): Fetch {
  const answers = makeAnswers();
  return async (url, init) => {
    if ((init.method ?? 'GET') !== 'GET') return send(url, init);
    const headers = new Headers(init.headers);
    // Whoever names a tag has kept what it stands for.
    if (headers.has('if-none-match')) return send(url, init);
    const key = [url, headers.get('accept')].join('\n');
    answers.ofToken(headers.get('authorization'));
    const known = answers.get(key);
    if (known !== undefined) headers.set('if-none-match', known.tag);
    const response = await send(url, { ...init, headers });
    if (response.status === 304 && known !== undefined) return sameAsBefore(known, response);
    answers.forget(key);
    const tag = response.headers.get('etag');
    if (tag === null || response.status !== 200) return response;
    const body = gzipSync(await response.clone().text(), FAST);
    answers.keep(key, { tag, body, headers: response.headers });
    return response;
  };
}

/** The remembered answer, with what is new in the headers (the limits). */
function sameAsBefore(known: Known, response: Response): Response {
  const headers = new Headers(known.headers);
  response.headers.forEach((value, name) => headers.set(name, value));
  return new Response(gunzipSync(known.body).toString('utf8'), { status: 200, headers });
}

/** So many bytes of answers to one token; what was asked for longest ago goes first. */
function makeAnswers() {
  const answers = new Map<string, Known>();
  let token: string | null = null;
  let bytes = 0;
  const forget = (key: string): void => {
    const known = answers.get(key);
    if (known === undefined) return;
    bytes -= known.body.length + FRAME;
    answers.delete(key);
  };
  return {
    forget,
    ofToken: (now: string | null): void => {
      if (now === token) return;
      token = now;
      bytes = 0;
      answers.clear();
    },
    get: (key: string): Known | undefined => {
      const known = answers.get(key);
      if (known === undefined) return undefined;
      answers.delete(key);
      answers.set(key, known);
      return known;
    },
    keep: (key: string, known: Known): void => {
      answers.set(key, known);
      bytes += known.body.length + FRAME;
      for (const oldest of answers.keys()) {
        if (bytes <= MOST_BYTES) return;
        forget(oldest);
      }
    },
  };
}
