// The clusters of a week as real API servers: on the clock of the story, and with their audit logs for what was written.
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { connectClusters } from '../../src/adapters/kubernetes/connect-clusters.ts';
import { instantOf, milliseconds, plus, type Instant } from '../../src/core/time.ts';
import { Unavailable, type BindingList, type Cluster } from '../../src/ports.ts';
import type { HandClock } from '../sandbox/memory/clock.ts';
import type { RealClusters } from '../sandbox/real-clusters.ts';
import { makeReplacedPod } from '../sandbox/replaced-pod.ts';
import { CLUSTERS, type ClusterName, type WeekCluster, type WeekClusters, type Write } from './clusters.ts';

const RBAC = '/apis/rbac.authorization.k8s.io/v1/namespaces';
const OWN = '/api/v1/namespaces/daypass/configmaps';

export interface RealWeek {
  readonly clusters: WeekClusters;
  /** From now on it is so late in the story: what the audit log says of the machine's time is of then. */
  readonly mark: () => void;
  readonly close: () => Promise<void>;
}

export async function onRealClusters(real: RealClusters, clock: HandClock): Promise<RealWeek> {
  const connected = connectClusters(real.places, { clock });
  if (connected.kind === 'invalid') throw new Error(JSON.stringify(connected.problems));
  const marks: Mark[] = [];
  for (const name of CLUSTERS) {
    const post = async (path: string, body: unknown) => (await real.call(name, 'POST', path, body)).body;
    await makeReplacedPod(post, 'payments', 'api-7d9f');
  }
  const one = (name: ClusterName): WeekCluster => {
    const connection = connected.value.find((some) => some.name === name);
    if (connection === undefined) throw new Error(`the sandbox has no cluster ${name}`);
    return realCluster({ name, cluster: connection.recordLane, real, marks });
  };
  return {
    clusters: { 'prod-eu': one('prod-eu'), 'prod-us': one('prod-us'), staging: one('staging') },
    mark: () => void marks.push({ machine: Date.now(), story: clock.now() }),
    close: async () => {
      await Promise.all(connected.value.map(({ close }) => close()));
    },
  };
}

interface Mark {
  readonly machine: number;
  readonly story: Instant;
}

interface Parts {
  readonly name: ClusterName;
  readonly cluster: Cluster;
  readonly real: RealClusters;
  readonly marks: readonly Mark[];
}

function realCluster({ name, cluster, real, marks }: Parts): WeekCluster {
  let isCut = false;
  // NB: an API server's clock is the machine's; what it says is shown as late as the story is.
  const dated = async <List extends BindingList>(list: Promise<List>): Promise<List> => {
    const { readAt, ...rest } = await list;
    return { ...rest, readAt, date: plus(readAt, milliseconds(-(readAt % 1000))) } as List; // the same, but for its date
  };
  const inTheStory: Cluster = {
    ...cluster,
    list: () => dated(cluster.list()),
    view: () => dated(cluster.view()),
  };
  const path = ({
    namespace,
    name: object,
  }: {
    readonly namespace?: string | undefined;
    readonly name: string;
  }) => `${RBAC}/${namespace}/rolebindings/${object}`;
  const call = async (method: string, to: string, body?: unknown): Promise<void> => {
    const { status } = await real.call(name, method, to, body);
    if (status >= 300) throw new Error(`${method} ${to} was answered ${status}`);
  };
  return {
    port: severable(inTheStory, () => isCut),
    cut: () => void (isCut = true),
    restore: () => void (isCut = false),
    bindings: async () => (await cluster.list()).bindings,
    setFreeze: async (data) =>
      data === undefined
        ? call('DELETE', `${OWN}/daypass-freeze`)
        : call('POST', OWN, { metadata: { name: 'daypass-freeze' }, data }),
    addSubject: async (held, username) => {
      const { body } = await real.call(name, 'GET', path(held));
      const apiGroup = 'rbac.authorization.k8s.io';
      const { subjects } = z.looseObject({ subjects: z.array(z.unknown()) }).parse(body);
      const more = [...subjects, { kind: 'User', apiGroup, name: username }];
      await call('PUT', path(held), { ...(body as object), subjects: more });
    },
    takeAway: async (held) => call('DELETE', path(held)),
    writes: () => writesIn(readFileSync(real.installed(name).auditLog, 'utf8'), marks),
  };
}

/** No call gets there while it is cut. */
function severable(cluster: Cluster, isCut: () => boolean): Cluster {
  return new Proxy(cluster, {
    get: (target, key) => {
      const found: unknown = Reflect.get(target, key);
      if (typeof found !== 'function') return found;
      return async (...args: readonly unknown[]): Promise<unknown> => {
        if (isCut()) throw new Unavailable('nobody answers');
        return Reflect.apply(found, target, args) as unknown;
      };
    },
  });
}

const CONTROLLER = 'system:serviceaccount:daypass:daypass-controller';

const entry = z.object({
  verb: z.string(),
  requestURI: z.string(),
  requestReceivedTimestamp: z.string(),
  user: z.object({ username: z.string() }),
  objectRef: z.object({ apiGroup: z.string().optional(), name: z.string().optional() }).optional(),
  responseStatus: z.object({ code: z.number() }).optional(),
});

/** What the controllers wrote of RBAC objects and the API server took, as its audit log tells it. */
function writesIn(auditLog: string, marks: readonly Mark[]): readonly Write[] {
  const lines = auditLog.split('\n').filter((line) => line !== '');
  return lines.flatMap((line) => {
    const { verb, requestURI, requestReceivedTimestamp, user, objectRef, responseStatus } = entry.parse(
      JSON.parse(line),
    );
    const isTaken = (responseStatus?.code ?? 500) < 300 && !requestURI.includes('dryRun=All');
    const isOurs = user.username === CONTROLLER && objectRef?.apiGroup === 'rbac.authorization.k8s.io';
    if (!isTaken || !isOurs || objectRef.name === undefined) return [];
    const kind = verb === 'delete' ? 'remove' : 'apply';
    return [{ kind, object: objectRef.name, at: inStory(Date.parse(requestReceivedTimestamp), marks) }];
  });
}

function inStory(machine: number, marks: readonly Mark[]): Instant {
  return marks.findLast((mark) => mark.machine <= machine)?.story ?? instantOf(0);
}
