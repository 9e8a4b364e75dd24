/**
 * GitHub's webhooks as hints: each says at most where to look again. What a payload claims decides nothing, so a lost,
 * repeated, reordered or forged one can cost a look and never a grant.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createNodeMiddleware, createProbot, type Context, type Probot } from 'probot';
import type { RepositoryName } from './config-places.ts';
import { WEBHOOKS_PATH } from './http.ts';
import type { Log } from './log.ts';
import { bodyReader, type Body, type BodyReader } from './webhook-body.ts';

export type Hint =
  /** Something may have changed on the default branch. */
  | { readonly kind: 'reconcile' }
  /** Something may have changed about this pull request. */
  | { readonly kind: 'pull request'; readonly number: number }
  /** Something was said on a pull request. */
  | { readonly kind: 'comment' }
  /** The merge queue waits for our check. */
  | { readonly kind: 'merge group' };

export interface WebhookOptions {
  readonly appId: number;
  readonly appKey: string;
  readonly secret: string;
  readonly repository: RepositoryName;
  /** What GitHub answered of the repository and our installation; undefined until it did. */
  readonly known: () => { readonly repositoryId: number; readonly installation: number } | undefined;
  /** Must return at once. */
  readonly onHint: (hint: Hint) => void;
  readonly log: Log;
  readonly readBody?: BodyReader;
}

/** Answers GitHub: 401 without a good SHA-256 signature, 413 or 503 where a body is too much, else at once. */
export async function webhookListener(options: WebhookOptions): Promise<RequestListener> {
  const { appId, appKey: privateKey, secret, log, readBody = bodyReader() } = options;
  const probot = createProbot({ overrides: { appId, privateKey, secret, log }, env: {} });
  const middleware = await createNodeMiddleware((app) => listen(app, options), {
    probot,
    webhooksPath: WEBHOOKS_PATH,
  });
  return (request, response) => {
    void admit(request, response, probot, readBody).then(
      (isAdmitted) => (isAdmitted ? middleware(request, response) : undefined),
      (error: unknown) => {
        log.warn({ err: error }, 'A webhook could not be read.');
        refuse(response, 500, 'the webhook could not be read');
      },
    );
  };
}

/** Reads the body within its bounds and checks the signature over it; answers itself where it does not let one in. */
async function admit(
  request: IncomingMessage,
  response: ServerResponse,
  probot: Probot,
  readBody: BodyReader,
): Promise<boolean> {
  const signature = request.headers['x-hub-signature-256'];
  if (request.method !== 'POST') return refuse(response, 405, 'POST only');
  // NB: before the body is read at all, so that whoever does not even claim to know the secret costs nothing.
  if (typeof signature !== 'string') return refuse(response, 401, 'no SHA-256 signature');
  const body = await readBody(request);
  if (body.kind !== 'read') return refuseBody(response, body);
  const text = body.bytes.toString('utf8');
  const isSigned = await probot.webhooks.verify(text, signature).catch(() => false);
  if (!isSigned) return refuse(response, 401, 'the signature does not match');
  request.body = text; // Probot takes it from here instead of reading the stream
  return true;
}

function refuseBody(response: ServerResponse, body: Exclude<Body, { kind: 'read' }>): false {
  switch (body.kind) {
    case 'too large':
      return refuse(response, 413, 'the body is too large');
    case 'too many':
      return refuse(response, 503, 'too many bodies at once');
    case 'broken off':
      return false;
  }
}

/** Answers; with `close`, Node cuts the connection behind the answer, so that what else comes over it is not read. */
function refuse(response: ServerResponse, status: number, why: string): false {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
  response.end(`${why}\n`);
  return false;
}

/** NB: our own check runs come back as `check_run` events, so of those only a wish to run again is heard. */
function listen(app: Probot, options: WebhookOptions): void {
  const hear = (context: Context, hints: readonly Hint[]) => {
    if (isOurs(context.payload, options)) hints.forEach(options.onHint);
  };
  app.on('push', (context) => hear(context, [{ kind: 'reconcile' }]));
  app.on('pull_request', (context) => {
    // One that is closed needs no check; where it was merged, reading it would only be in the way of its grant.
    const isClosed = context.payload.action === 'closed';
    hear(context, [isClosed ? { kind: 'reconcile' } : about(context.payload)]);
  });
  app.on('pull_request_review', (context) => {
    // One that is closed needs no check; a review that comes afterwards may be one that is owed.
    const isClosed = context.payload.pull_request.state === 'closed';
    hear(context, [isClosed ? { kind: 'reconcile' } : about(context.payload)]);
  });
  // GitHub sends these only to an App that may read issues, which ours does not ask for: what is said is found by polling.
  app.on('issue_comment.created', (context) => hear(context, [{ kind: 'comment' }]));
  app.on('merge_group.checks_requested', (context) => hear(context, [{ kind: 'merge group' }]));
  app.on('check_run.rerequested', (context) =>
    hear(context, aboutAll(context.payload.check_run.pull_requests)),
  );
  app.on('check_suite.rerequested', (context) =>
    hear(context, aboutAll(context.payload.check_suite.pull_requests)),
  );
}

function about(payload: { readonly pull_request: { readonly number: number } }): Hint {
  return { kind: 'pull request', number: payload.pull_request.number };
}

function aboutAll(pullRequests: readonly ({ readonly number: number } | null)[]): readonly Hint[] {
  return pullRequests.flatMap((each) =>
    each === null ? [] : [{ kind: 'pull request', number: each.number }],
  );
}

interface Origin {
  readonly repository?: { readonly id: number; readonly full_name: string };
  readonly installation?: { readonly id: number };
}

/** [89] By numeric id as soon as GitHub told us ours; until then by name. */
function isOurs(payload: object, { repository, known }: WebhookOptions): boolean {
  const origin: Origin = payload;
  const facts = known();
  if (facts === undefined) {
    return (
      origin.repository?.full_name.toLowerCase() === `${repository.owner}/${repository.name}`.toLowerCase()
    );
  }
  return origin.repository?.id === facts.repositoryId && origin.installation?.id === facts.installation;
}
