/** What a person must look at as things stand now, whatever the plan does. */
import type { Alert } from '../../core/alert.ts';
import type { Watch } from '../../core/grant/patience.ts';
import {
  EXAMPLES,
  GRANTS,
  LEDGER_PATH,
  parseRequestPath,
  PEOPLE_PATH,
  POLICY_PATH,
  recordPathOf,
  REQUESTS,
} from '../../core/request/path.ts';
import * as words from '../../core/words/alerts.ts';
import type { HistorySnapshot } from '../read/read-history.ts';
import type { Places } from '../read/read-places.ts';
import { listedKey } from '../seal-key.ts';
import type { World } from '../world.ts';

export function currentAlerts(
  history: HistorySnapshot,
  places: Places,
  { sealKey }: Pick<World, 'sealKey'>,
): readonly Alert[] {
  return [
    ...standings(places),
    ...findings(history),
    ...strayFiles(history),
    ...strayRecords(history),
    ...unlistedKey(history, sealKey),
  ];
}

/** What has been refused for as long as patience lasts is no stumble of GitHub's: somebody must look at the branch rules. */
export function unrecorded(unwritten: string | undefined, watch: Watch): readonly Alert[] {
  if (unwritten === undefined || !watch.counts('unrecorded')) return [];
  return [{ kind: 'unrecorded', key: 'unrecorded', message: words.unrecorded(unwritten) }];
}

function standings(places: Places): readonly Alert[] {
  return [...places.values()].flatMap(({ name, standing }): readonly Alert[] => {
    switch (standing.kind) {
      case 'in step':
        return [];
      case 'frozen':
        return [{ kind: 'frozen', key: `frozen ${name}`, message: words.frozen(name, standing.reason) }];
      case 'waiting':
        return standing.reason === 'another cluster'
          ? [{ kind: 'another cluster', key: `another cluster ${name}`, message: words.anotherCluster(name) }]
          : [];
    }
  });
}

function findings({ ledger }: HistorySnapshot): readonly Alert[] {
  return ledger.findings.map(({ commit, why, excerpt }) => ({
    kind: 'finding',
    key: `finding ${commit} ${excerpt}`,
    message: words.finding(commit, why),
  }));
}

/** What is below access-requests/ and no request: never access, left alone, and reported. */
function strayFiles({ branch }: HistorySnapshot): readonly Alert[] {
  const known = [POLICY_PATH, PEOPLE_PATH];
  return [...branch.tree.keys()]
    .filter((path) => path.startsWith(REQUESTS) && !path.startsWith(`${REQUESTS}${EXAMPLES}/`))
    .filter((path) => !known.includes(path) && parseRequestPath(path) === undefined)
    .map((path) => ({ kind: 'stray file', key: `stray file ${path}`, message: words.strayFile(path) }));
}

/** NB: people read `ls -R access-grants`; a record that no open grant stands behind would tell them of access that is none. */
function strayRecords({ branch, ledger }: HistorySnapshot): readonly Alert[] {
  const records = new Set([...ledger.open.values()].map(({ event }) => recordPathOf(event.path)));
  return [...branch.tree.keys()]
    .filter((path) => path.startsWith(GRANTS) && path !== LEDGER_PATH && !records.has(path))
    .map((path) => ({ kind: 'stray file', key: `stray file ${path}`, message: words.strayRecord(path) }));
}

function unlistedKey({ inForce }: HistorySnapshot, sealKey: World['sealKey']): readonly Alert[] {
  if (inForce === undefined) {
    return [{ kind: 'guardrails', key: 'no guardrails', message: words.noGuardrails() }];
  }
  if (listedKey(sealKey, inForce.guardrails.policy) !== undefined) return [];
  return [{ kind: 'seal key', key: 'seal key', message: words.sealKeyIsNotListed() }];
}
