/** Takes in a webhook's body before anybody has proved anything: counted, bounded, and cut where it is too much. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';

/** GitHub sends no payload larger than this. */
const LARGEST_BODY = 25 * 1024 * 1024;
/** All bodies that are being read at one time. NB: [85] without it, many connections would fill the memory together. */
const LARGEST_TOTAL = 2 * LARGEST_BODY;

export type Body =
  | { readonly kind: 'read'; readonly bytes: Buffer }
  | { readonly kind: 'too large' }
  /** Others are being read; what is missed is found by polling. */
  | { readonly kind: 'too many' }
  | { readonly kind: 'broken off' };

export type BodyReader = (request: Readable & { readonly headers: IncomingHttpHeaders }) => Promise<Body>;

/** One reader counts for all requests that it is given. */
export function bodyReader(largest = LARGEST_BODY, largestTotal = LARGEST_TOTAL): BodyReader {
  let inHand = 0;
  return (request) =>
    new Promise((resolve) => {
      if (Number(request.headers['content-length'] ?? 0) > largest) {
        resolve({ kind: 'too large' });
        return;
      }
      const chunks: Buffer[] = [];
      let size = 0;
      const finish = (body: Body) => {
        inHand -= size;
        size = 0;
        request.removeListener('data', take);
        resolve(body);
      };
      const take = (chunk: Buffer) => {
        size += chunk.length;
        inHand += chunk.length;
        chunks.push(chunk);
        if (size > largest) finish({ kind: 'too large' });
        else if (inHand > largestTotal) finish({ kind: 'too many' });
      };
      request.on('data', take);
      request.once('end', () => finish({ kind: 'read', bytes: Buffer.concat(chunks) }));
      request.once('close', () => finish({ kind: 'broken off' }));
    });
}
