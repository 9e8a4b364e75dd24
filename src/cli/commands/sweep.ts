/** `daypass sweep`: the end lane run once, in every cluster that it is given; it needs nothing of GitHub's. */
import { readFileSync } from 'node:fs';
import { connectClusters, type ClusterConnection } from '../../adapters/kubernetes/connect-clusters.ts';
import { systemClock } from '../../adapters/system-clock.ts';
import { readClusters } from '../../controller/config-places.ts';
import type { Parsed } from '../../core/problem.ts';
import { sweep as sweepCluster } from '../../flows/sweep.ts';
import type { Journal } from '../../ports.ts';
import { OUTPUT, readArguments, wantsJson } from '../arguments.ts';
import { EXIT, type Command, type ExitCode } from '../command.ts';

const help = `
Deletes every binding of the reserved form that is past the end its name states, once, and nothing else. It reads
neither Git nor GitHub. A CronJob in each cluster runs it, so that ends come also where no controller runs.

Usage: daypass sweep [-o json]

  -o json  prints what was done as one JSON object a cluster

Environment: KUBECONFIG (each context is a cluster) or, in a pod, DAYPASS_CLUSTER (the name of the pod's own).
Exit code 1: a cluster could not be read, or something past its end is still there.
`;

export const sweep: Command = {
  name: 'sweep',
  summary: 'Delete what is past its end in the cluster, once',
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
  readonly left: readonly { readonly binding: string; readonly why: string }[];
  /** Why the cluster could not be read. */
  readonly failed: string | undefined;
  readonly isClean: boolean;
}

/** The report says it all; nothing is told twice. */
const silent: Journal = { alert: () => {}, over: () => {}, note: () => {} };

async function sweepOne(connection: ClusterConnection): Promise<Swept> {
  const cluster = connection.name;
  try {
    const report = await sweepCluster(connection.endLane, systemClock, silent);
    const deleted = report.ended.map(({ binding }) => nameOf(binding));
    const left = report.left.map(({ binding, why }) => ({ binding: nameOf(binding), why }));
    return { cluster, deleted, left, failed: undefined, isClean: left.length === 0 };
  } catch (error) {
    const failed = error instanceof Error ? error.message : 'it could not be read';
    return { cluster, deleted: [], left: [], failed, isClean: false };
  } finally {
    await connection.close();
  }
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

function asJson({ cluster, deleted, left, failed }: Swept): string {
  return JSON.stringify({ cluster, deleted, left, ...(failed === undefined ? {} : { failed }) });
}

function inWords({ cluster, deleted, left, failed }: Swept): string {
  if (failed !== undefined) return `${cluster}: ${failed}`;
  const lines = [
    ...deleted.map((binding) => `${cluster}: deleted ${binding}, which was past its end`),
    ...left.map(({ binding, why }) => `${cluster}: ${binding} is past its end and still there: ${why}`),
  ];
  return lines.length === 0 ? `${cluster}: nothing is past its end` : lines.join('\n');
}

function orThrow<T>(parsed: Parsed<T>): T {
  if (parsed.kind === 'valid') return parsed.value;
  throw new Error(parsed.problems.map(({ what, why, mend }) => [what, why, mend].join(' ')).join('\n'));
}
