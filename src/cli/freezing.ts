/** What `freeze` and `unfreeze` have in common: the clusters that are named, one question for all, one answer for each. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { connectClusters, type ClusterConnection } from '../adapters/kubernetes/connect-clusters.ts';
import { systemClock } from '../adapters/system-clock.ts';
import { parseBindingName } from '../core/grant/binding.ts';
import * as words from '../core/words/freezing.ts';
import type { Freezing } from '../flows/operate/freeze.ts';
import type { OperatorsCluster } from '../ports.ts';
import { EXIT, Misuse, type ExitCode, type Io } from './command.ts';
import { valueOrThrow } from './value-or-throw.ts';

export const CLUSTERS = {
  cluster: { type: 'string', multiple: true },
  context: { type: 'string', multiple: true },
  yes: { type: 'boolean', default: false },
} as const;

export interface FreezingCommand {
  readonly contexts: readonly string[];
  readonly isAgreed: boolean;
  readonly isJson: boolean;
  /** What would be written, and then the writing of it. */
  readonly look: (cluster: OperatorsCluster) => Promise<Freezing>;
  readonly write: (cluster: OperatorsCluster) => Promise<Freezing>;
  readonly sayBefore: (cluster: string, freezing: Freezing) => string;
  readonly sayAfter: (cluster: string) => string;
  readonly sayUnchanged: (cluster: string) => string;
}

/** Each cluster once, by `--cluster` or `--context`, which is the same. */
export function contextsOf({
  cluster = [],
  context = [],
}: {
  readonly cluster?: readonly string[];
  readonly context?: readonly string[];
}): readonly string[] {
  const names = [...new Set([...cluster, ...context])];
  if (names.length === 0) throw new Misuse('--cluster is missing: name each cluster by its context');
  return names;
}

type Outcome =
  | { readonly kind: 'looked' | 'written' | 'unchanged'; readonly freezing: Freezing }
  | { readonly kind: 'failed'; readonly why: string };

export async function runFreezing(command: FreezingCommand, io: Io): Promise<ExitCode> {
  const connections = valueOrThrow(connectClusters(placesOf(command, io), { clock: systemClock }));
  try {
    return await inClusters(connections, command, io);
  } finally {
    await Promise.all(connections.map((connection) => connection.close()));
  }
}

function placesOf({ contexts }: FreezingCommand, { variables }: Io) {
  const { KUBECONFIG = join(variables['HOME'] ?? homedir(), '.kube', 'config') } = variables;
  const files = KUBECONFIG.split(':').filter((file) => file !== '');
  return { kind: 'kubeconfig', files, contexts } as const;
}

/** NB: one that does not answer keeps no other from being frozen. */
async function inClusters(
  connections: readonly ClusterConnection[],
  command: FreezingCommand,
  io: Io,
): Promise<ExitCode> {
  const looked = await Promise.all(connections.map(({ operators }) => attempt(command.look(operators))));
  const asked = connections.filter((_, at) => changes(looked[at]));
  connections.forEach(({ name }, at) => tellBefore(name, looked[at], command, io));
  const isDone = asked.length === 0 || (await isAgreed(command, io));
  if (!isDone) io.err(`${words.nothingWasWritten()}\n`);
  const outcomes = await Promise.all(
    connections.map(async ({ operators }, at): Promise<Outcome> => {
      const before = looked[at]!; // one for each connection
      if (before.kind === 'failed') return before;
      if (!before.freezing.changes) return { ...before, kind: 'unchanged' };
      return isDone ? written(await attempt(command.write(operators))) : before;
    }),
  );
  connections.forEach(({ name }, at) => tellAfter(name, outcomes[at]!, command, io)); // one for each connection
  const isWhole = outcomes.every(({ kind }) => kind === 'written' || kind === 'unchanged');
  return isWhole ? EXIT.done : EXIT.refused;
}

function changes(outcome: Outcome | undefined): boolean {
  return outcome?.kind === 'looked' && outcome.freezing.changes;
}

async function attempt(work: Promise<Freezing>): Promise<Outcome> {
  try {
    return { kind: 'looked', freezing: await work };
  } catch (error) {
    return { kind: 'failed', why: error instanceof Error ? error.message : 'it failed' };
  }
}

function written(outcome: Outcome): Outcome {
  return outcome.kind === 'failed' ? outcome : { ...outcome, kind: 'written' };
}

function tellBefore(
  cluster: string,
  outcome: Outcome | undefined,
  { sayBefore }: FreezingCommand,
  io: Io,
): void {
  if (outcome?.kind === 'looked' && outcome.freezing.changes)
    io.err(`${sayBefore(cluster, outcome.freezing)}\n`);
}

async function isAgreed({ isAgreed: isSaid }: FreezingCommand, io: Io): Promise<boolean> {
  if (isSaid) return true;
  const answer = await io.ask(words.shallItBeDone());
  if (answer === undefined) io.err(`${words.noTerminal()}\n`);
  return /^y(es)?$/i.test(answer ?? '');
}

function tellAfter(cluster: string, outcome: Outcome, command: FreezingCommand, io: Io): void {
  if (command.isJson) return io.out(`${asJson(cluster, outcome)}\n`);
  switch (outcome.kind) {
    case 'failed':
      return io.err(`${words.didNotAnswer(cluster, outcome.why)}\n`);
    case 'written':
      return io.out(`${command.sayAfter(cluster)}\n`);
    case 'unchanged':
      return io.out(`${command.sayUnchanged(cluster)}\n`);
    case 'looked':
  }
}

function asJson(cluster: string, outcome: Outcome): string {
  if (outcome.kind === 'failed') return JSON.stringify({ cluster, written: false, failed: outcome.why });
  const { after, ends } = outcome.freezing;
  const { reason, all, subjects, grants, liftedAt } = after ?? {};
  return JSON.stringify({
    cluster,
    written: outcome.kind === 'written',
    freeze: after === undefined || liftedAt !== undefined ? null : { reason, all, subjects, grants },
    ends: ends.map(({ kind, namespace, name, subjects: whom }) => ({
      kind,
      namespace: namespace ?? null,
      name,
      grant: parseBindingName(name)?.grant,
      subjects: whom.map((subject) => subject.name),
    })),
  });
}
