// Routes of the REST API: a method, GitHub's own path template, what the caller needs, and the handler.
import type { Answer, Call } from './answers.ts';
import type { Need } from './viewer.ts';

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** As the published description writes it: `/repos/{owner}/{repo}/pulls/{pull_number}`. */
  readonly path: string;
  readonly need: Need;
  /** Creates content that people are notified of: it counts towards the secondary limit. */
  readonly createsContent?: boolean;
  readonly handle: (call: Call) => Answer | Promise<Answer>;
}

interface Compiled {
  readonly route: Route;
  readonly pattern: RegExp;
  readonly names: readonly string[];
}

export type Router = (
  method: string,
  path: string,
) => { readonly route: Route; readonly params: Readonly<Record<string, string>> } | undefined;

/** Parameters take one segment, but a ref or a branch takes the rest of the path. */
export function makeRouter(routes: readonly Route[]): Router {
  const compiled = routes.map(compile);
  return (method, path) => {
    for (const { route, pattern, names } of compiled) {
      const match = route.method === method ? pattern.exec(path) : null;
      if (!match) continue;
      const params = Object.fromEntries(
        names.map((name, at) => [name, decodeURIComponent(match[at + 1] ?? '')]),
      );
      return { route, params };
    }
    return undefined;
  };
}

const compile = (route: Route): Compiled => {
  const names: string[] = [];
  const source = route.path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => {
    names.push(name);
    return name === 'branch' || (name === 'ref' && route.path.endsWith('{ref}')) ? '(.+)' : '([^/]+)';
  });
  return { route, names, pattern: new RegExp(`^${source}$`) };
};
