// The stage of a week: one access repository, three clusters, and two controllers that share one of the clusters.
import type { Message } from '../../src/core/telling/notification.ts';
import { tell } from '../../src/flows/tell/tell.ts';
import { hear, newTellingState } from '../../src/flows/tell/telling-state.ts';
import type { World } from '../../src/flows/world.ts';
import type { Journal, Messenger } from '../../src/ports.ts';
import { policyText } from '../sandbox/memory/company.ts';
import { aController } from '../sandbox/memory/controller.ts';
import { CODEOWNERS } from '../sandbox/memory/company.ts';
import { handClock, type HandClock } from '../sandbox/memory/clock.ts';
import { openJournal } from '../sandbox/memory/journal.ts';
import { memoryWorld } from '../sandbox/memory/world.ts';
import type { WeekCluster, WeekClusters } from './clusters.ts';

/** What the company's own policy has not: a third cluster, and a role for each kind of story. `uid`: of prod-eu. */
function policyOf(key: string, uid: string): string {
  const more = `  notify: {default: [pager], incident: [pager], escalation: [pager]}
  remindAfter: 4h
  escalateAfter: 1d
  actions:
    - {allow: [logs pods, delete pods], maxDuration: 1h, requesters: ["@acme/engineers"]}
`;
  const roles = `    incident: {clusterRole: daypass-debugger, maxDuration: 1h, namespaces: ["*"], requesters: ["@acme/engineers"], review: after, accepts: [pods/exec]}
    reader: {clusterRole: daypass-log-viewer, maxDuration: 8h, namespaces: ["*"], requesters: ["@acme/engineers"], approvals: 0}
`;
  return policyText({ keys: { 'key-1': key }, more })
    .replace('uid-of-prod-eu', uid)
    .replace('    staging: {}\n', '    staging: {}\n    prod-us: {}\n')
    .replace('    node-drainer:', `${roles}    node-drainer:`);
}

export function weekClock(): HandClock {
  return handClock('2026-11-16T06:00:00Z');
}

export async function aStage(clock: HandClock, clusters: WeekClusters) {
  const { uid } = await clusters['prod-eu'].port.view();
  const world = await memoryWorld({
    clock,
    trusted: false,
    files: (key) => ({
      'access-requests/policy.yaml': policyOf(key, uid),
      '.github/CODEOWNERS': `/access-requests/prod-us/ @acme/payments\n${CODEOWNERS}`,
    }),
  });
  const [prodEu, staging, prodUs] = [clusters['prod-eu'], clusters.staging, clusters['prod-us']];
  const pager = aPlace();
  const controller = (id: string, ...some: readonly WeekCluster[]) =>
    tellingController({ ...world.world, clusters: some.map(({ port }) => port) }, clock, pager, id);
  const controllers = [controller('1f2e3d4c', prodEu, staging), controller('00c0ffee', staging, prodUs)];
  for (const controller of controllers) await controller.trusts();
  const policy = policyOf(world.sealKey.publicKey, uid);
  return { world, clock, clusters, controllers, policy, told: pager.told };
}

interface Place extends Messenger {
  /** All that was said there, by both. */
  readonly told: readonly Message[];
}

function aPlace(): Place {
  const told: Message[] = [];
  return { name: 'pager', told, send: async (message) => void told.push(message) };
}

/** It tells people after each turn, of what happened and of its own alerts. */
function tellingController(world: World, clock: HandClock, pager: Messenger, id: string) {
  const state = newTellingState(clock.now(), id);
  const { alerts, ...rest } = openJournal();
  const journal: Journal = {
    ...rest,
    alert: (alert) => {
      const known = alerts.length;
      rest.alert(alert);
      if (alerts.length > known) hear(state, alert, clock.now());
    },
  };
  const controller = aController({ ...world, journal }, clock);
  const page = 'https://github.com/acme/access';
  const teller = { clock, journal, boards: world.clusters, messengers: [pager], page, count: () => {} };
  return {
    ...controller,
    turn: async () => {
      await controller.turn();
      await tell(teller, controller.memory(), state);
    },
  };
}

export type TimelineStage = Awaited<ReturnType<typeof aStage>>;
