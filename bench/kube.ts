// Bare calls to the API server, with the same library and the same pool as the controller's, and nothing around them.
import { Agent, request } from 'undici';
import { readKubeconfig } from '../test/sandbox/kubernetes/kubeconfig.ts';

export interface BareAnswer {
  readonly status: number;
  readonly body: string;
}

export interface BareCall {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  readonly contentType?: string;
}

export interface Kube {
  readonly call: (call: BareCall) => Promise<BareAnswer>;
  /** A call as it was heard, headers and text included. */
  readonly send: (
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    body: string | null,
  ) => Promise<BareAnswer>;
  /** Whether this user may read pods in the namespace: a SubjectAccessReview. */
  readonly allows: (user: string, namespace: string) => Promise<boolean>;
  /** Lines of a watch, until `stop` is called. */
  readonly watch: (path: string, onEvent: (type: string) => void) => Promise<{ readonly stop: () => void }>;
  readonly close: () => Promise<void>;
}

/** As whomever the kubeconfig names. */
export function bareKube(kubeconfig: string): Kube {
  const { server, authority, credentials } = readKubeconfig(kubeconfig);
  const login = credentials.kind === 'token' ? {} : { cert: credentials.certificate, key: credentials.key };
  const dispatcher = new Agent({
    connections: 64,
    keepAliveTimeout: 75_000,
    allowH2: false,
    connect: { ca: authority, ...login },
  });
  const own = {
    'user-agent': 'daypass-bench',
    accept: 'application/json',
    ...(credentials.kind === 'token' && { authorization: `Bearer ${credentials.token}` }),
  };
  const send: Kube['send'] = async (method, path, headers, body) => {
    const answer = await request(server + path, {
      method: method as 'GET',
      headers,
      body,
      reset: false,
      dispatcher,
    });
    return { status: answer.statusCode, body: await answer.body.text() };
  };
  const call: Kube['call'] = ({ method, path, body, contentType = 'application/json' }) =>
    send(
      method,
      path,
      body === undefined ? own : { ...own, 'content-type': contentType },
      body === undefined ? null : JSON.stringify(body),
    );
  return {
    call,
    send,
    allows: async (user, namespace) => {
      const { body } = await call({
        method: 'POST',
        path: '/apis/authorization.k8s.io/v1/subjectaccessreviews',
        body: review(user, namespace),
      });
      return body.includes('"allowed":true');
    },
    watch: async (path, onEvent) => {
      const stopped = new AbortController();
      const answer = await request(server + path, { headers: own, dispatcher, signal: stopped.signal });
      let rest = '';
      answer.body.setEncoding('utf8').on('error', () => undefined);
      answer.body.on('data', (text: string) => {
        const lines = (rest + text).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) onEvent(/^\{"type":"(\w+)"/.exec(line)?.[1] ?? '');
      });
      return { stop: () => stopped.abort() };
    },
    close: () => dispatcher.destroy(),
  };
}

function review(user: string, namespace: string) {
  return {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    spec: { user, resourceAttributes: { namespace, verb: 'get', resource: 'pods' } },
  };
}

/** A call that must have been done. */
export function done(answer: BareAnswer): BareAnswer {
  if (answer.status < 300) return answer;
  throw new Error(`the API server answered ${answer.status}: ${answer.body.slice(0, 500)}`);
}
