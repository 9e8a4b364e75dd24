/** Lists a kind of objects page by page. What a page of the last list said in the same words is not read again. */
import { z } from 'zod';
import { parseBindingName } from '../../core/grant/binding.ts';
import type { ObjectKey } from '../../core/grant/cluster-facts.ts';
import { sha256 } from '../../core/crypto.ts';
import type { Instant } from '../../core/time.ts';
import { successful, type Answer } from './answer.ts';
import { TOO_LARGE, type Api } from './api.ts';
import { collectionPath, understood } from './objects.ts';

export interface Listed<T> {
  /** Only what bears a name of the reserved form: the rest is not even looked at. */
  readonly objects: readonly T[];
  /** Of the last page. */
  readonly date: Instant;
}

const PAGE_SIZE = 500;
const GONE = 410;

/** What kind of objects a list is of, and what its pages said the last time. Lists of one cluster may share it. */
export interface Kept<T> {
  readonly kind: ObjectKey['kind'];
  readonly read: (item: unknown) => T;
  /** By the digest of what a page said. */
  pages: ReadonlyMap<string, readonly T[]>;
}

export function keptPages<T>(kind: ObjectKey['kind'], read: (item: unknown) => T): Kept<T> {
  return { kind, read, pages: new Map() };
}

export function pagedList<T>(api: Api, kept: Kept<T>): () => Promise<Listed<T>> {
  return async () => {
    const fresh = new Map<string, readonly T[]>();
    const objectsOf = (page: Page): readonly T[] => {
      const digest = sha256(page.items);
      const objects = kept.pages.get(digest) ?? ours(page.items).map(kept.read);
      fresh.set(digest, objects);
      return objects;
    };
    const listed = await listAll(api, kept.kind, objectsOf);
    kept.pages = fresh;
    return listed;
  };
}

/** All pages are of one moment. Where the API server no longer has that moment, all is read anew, a few times. */
async function listAll<T>(
  api: Api,
  kind: ObjectKey['kind'],
  objectsOf: (page: Page) => readonly T[],
  attempts = 3,
): Promise<Listed<T>> {
  const readPage = pagesOf(api, kind);
  let answer = await readPage('');
  let page = pageIn(answer);
  const pages = [objectsOf(page)];
  while (page.next !== '') {
    answer = await readPage(page.next);
    if (answer.status === GONE && attempts > 1) return listAll(api, kind, objectsOf, attempts - 1);
    page = pageIn(answer);
    pages.push(objectsOf(page));
  }
  return { objects: pages.flat(), date: answer.date };
}

/** Reads a page from where the last one ended; once one was too large to hold, with fewer objects to a page. */
function pagesOf(api: Api, kind: ObjectKey['kind']): (next: string) => Promise<Answer> {
  let limit = PAGE_SIZE;
  return async function readPage(next) {
    const query = { limit: String(limit), ...(next !== '' && { continue: next }) };
    const answer = await api({ method: 'GET', path: collectionPath(kind), query, read: split });
    if (answer.status !== TOO_LARGE || limit === 1) return answer;
    limit = Math.ceil(limit / 10);
    return readPage(next);
  };
}

interface Page {
  /** What it says of its items, as the API server wrote it. */
  readonly items: Buffer;
  /** The token of the next page; empty after the last one. */
  readonly next: string;
}

const ITEMS = '"items":[';

/** NB: the items come last. What comes before them (the moment, the token of the next page) is new each time. */
function split(bytes: Buffer): unknown {
  const start = bytes.indexOf(ITEMS);
  if (start < 0) throw new Error('a page without items');
  const head = JSON.parse(`${bytes.toString('utf8', 0, start)}${ITEMS}]}`) as unknown;
  return { head, items: bytes.subarray(start) };
}

const pageSchema = z.object({
  head: z.object({ metadata: z.object({ continue: z.string().optional() }) }),
  items: z.instanceof(Buffer),
});

function pageIn(answer: Answer): Page {
  const { head, items } = understood(pageSchema, successful(answer).body);
  return { items, next: head.metadata.continue ?? '' };
}

const itemsSchema = z.object({
  items: z.array(z.looseObject({ metadata: z.looseObject({ name: z.string() }) })),
});

function ours(items: Buffer): readonly unknown[] {
  const page = understood(itemsSchema, JSON.parse(`{${items.toString('utf8')}`));
  return page.items.filter((item) => parseBindingName(item.metadata.name) !== undefined);
}
