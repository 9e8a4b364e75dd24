// The HTTP front of the simulated GitHub: REST, GraphQL and Git on one port, each request through the same steps.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { FaultBoard, Trouble } from '../faults.ts';
import { Refusal, type Hub } from '../hub.ts';
import type { Answer, Call, Viewer } from './answers.ts';
import { isPush, serveGit } from './git-http.ts';
import type { Limits } from './limits.ts';
import type { Router } from './router.ts';
import { failedAnswer, maimed, recordOf, refusalOf, send, type Asked } from './send.ts';
import { admit, parseJson, viewerOf } from './viewer.ts';

/** One line of the log of calls: tests count by it. */
export interface Logged {
  readonly kind: 'rest' | 'graphql' | 'git';
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** The path template that answered, or undefined. */
  route?: string;
  /** What was asked of GraphQL. */
  graphql?: string;
  viewer: string;
  status: number;
  /** The JSON that was answered, for whoever checks it. */
  answer?: unknown;
}

export interface Front {
  readonly hub: Hub;
  readonly router: Router;
  readonly graphql: (call: Call) => Promise<Answer>;
  readonly limits: Limits;
  readonly faults: FaultBoard;
  readonly log: Logged[];
  /** The folder to serve Git from: the repository's, or a lagging replica's. */
  readonly gitRoot: () => Promise<string>;
}

const apiPrefix = '/api/v3';

export function makeServer(front: Front): Server {
  return createServer((request, response) => {
    void serve(front, request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500);
      response.end(String(error));
    });
  });
}

async function serve(front: Front, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', front.hub.state.url);
  const { pathname } = url;
  if (pathname === '/api/graphql' || pathname.startsWith(`${apiPrefix}/`))
    await serveApi(front, request, response, url);
  else await serveRepository(front, request, response, url);
}

async function serveApi(
  front: Front,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const body = parseJson(await textOf(request));
  const method = request.method ?? 'GET';
  const isGraphql = url.pathname === '/api/graphql';
  const path = isGraphql ? '/graphql' : url.pathname.slice(apiPrefix.length);
  const entry: Logged = {
    kind: isGraphql ? 'graphql' : 'rest',
    method,
    path,
    query: url.search,
    viewer: 'nobody',
    status: 0,
  };
  front.log.push(entry);
  const call = { method, url, headers: request.headers, body: recordOf(body) };
  const { query } = call.body;
  if (isGraphql) entry.graphql = typeof query === 'string' ? query : '';
  const troubles = front.faults.strike(`${method} ${path}${isGraphql ? ` ${entry.graphql}` : ''}`);
  await slowDown(troubles);
  if (troubles.some((trouble) => trouble.kind === 'cut')) {
    request.socket.destroy();
    return;
  }
  const { answer, viewer } = await answerOf(front, call, { path, troubles, entry });
  entry.status = answer.status;
  entry.answer = answer.body;
  if (troubles.some((trouble) => trouble.kind === 'cutAfter')) request.socket.destroy();
  else entry.status = send(front.limits, response, { answer, viewer, call });
}

interface Circumstances {
  readonly path: string;
  readonly troubles: readonly Trouble[];
  readonly entry: Logged;
}

async function answerOf(front: Front, asked: Asked, around: Circumstances) {
  let viewer: Viewer = { kind: 'nobody' };
  try {
    viewer = viewerOf(front.hub.state, asked.headers.authorization);
    around.entry.viewer = nameOf(viewer);
    const failure = around.troubles.find((trouble) => trouble.kind === 'fail');
    if (failure) return { viewer, answer: failedAnswer(failure) };
    const answer = await dispatch(front, { ...asked, viewer }, around);
    return { viewer, answer: maimed(answer, around.troubles) };
  } catch (error) {
    return { viewer, answer: refusalOf(error) };
  }
}

async function dispatch(
  front: Front,
  asked: Asked & { readonly viewer: Viewer },
  around: Circumstances,
): Promise<Answer> {
  const stale = around.troubles.find((trouble) => trouble.kind === 'stale');
  const hub = stale ? { ...front.hub, state: stale.state } : front.hub;
  if (around.entry.kind === 'graphql') {
    front.limits.spend(asked.viewer, /^\s*mutation\b/.test(around.entry.graphql ?? ''));
    return front.graphql({ ...asked, hub, params: {} });
  }
  const found = front.router(asked.method, around.path);
  if (!found) throw new Refusal(404, 'Not Found');
  around.entry.route = found.route.path;
  if (around.path !== '/rate_limit') front.limits.spend(asked.viewer, found.route.createsContent ?? false);
  admit(hub, asked.viewer, found.route.need);
  return found.route.handle({ ...asked, hub, params: found.params });
}

const slowDown = async (troubles: readonly Trouble[]): Promise<void> => {
  for (const trouble of troubles) if (trouble.kind === 'delay') await pause(trouble.ms);
};

async function serveRepository(
  front: Front,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const { org, repository } = front.hub.state;
  const [, owner = '', name = '', ...rest] = url.pathname.split('/');
  const entry: Logged = {
    kind: 'git',
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.search,
    viewer: 'nobody',
    status: 0,
  };
  front.log.push(entry);
  response.on('finish', () => (entry.status = response.statusCode));
  const troubles = front.faults.strike(isPush(url) ? 'GIT push' : 'GIT fetch');
  await slowDown(troubles);
  try {
    const failure = troubles.find((trouble) => trouble.kind === 'fail');
    if (failure) throw new Refusal(failure.status, 'Server Error');
    if (troubles.some((trouble) => trouble.kind === 'cut')) {
      request.socket.destroy();
      return;
    }
    const known =
      owner.toLowerCase() === org.login.toLowerCase() &&
      name.replace(/\.git$/, '').toLowerCase() === repository.name.toLowerCase();
    if (!known || rest.length === 0) throw new Refusal(404, 'Not Found');
    const viewer = viewerOf(front.hub.state, request.headers.authorization);
    entry.viewer = nameOf(viewer);
    await serveGit(front.hub, {
      request,
      response,
      url,
      viewer,
      inside: `/${rest.join('/')}`,
      root: await front.gitRoot(),
    });
  } catch (error) {
    const { status, message } = error instanceof Refusal ? error : { status: 500, message: String(error) };
    response
      .writeHead(status, status === 401 ? { 'www-authenticate': 'Basic realm="GitHub"' } : {})
      .end(`${message}\n`);
  }
}

const nameOf = (viewer: Viewer): string => {
  switch (viewer.kind) {
    case 'nobody':
    case 'app':
      return viewer.kind;
    case 'person':
    case 'installation':
      return viewer.account.login;
  }
};

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
