// What a story looks at: who can do what, what stands in the clusters, in the tree and in history, what a check says.
import type { AccessEvent } from '../../../src/core/ledger/event.ts';
import { readHistory } from '../../../src/flows/read/read-history.ts';
import { withMessages } from '../../../src/flows/read/with-messages.ts';
import { newMemory, type World } from '../../../src/flows/world.ts';
import type { PullRequest } from '../github/state.ts';
import type { MemoryCluster } from './cluster.ts';
import type { MemoryGitHub } from './repository.ts';

export function observations(world: World, github: MemoryGitHub) {
  const clusters = world.clusters as readonly MemoryCluster[]; // as this world was made
  const ledger = async () => (await readHistory(world, newMemory())).ledger;
  const commits = async () => withMessages(world.git, (await world.git.branch('main')).commits);
  return {
    /** Whether the person can run commands in pods of a namespace: what a debugger can. */
    canExec: (login: string, namespace = 'payments', cluster = 'prod-eu') =>
      clusters.some(
        (one) =>
          one.name === cluster &&
          one.canI({ username: `${login}@acme.com`, verb: 'create', resource: 'pods/exec', namespace }),
      ),
    /** Every binding of the reserved form, in all clusters. */
    bindings: () => clusters.flatMap((cluster) => cluster.bindings()),
    ledger,
    /** The branch, oldest first, each with what it says. */
    commits,
    /** The sealed events of history, oldest first. */
    events: async (): Promise<readonly AccessEvent[]> => {
      const { findings } = await ledger();
      return (await commits())
        .filter(({ oid }) => !findings.some(({ commit }) => commit === oid))
        .flatMap(({ message }) => [...message.matchAll(/^Access-Event: (.*)$/gm)])
        .map(([, line = '']) => JSON.parse(line) as AccessEvent); // the ledger has read them without a finding
    },
    /** The paths of the default branch, without the guardrails and the summary. */
    files: async () => {
      const { tree } = await world.git.branch('main');
      return [...tree.keys()].filter((path) => /^access-(requests|grants)\/.+\//.test(path));
    },
    /** The subjects of the commits on the branch, oldest first. */
    log: async () => (await commits()).map(({ message }) => message.split('\n')[0]),
    /** The last check run of ours on a pull request's head. */
    check: ({ head }: PullRequest) => {
      const run = github.state.checkRuns.findLast(
        ({ headSha, app }) => headSha === head.sha && app === github.state.app.id,
      );
      if (run === undefined) throw new Error(`nothing was checked on ${head.sha}`);
      return {
        conclusion: run.conclusion,
        title: run.output.title ?? '',
        summary: run.output.summary ?? '',
        annotations: run.output.annotations,
      };
    },
  };
}
