/** Connects the adapters that the settings name, as the world that the flows work with. Nothing is asked of anybody yet. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectGit } from './adapters/git/connect.ts';
import { connectGitHub, type GitHubConnection } from './adapters/github/connect.ts';
import { gitHubPace, type Pace } from './adapters/github/pace.ts';
import { connectClusters } from './adapters/kubernetes/connect-clusters.ts';
import { slackMessenger } from './adapters/messengers/slack.ts';
import { webhookMessenger } from './adapters/messengers/webhook.ts';
import type { Settings } from './controller/config.ts';
import { publicKeyOf } from './core/crypto.ts';
import { valid, type Parsed } from './core/problem.ts';
import type { World } from './flows/world.ts';
import type { Clock, EndLaneCluster, GitReader, Journal, Messenger } from './ports.ts';

export interface ConnectedWorld {
  readonly world: World;
  readonly github: GitHubConnection;
  /** For checks: proofs, and the branch itself, are fetched before what these wait for. */
  readonly gitForChecks: GitReader;
  /** A connection of its own to each cluster, for the end lanes alone. */
  readonly endLaneClusters: readonly EndLaneCluster[];
  readonly messengers: readonly Messenger[];
  readonly close: () => Promise<void>;
}

/**
 * Invalid where a kubeconfig cannot be read; a GitHub or a cluster that is away is found out by its first call. `pace`:
 * how fast may be written to GitHub. `clustersOf`: how the clusters are reached.
 */
export function connectWorld(
  settings: Settings,
  clock: Clock,
  journal: Journal,
  pace: Pace = gitHubPace,
  clustersOf = connectClusters,
): Parsed<ConnectedWorld> {
  const clusters = clustersOf(settings.clusters, { clock });
  if (clusters.kind === 'invalid') return clusters;
  const named = `${settings.repository.owner}/${settings.repository.name}`;
  const { appId, appKey: privateKey } = settings;
  const github = connectGitHub({
    appId,
    privateKey,
    apiUrl: settings.github.api,
    repository: named,
    pace,
  });
  const mirror = mirrorFolder(settings.mirror);
  const git = connectGit({
    url: () => `${settings.github.server}/${github.origin()?.repository ?? named}.git`,
    credentials: github.token,
    folder: mirror.path,
  });
  const sealKey = { privateKey: settings.sealKey, publicKey: publicKeyOf(settings.sealKey) };
  const recordLanes = clusters.value.map(({ recordLane }) => recordLane);
  return valid({
    world: { git, github, clusters: recordLanes, clock, journal, sealKey },
    github,
    gitForChecks: git.forChecks,
    endLaneClusters: clusters.value.map(({ endLane }) => endLane),
    messengers: settings.destinations.map((destination) => messengerOf(destination, clock)),
    close: async () => {
      git.close();
      await Promise.all(clusters.value.map((cluster) => cluster.close()));
      mirror.remove();
    },
  });
}

function messengerOf(destination: Settings['destinations'][number], clock: Clock): Messenger {
  return destination.kind === 'slack' ? slackMessenger(destination) : webhookMessenger(destination, clock);
}

/** The folder that the settings name, which is kept; or a temporary one, which is not. */
function mirrorFolder(named: string | undefined): { readonly path: string; readonly remove: () => void } {
  if (named !== undefined) return { path: named, remove: () => {} };
  const path = mkdtempSync(join(tmpdir(), 'daypass-mirror-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
