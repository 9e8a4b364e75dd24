// The calls to GitHub that count towards its hourly limits: a 304 is free, and a token is none of the installation's.
import type { GitHub } from '../test/sandbox/github/start-github.ts';

export interface Counted {
  readonly rest: readonly string[];
  readonly graphqlReads: number;
  readonly writes: number;
  /** Of the writes. */
  readonly commits: number;
}

/** What was asked from now on, each time that it is called. */
export function counter(github: GitHub): () => Counted {
  const start = github.requests.length;
  return () => {
    const fresh = github.requests.slice(start).filter(({ kind, status, path }) => {
      return kind !== 'git' && status !== 304 && !/\/installation$|\/access_tokens$/.test(path);
    });
    const graphql = fresh.filter(({ kind }) => kind === 'graphql');
    const rest = fresh.filter(({ kind }) => kind === 'rest');
    const reads = rest.filter(({ method }) => method === 'GET');
    const commits = graphql.filter(({ graphql: asked = '' }) => asked.includes('createCommitOnBranch'));
    return {
      rest: reads.map(({ method, path }) => `${method} ${path}`),
      graphqlReads: graphql.length - commits.length,
      writes: rest.length - reads.length + commits.length,
      commits: commits.length,
    };
  };
}
