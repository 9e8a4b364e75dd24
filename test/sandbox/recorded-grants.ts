// A history with grants that are recorded and not applied yet: real commits, real seals, fifty events a commit.
import { createHash, type KeyObject } from 'node:crypto';
import { sha256 } from '../../src/core/crypto.ts';
import { renderRecord } from '../../src/core/grant/record.ts';
import { composeCommit, inCommits } from '../../src/core/ledger/commit.ts';
import type { Unplaced } from '../../src/core/ledger/event.ts';
import { grantIdOf } from '../../src/core/ledger/grant-id.ts';
import { recordPath } from '../../src/core/ledger/honour.ts';
import { rulesDigest, type Rule } from '../../src/core/permissions/rules.ts';
import { formatInstant, type Instant } from '../../src/core/time.ts';
import type { Files } from './github/git.ts';

export type GrantedEvent = Unplaced<'granted'>;

export interface WrittenGrant {
  readonly path: string;
  readonly text: string;
  readonly author: { readonly login: string; readonly id: number };
  readonly username: string;
  readonly role: string;
  readonly expiresAt: Instant;
}

/** What all of them share. */
export interface Place {
  readonly repository: number;
  readonly key: { readonly id: string; readonly privateKey: KeyObject };
  readonly clusterRole: string;
  readonly rules: readonly Rule[];
  readonly cluster: { readonly name: string; readonly uid: string };
  readonly namespace: { readonly name: string; readonly uid: string };
  readonly grantedAt: Instant;
}

/** As either simulated GitHub has it. */
interface Repository {
  readonly head: () => string;
  readonly directPush: (files: Files, more?: { readonly message?: string }) => Promise<unknown>;
}

/** One merge brings all the requests, on the guardrails that the head has; the controller's commits record them. */
export async function recordWritten(
  github: Repository,
  grants: readonly WrittenGrant[],
  place: Place,
): Promise<readonly GrantedEvent[]> {
  const guardrails = github.head();
  const requests = Object.fromEntries(grants.map(({ path, text }) => [path, text]));
  await github.directPush(requests, { message: 'Ask for access (#1)' });
  const merge = github.head();
  const events = grants.map((grant, index) => eventFor(grant, index, { ...place, guardrails, merge }));
  const byGrant = new Map(events.map((event) => [event.grant, event]));
  for (const some of inCommits(events)) {
    const { message } = composeCommit({ ...place, parent: github.head(), events: some });
    const granted = some.flatMap((event) =>
      'grant' in event && event.grant !== undefined ? (byGrant.get(event.grant) ?? []) : [],
    );
    const files = granted.map((event) => [recordPath(event.path), renderRecord(event)] as const);
    await github.directPush(Object.fromEntries(files), { message: message.trimEnd() });
  }
  return events;
}

function eventFor(
  { path, text, author, username, role, expiresAt }: WrittenGrant,
  index: number,
  place: Place & { readonly guardrails: string; readonly merge: string },
): GrantedEvent {
  const { repository, guardrails, merge, rules, clusterRole, cluster, namespace } = place;
  const at = formatInstant(place.grantedAt);
  const blob = createHash('sha1')
    .update(`blob ${Buffer.byteLength(text)}\0${text}`)
    .digest('hex');
  const approval = { review: 7, at, commit: merge, by: { login: 'bob', id: 1002 } };
  return {
    type: 'granted',
    at,
    grant: grantIdOf(repository, path, merge),
    path,
    // Events of one pull request stay in one commit, and a merge brings no more than ten.
    pr: { number: 1 + Math.floor(index / 10), head: merge, base: guardrails, merge, method: 'squash' },
    request: { blob, sha256: sha256(text) },
    guardrails,
    codeowners: { path: '.github/CODEOWNERS', line: 7 },
    author,
    subject: { ...author, username },
    approvals: [{ ...approval, for: '@acme/payments', permission: 'write', membership: 'acme/payments' }],
    role,
    clusterRole,
    reason: `INC-${1000 + index}, checkout latency, read the logs of api`,
    rules,
    digest: rulesDigest(rules),
    cluster,
    namespace,
    grantedAt: at,
    opensAt: at,
    expiresAt: formatInstant(expiresAt),
    replaces: null,
  };
}
