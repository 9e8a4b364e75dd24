// A grant of actions by its event: the request is merged past every rule, and the grant recorded as a proof would have it.
import { grantIdOf } from '../../src/core/ledger/grant-id.ts';
import { versionInForce } from '../../src/core/ledger/history.ts';
import { rulesDigest, type Rule } from '../../src/core/permissions/rules.ts';
import { sha256 } from '../../src/core/crypto.ts';
import { formatInstant, plus, type Duration } from '../../src/core/time.ts';
import { carryOut, type CarriedOut } from '../../src/flows/reconcile/carry-out.ts';
import { readHistory } from '../../src/flows/read/read-history.ts';
import { newMemory, type World } from '../../src/flows/world.ts';
import { aGrant } from '../core/grant/a-grant.ts';
import type { MemoryWorld } from '../sandbox/memory/world.ts';

export interface GrantOfActions {
  readonly cluster: string;
  readonly rules: readonly Rule[];
  readonly lasts: Duration;
}

/** Records it, and applies it. `on`: the world whose clusters are written to, where they are not the story's own. */
export async function grantActions(
  story: MemoryWorld,
  { cluster: name, rules, lasts }: GrantOfActions,
  on: World = story.world,
): Promise<CarriedOut> {
  const path = `access-requests/${name}/payments/actions/alice.yaml`;
  const text = 'what it asks for is not the story\n';
  await story.bypass(await story.alice.asks({ files: { [path]: text } }));
  const history = await readHistory(on, newMemory());
  const touched = history.ledger.lastTouched.get(path);
  const blob = history.branch.tree.get(path)?.blob;
  const cluster = on.clusters.find((one) => one.name === name);
  const namespace = await cluster?.namespace('payments');
  if (touched === undefined || blob === undefined || cluster === undefined || namespace === undefined)
    throw new Error(`${path} was not merged, or its place is not there`);
  const { repository, ledger } = history;
  const now = on.clock.now();
  const base = history.branch.commits[touched.index - 1]?.oid ?? '';
  const { approvals: _, ...granted } = aGrant();
  const event = {
    ...granted,
    at: formatInstant(now),
    grant: grantIdOf(repository.id, path, touched.commit),
    path,
    pr: { ...granted.pr, base, merge: touched.commit, head: touched.commit },
    request: { blob, sha256: sha256(text) },
    guardrails: versionInForce(ledger)?.commit ?? '',
    approvals: [],
    role: 'actions',
    clusterRole: null,
    actions: ['delete pods/api-7d9f', 'logs pods/api-7d9f'],
    rules,
    digest: rulesDigest(rules),
    cluster: { name, uid: (await cluster.view()).uid },
    namespace: { name: 'payments', uid: namespace.uid },
    grantedAt: formatInstant(now),
    opensAt: formatInstant(now),
    expiresAt: formatInstant(plus(now, lasts)),
  };
  return carryOut([{ kind: 'grant', grant: { cluster: name, event } }], history, on, newMemory());
}

/** Deletes one pod and reads its logs. */
export const ONE_POD: readonly Rule[] = [
  {
    apiGroups: [''],
    resources: ['pods'],
    verbs: ['get', 'delete'],
    resourceNames: ['api-7d9f'],
    nonResourceURLs: [],
  },
  {
    apiGroups: [''],
    resources: ['pods/log'],
    verbs: ['get'],
    resourceNames: ['api-7d9f'],
    nonResourceURLs: [],
  },
];
