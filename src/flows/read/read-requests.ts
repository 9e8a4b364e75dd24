/** Reads the request files that a pull request brings: their exact bytes, from Git. */
import { sha256 } from '../../core/crypto.ts';
import type { AskedRequest } from '../../core/grant/asked.ts';
import type { GrantedEvent } from '../../core/ledger/event.ts';
import type { Change, Entry } from '../../core/repository.ts';
import { parseAccessRequest } from '../../core/request/access-request.ts';
import { parseRequestPath, type RequestPath } from '../../core/request/path.ts';
import { Unavailable, type GitReader } from '../../ports.ts';

/** One byte more than a request may have: enough to be refused for its size. */
const MOST_BYTES = 16 * 1024 + 1;

/** NB: it has no bytes in this repository, and never will: asking for them would wait for ever. */
const SUBMODULE = '160000';

/** Only files at request paths; what else the pull request touches is refused where its change is judged. */
export async function readRequests(
  git: GitReader,
  changes: readonly Change[],
): Promise<readonly AskedRequest[]> {
  const asked = await Promise.all(changes.map((change) => readRequest(git, change)));
  return asked.filter((request) => request !== undefined);
}

/** The request of a grant, with the bytes that were granted. */
export async function readGranted(
  git: GitReader,
  { path, request }: Pick<GrantedEvent, 'path' | 'request'>,
): Promise<AskedRequest> {
  const after = { mode: '100644', blob: request.blob };
  const asked = await readRequest(git, { path, after });
  if (asked === undefined) throw new Error(`a sealed event bears the path "${path}"`);
  return asked;
}

async function readRequest(git: GitReader, { path: text, before, after }: Change) {
  const path = parseRequestPath(text);
  if (path === undefined || after === undefined || after.mode === SUBMODULE) return undefined;
  const asked = { path, ...(await readWritten(git, path, after)) };
  if (before === undefined || before.mode === SUBMODULE) return asked;
  return { ...asked, before: await readWritten(git, path, before) };
}

async function readWritten(git: GitReader, path: RequestPath, { blob: oid }: Entry) {
  const blob = await git.blob(oid, MOST_BYTES);
  if (blob === undefined) throw new Unavailable(`the mirror does not hold ${path.text} (${oid})`);
  // NB: a file that is too large is never an empty one; so many bytes of nothing are refused for their number.
  const bytes = blob.kind === 'bytes' ? blob.bytes : new Uint8Array(MOST_BYTES);
  return { blob: oid, sha256: sha256(bytes), written: parseAccessRequest(path, bytes) };
}
