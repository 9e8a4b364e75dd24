// A history with grants that are recorded and not applied yet: real commits, real seals, fifty events a commit.
import { createHash, type KeyObject } from 'node:crypto';
import { rulesOf } from '../src/adapters/kubernetes/objects.ts';
import { sha256 } from '../src/core/crypto.ts';
import { renderRecord } from '../src/core/grant/record.ts';
import { composeCommit, inCommits } from '../src/core/ledger/commit.ts';
import type { Unplaced } from '../src/core/ledger/event.ts';
import { grantIdOf } from '../src/core/ledger/grant-id.ts';
import { recordPath } from '../src/core/ledger/honour.ts';
import { rulesDigest, type Rule } from '../src/core/permissions/rules.ts';
import { formatInstant, hours, instantOf, plus } from '../src/core/time.ts';
import { done, type Kube } from './kube.ts';
import { requestPath, requestText } from './requests.ts';
import { CLUSTER, engineer, NAMESPACE, usernameOf, type Setting } from './setting.ts';

export type GrantedEvent = Unplaced<'granted'>;

const ROLE = 'daypass-log-viewer';

/** One merge brings all the requests; the controller's commits record them. Gives the events. */
export async function recordGrants(setting: Setting, count: number): Promise<readonly GrantedEvent[]> {
  const { github, sealKey } = setting;
  const guardrails = github.head();
  const indexes = Array.from({ length: count }, (_, index) => index);
  const merge = await github.directPush(
    Object.fromEntries(
      indexes.map((index) => [requestPath(engineer(index), index), requestText(engineer(index), index)]),
    ),
    { message: 'Ask for access (#1)' },
  );
  const facts = {
    ...(await factsOf(setting.admin)),
    guardrails,
    base: guardrails,
    merge,
    repository: github.state.repository.id,
  };
  const events = indexes.map((index) => eventFor(index, facts));
  await commitAll(github, sealKey, facts.repository, events);
  return events;
}

async function commitAll(
  github: Setting['github'],
  privateKey: KeyObject,
  repository: number,
  events: readonly GrantedEvent[],
) {
  const key = { id: '2026-11', privateKey };
  const byGrant = new Map(events.map((event) => [event.grant, event]));
  for (const some of inCommits(events)) {
    const { message } = composeCommit({ repository, parent: github.head(), key, events: some });
    const granted = some.flatMap((event) =>
      'grant' in event && event.grant !== undefined ? (byGrant.get(event.grant) ?? []) : [],
    );
    const files = granted.map((event) => [recordPath(event.path), renderRecord(event)] as const);
    await github.directPush(Object.fromEntries(files), { message: message.trimEnd() });
  }
}

interface Facts {
  readonly repository: number;
  readonly guardrails: string;
  readonly base: string;
  readonly merge: string;
  readonly clusterUid: string;
  readonly namespaceUid: string;
  readonly rules: readonly Rule[];
}

async function factsOf(admin: Kube): Promise<Pick<Facts, 'clusterUid' | 'namespaceUid' | 'rules'>> {
  const read = async (path: string): Promise<unknown> =>
    JSON.parse(done(await admin.call({ method: 'GET', path })).body);
  const uidOf = async (namespace: string) =>
    ((await read(`/api/v1/namespaces/${namespace}`)) as { metadata: { uid: string } }).metadata.uid;
  return {
    clusterUid: await uidOf('kube-system'),
    namespaceUid: await uidOf(NAMESPACE),
    rules: rulesOf(await read(`/apis/rbac.authorization.k8s.io/v1/clusterroles/${ROLE}`)),
  };
}

function eventFor(index: number, facts: Facts): GrantedEvent {
  const login = engineer(index);
  const account = { login, id: 20_000 + index };
  const path = requestPath(login, index);
  const text = requestText(login, index);
  const blob = createHash('sha1')
    .update(`blob ${Buffer.byteLength(text)}\0${text}`)
    .digest('hex');
  const now = instantOf(Math.floor(Date.now() / 1000) * 1000);
  const approval = { review: 7, at: formatInstant(now), commit: facts.merge, by: { login: 'bob', id: 1002 } };
  return {
    type: 'granted',
    at: formatInstant(now),
    grant: grantIdOf(facts.repository, path, facts.merge),
    path,
    // Events of one pull request stay in one commit, and a merge brings no more than ten.
    pr: {
      number: 1 + Math.floor(index / 10),
      head: facts.merge,
      base: facts.base,
      merge: facts.merge,
      method: 'squash',
    },
    request: { blob, sha256: sha256(text) },
    guardrails: facts.guardrails,
    codeowners: { path: '.github/CODEOWNERS', line: 7 },
    author: account,
    subject: { ...account, username: usernameOf(login) },
    approvals: [{ ...approval, for: '@acme/payments', permission: 'write', membership: 'acme/payments' }],
    role: 'log-viewer',
    clusterRole: ROLE,
    reason: `INC-${1000 + index}, checkout latency, read the logs of api`,
    rules: facts.rules,
    digest: rulesDigest(facts.rules),
    cluster: { name: CLUSTER, uid: facts.clusterUid },
    namespace: { name: NAMESPACE, uid: facts.namespaceUid },
    grantedAt: formatInstant(now),
    opensAt: formatInstant(now),
    expiresAt: formatInstant(plus(now, hours(2))),
    replaces: null,
  };
}
