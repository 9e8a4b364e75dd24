/** One call over HTTP: sent with a deadline, and answered only when the whole body is here and can be read. */
import type { Duration } from '../../core/time.ts';
import { Unavailable } from '../../ports.ts';

/** What each layer of the client takes and gives. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/**
 * NB: Octokit turns a body that broke off into empty text with status 200, and broken JSON into text: what was not
 * read whole would pass for an answer.
 */
export function fetchWhole(deadline: Duration): Fetch {
  return async (url, init) => {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(deadline) });
    const text = await response.text();
    const { status, statusText, headers } = response;
    if (response.ok && text !== '') assertJson(text);
    const hasBody = status !== 204 && status !== 205 && status !== 304;
    return new Response(hasBody ? text : null, { status, statusText, headers: ofText(headers) });
  };
}

/** All that we ask for is JSON: a page of HTML with status 200 is somebody else's answer. */
function assertJson(text: string): void {
  try {
    JSON.parse(text);
  } catch (error) {
    throw new Unavailable('GitHub gave a broken answer', { cause: error });
  }
}

/** The headers of a body that is unpacked already. */
function ofText(headers: Headers): Headers {
  const kept = new Headers(headers);
  kept.delete('content-encoding');
  kept.delete('content-length');
  kept.delete('transfer-encoding');
  return kept;
}

/** `record`: a commit of ours. Where writes are short, records go first, then check runs, then comments. */
export type Intent = 'read' | 'record' | 'check' | 'comment';

export function intentOf(url: string, init: RequestInit): Intent {
  const method = init.method ?? 'GET';
  if (method === 'GET' || method === 'HEAD') return 'read';
  if (!isGraphql(url)) return /\/comments(\/\d+)?$/.test(new URL(url).pathname) ? 'comment' : 'check';
  // NB: what cannot be told is taken for a write, so that it is never sent twice.
  return typeof init.body === 'string' && /"query":"(\\n|\s)*(query\b|\{)/.test(init.body)
    ? 'read'
    : 'record';
}

export function isGraphql(url: string): boolean {
  return new URL(url).pathname.endsWith('/graphql');
}
