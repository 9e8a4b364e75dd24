// The forms that an answer of the REST API takes: one thing, a page of many, nothing, an error.
import type { IncomingHttpHeaders } from 'node:http';
import { createHash } from 'node:crypto';
import { Refusal, type Hub } from '../hub.ts';
import type { Account } from '../state.ts';

/** Who asks. */
export type Viewer =
  | { readonly kind: 'nobody' }
  | { readonly kind: 'person'; readonly account: Account; readonly credential: string }
  | { readonly kind: 'app'; readonly credential: string }
  | { readonly kind: 'installation'; readonly account: Account; readonly credential: string };

export interface Call {
  readonly hub: Hub;
  readonly viewer: Viewer;
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly params: Readonly<Record<string, string>>;
  /** The parsed JSON body; an empty object where there is none. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export const ok = (body: unknown): Answer => ({ status: 200, body });
export const created = (body: unknown): Answer => ({ status: 201, body });
export const nothing = (): Answer => ({ status: 204 });

/** Whoever acts in this call: the person, or the App's bot. */
export function actorOf(viewer: Viewer): Account {
  if (viewer.kind === 'person' || viewer.kind === 'installation') return viewer.account;
  throw new Refusal(401, 'Requires authentication');
}

/** One page of a list, with the links to the others. */
export function page<T>(
  call: Call,
  all: readonly T[],
  wrap: (items: readonly T[]) => unknown = (items) => items,
): Answer {
  const number = (name: string, otherwise: number) => {
    const value = Number(call.url.searchParams.get(name));
    return Number.isInteger(value) && value > 0 ? value : otherwise;
  };
  const size = Math.min(number('per_page', 30), 100);
  const current = number('page', 1);
  const last = Math.max(1, Math.ceil(all.length / size));
  const items = all.slice((current - 1) * size, current * size);
  const link = pageLinks(call, current, last);
  return { status: 200, body: wrap(items), ...(link === '' ? {} : { headers: { link } }) };
}

const pageLinks = (call: Call, current: number, last: number): string => {
  const to = (page: number, rel: string) => {
    const url = new URL(call.url);
    url.searchParams.set('page', String(page));
    return `<${url.href}>; rel="${rel}"`;
  };
  const links = [
    ...(current > 1 ? [to(1, 'first'), to(Math.min(current - 1, last), 'prev')] : []),
    ...(current < last ? [to(current + 1, 'next'), to(last, 'last')] : []),
  ];
  return links.join(', ');
};

/** Bound to the token: another token's tag never matches. */
export function entityTag(viewer: Viewer, text: string): string {
  const credential = viewer.kind === 'nobody' ? '' : viewer.credential;
  return `W/"${createHash('sha256').update(credential).update('\0').update(text).digest('hex')}"`;
}

/** A field of the body that must be text. */
export function textOf(call: Call, field: string, resource: string): string {
  const value = call.body[field];
  if (typeof value === 'string') return value;
  throw new Refusal(422, 'Validation Failed', [{ resource, field, code: 'missing_field' }]);
}

/** A field of the body that may be text. */
export function optionalText(call: Call, field: string): string | undefined {
  const value = call.body[field];
  return typeof value === 'string' ? value : undefined;
}
