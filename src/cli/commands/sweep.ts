/** `daypass sweep`: the end lane run once, in every cluster that it is given; it needs nothing of GitHub's. */
import { readFileSync } from 'node:fs';
import { connectClusters, type ClusterConnection } from '../../adapters/kubernetes/connect-clusters.ts';
import { systemClock } from '../../adapters/system-clock.ts';
import { readClusters } from '../../controller/config-places.ts';
import type { Parsed } from '../../core/problem.ts';
import { freezeIsUnclear, freezeIsUnread } from '../../core/words/freeze.ts';
import { sweep as sweepCluster, type SweepReport } from '../../flows/end/sweep.ts';
import type { Journal } from '../../ports.ts';
import { OUTPUT, readArguments, wantsJson } from '../arguments.ts';
import { EXIT, type Command, type ExitCode } from '../command.ts';

const help = `
Deletes every binding of the reserved form that is past the end its name states, or that a freeze names (see
\`daypass freeze --help\`), once, and nothing else. It reads neither Git nor GitHub. A CronJob in each cluster runs it, so
that ends come also where no controller runs.

Usage: daypass sweep [-o json]

  -o json  prints what was done as one JSON object a cluster

Environment: KUBECONFIG (each context is a cluster) or, in a pod, DAYPASS_CLUSTER (the name of the pod's own).
Exit code 1: a cluster or its freeze could not be read, or something past its end is still there.
`;

export const sweep: Command = {
  name: 'sweep',
  summary: 'Delete what is past its end in the cluster, or frozen, once',
  help,
  run: async (args, io) => {
    const { values } = readArguments(args, OUTPUT);
    const isJson = wantsJson(values.output);
    const environment = { variables: io.variables, readFile: (path: string) => readFileSync(path, 'utf8') };
    const clusters = orThrow(readClusters(environment));
    const connections = orThrow(connectClusters(clusters, { clock: systemClock }));
    const swept = await Promise.all(connections.map(sweepOne));
    for (const each of swept) {
      if (isJson) io.out(`${asJson(each)}\n`);
      else (each.isClean ? io.out : io.err)(`${inWords(each)}\n`);
    }
    return worstOf(swept);
  },
};

interface Swept {
  readonly cluster: string;
  readonly deleted: readonly string[];
  /** Of these, what a freeze named. */
  readonly frozen: readonly string[];
  readonly left: readonly { readonly binding: string; readonly why: string }[];
  /** Why the cluster, or its freeze, could not be read. */
  readonly failed: string | undefined;
  readonly isClean: boolean;
}

/** The report says it all; nothing is told twice. */
const silent: Journal = { alert: () => {}, over: () => {}, note: () => {} };

async function sweepOne(connection: ClusterConnection): Promise<Swept> {
  const cluster = connection.name;
  try {
    return sweptOf(cluster, await sweepCluster(connection.endLane, systemClock, silent));
  } catch (error) {
    const failed = error instanceof Error ? error.message : 'it could not be read';
    return { cluster, deleted: [], frozen: [], left: [], failed, isClean: false };
  } finally {
    await connection.close();
  }
}

function sweptOf(cluster: string, { ended, left, freeze }: SweepReport): Swept {
  const isNone = freeze.kind === 'read' && freeze.value?.kind === 'invalid';
  const unread = freeze.kind === 'unread' ? freezeIsUnread(cluster, freeze.why) : undefined;
  const failed = isNone ? freezeIsUnclear(cluster) : unread;
  return {
    cluster,
    deleted: ended.map(({ binding }) => nameOf(binding)),
    frozen: ended.filter(({ frozenFor }) => frozenFor !== undefined).map(({ binding }) => nameOf(binding)),
    left: left.map(({ binding, why }) => ({ binding: nameOf(binding), why })),
    failed,
    isClean: left.length === 0 && failed === undefined,
  };
}

function nameOf({
  namespace,
  name,
}: {
  readonly namespace?: string | undefined;
  readonly name: string;
}): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

function worstOf(swept: readonly Swept[]): ExitCode {
  return swept.every(({ isClean }) => isClean) ? EXIT.done : EXIT.refused;
}

function asJson({ cluster, deleted, frozen, left, failed }: Swept): string {
  return JSON.stringify({ cluster, deleted, frozen, left, ...(failed === undefined ? {} : { failed }) });
}

function inWords({ cluster, deleted, frozen, left, failed }: Swept): string {
  const lines = [
    ...deleted.map(
      (binding) => `deleted ${binding}, which was ${frozen.includes(binding) ? 'frozen' : 'past its end'}`,
    ),
    ...left.map(({ binding, why }) => `${binding} is past its end, or frozen, and still there: ${why}`),
    ...(failed === undefined ? [] : [failed]),
  ];
  const told = lines.length === 0 ? ['nothing is past its end'] : lines;
  return told.map((line) => `${cluster}: ${line}`).join('\n');
}

function orThrow<T>(parsed: Parsed<T>): T {
  if (parsed.kind === 'valid') return parsed.value;
  throw new Error(parsed.problems.map(({ what, why, mend }) => [what, why, mend].join(' ')).join('\n'));
}
