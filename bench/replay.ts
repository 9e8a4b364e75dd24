// Sends a recorded sequence of calls again: the same calls in the same order, as many at a time as there were, and nothing between them.
import { randomBytes } from 'node:crypto';
import { runGit } from '../src/adapters/git/run-git.ts';
import { minutes } from '../src/core/time.ts';
import type { Call } from './calls.ts';
import type { Kube } from './kube.ts';

export interface Replay {
  /** Sends them all; rejects where one is refused that was not refused before. */
  readonly run: (calls: readonly Call[]) => Promise<void>;
  /** The bindings that the last run applied. */
  readonly applied: () => readonly string[];
}

export interface ReplayParts {
  readonly kube: Kube;
  /** A bare mirror of our own, and where it is fetched from. */
  readonly mirror: string;
  readonly gitUrl: string;
  readonly token: () => string;
  /** The head of the default branch. */
  readonly head: () => string;
  /** Who takes the place of the recorded user. */
  readonly user: string;
  /** What takes the place of the recorded binding, where that was ended. */
  readonly ended?: { readonly path: string; readonly uid: string };
}

/**
 * A call begins when all have ended that had ended before it began: it is the concurrency of the recording. A write says
 * the same of another name: a binding that is not there yet, a file that is not there yet, the head as it is now.
 */
export function replayOf(parts: ReplayParts): Replay {
  const applied: string[] = [];
  const stamp = randomBytes(10).toString('hex');
  return {
    run: async (calls) => {
      const sent: Promise<unknown>[] = [];
      for (const [index, call] of calls.entries()) {
        const before = calls
          .slice(0, index)
          .flatMap(({ end = Infinity }, other) => (end <= call.start ? [sent[other]!] : []));
        sent.push(Promise.all(before).then(() => send(call, parts, stamp, applied)));
      }
      await Promise.all(sent);
    },
    applied: () => applied,
  };
}

async function send(call: Call, parts: ReplayParts, stamp: string, applied: string[]): Promise<unknown> {
  switch (call.kind) {
    case 'github':
      return sendToGitHub(call, parts, stamp);
    case 'kubernetes':
      return parts.ended === undefined
        ? sendToKubernetes(call, parts, stamp, applied)
        : endAgain(call, parts.kube, parts.ended);
    case 'git':
      return fetchAgain(call, parts);
  }
}

type Sent = Exclude<Call, { kind: 'git' }>;

async function sendToGitHub({ method, url, headers, body }: Sent, { head }: ReplayParts, stamp: string) {
  const again = body === null ? null : anotherCommit(body, head(), stamp);
  const answer = await fetch(url, { method, headers, body: again });
  const text = await answer.text();
  const failed = answer.status >= 400 && answer.status !== 404;
  if (failed || text.includes('"errors":[{'))
    throw new Error(`${method} ${url}: ${answer.status} ${text.slice(0, 300)}`);
}

/** The same commit on today's head, of other files; and no event, since its seal would be for another place. */
function anotherCommit(body: string, head: string, stamp: string): string {
  if (!body.includes('createCommitOnBranch')) return body;
  return body
    .replace(/"expectedHeadOid":"[0-9a-f]{40}"/, `"expectedHeadOid":"${head}"`)
    .replaceAll('"path":"access-grants/', `"path":"bare/${stamp}/`)
    .replaceAll('Access-Event:', 'Blank-Event:');
}

const NAME = /daypass-[0-9a-f]{20}-(\d{10})/g;

async function sendToKubernetes(
  { method, url, headers, body }: Sent,
  { kube, user }: ReplayParts,
  stamp: string,
  applied: string[],
) {
  const renamed = (text: string) => text.replaceAll(NAME, (_, end: string) => `daypass-${stamp}-${end}`);
  const isApply = method === 'PATCH';
  const to = isApply ? renamed(url) : url;
  const text =
    body !== null && isApply ? renamed(body).replace(/"name":"[^"]+@acme\.com"/, `"name":"${user}"`) : body;
  const { 'content-length': _, ...sent } = headers;
  const answer = await kube.send(method, to, sent, text);
  // Another may have moved the checkpoint since: it is refused in the same time.
  if (answer.status >= 400 && ![404, 409].includes(answer.status))
    throw new Error(`${method} ${to}: ${answer.status} ${answer.body}`);
  if (isApply && !url.includes('dryRun')) applied.push(to.split('?')[0] ?? to);
}

/** Reads stay as they were; what was read or deleted by its name is another binding. */
async function endAgain(
  { method, url, headers, body }: Sent,
  kube: Kube,
  { path, uid }: NonNullable<ReplayParts['ended']>,
) {
  const to = url.replace(NAME, path.slice(path.lastIndexOf('/') + 1));
  const text = method === 'DELETE' ? (body?.replace(/"uid":"[^"]+"/, `"uid":"${uid}"`) ?? null) : body;
  const { 'content-length': _, ...sent } = headers;
  const answer = await kube.send(method, to, sent, text);
  if (answer.status >= 400 && ![404, 409].includes(answer.status))
    throw new Error(`${method} ${to}: ${answer.status} ${answer.body}`);
}

/** A fetch as the controller's adapter calls git; its other processes never leave the machine. */
async function fetchAgain({ args }: Extract<Call, { kind: 'git' }>, { mirror, gitUrl, token }: ReplayParts) {
  const login = Buffer.from(`x-access-token:${token()}`).toString('base64');
  const config = { [`http.${gitUrl}.extraHeader`]: `Authorization: Basic ${login}` };
  const [, ...fetching] = args; // all but the folder
  await runGit({ folder: mirror, deadline: minutes(1), args: fetching, config, protocol: 'http' });
}
