/** Reads a list to its last page: a page that was announced and is not there makes the whole list unknown. */
import { Unavailable } from '../../ports.ts';

export const PER_PAGE = 100;
const MOST_PAGES = 200;

interface Page<T> {
  readonly items: readonly T[];
  readonly link: string | undefined;
}

/** `read` gives one page; pages count from 1. */
export async function allPages<T>(
  what: string,
  read: (page: number) => Promise<Page<T>>,
): Promise<readonly T[]> {
  const all: T[] = [];
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const { items, link } = await read(page);
    if (!Array.isArray(items)) throw new Unavailable(`GitHub gave no list of ${what}`);
    if (page > 1 && items.length === 0) throw new Unavailable(`GitHub lost page ${page} of ${what}`);
    all.push(...items);
    if (!isAnnounced(link)) return all;
  }
  throw new Unavailable(`There are more than ${MOST_PAGES} pages of ${what}`);
}

/** Whether another page follows. */
export function isAnnounced(link: string | undefined): boolean {
  return /;\s*rel="next"/.test(link ?? '');
}
