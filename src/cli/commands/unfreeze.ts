/** `daypass unfreeze`: an operator lifts what was frozen in a cluster. */
import * as words from '../../core/words/freezing.ts';
import { writeUnfreeze, wouldUnfreeze } from '../../flows/operate/freeze.ts';
import { OUTPUT, readArguments, wantsJson } from '../arguments.ts';
import type { Command } from '../command.ts';
import { CLUSTERS, contextsOf, runFreezing } from '../freezing.ts';

const help = `
Lifts all that is frozen in a cluster, whoever froze it: no name is taken out alone. Whoever is to stay frozen is frozen
again right after; what they were granted in between ends by that.

What the freeze ended stays ended; what was merged meanwhile is granted for the rest of its time. The ConfigMap
daypass-freeze is kept, as a note of why what it ended is gone: history tells it even where GitHub could not be written.

Usage: daypass unfreeze --cluster <name>... [--yes] [-o json]

  --cluster <name>  a context of the kubeconfig; --context is the same; may be given several times
  --yes             does not ask
  -o json           prints what was done as one JSON object a cluster

Environment: KUBECONFIG, or ~/.kube/config. You need what the group daypass:operators may.
Exit code 1: it was declined, or in a cluster it could not be lifted.
`;

export const unfreeze: Command = {
  name: 'unfreeze',
  summary: 'Lift what was frozen in a cluster',
  help,
  run: async (args, io) => {
    const { values } = readArguments(args, { ...OUTPUT, ...CLUSTERS });
    const isJson = wantsJson(values.output);
    return runFreezing(
      {
        contexts: contextsOf(values),
        isAgreed: values.yes,
        isJson,
        look: wouldUnfreeze,
        write: writeUnfreeze,
        sayBefore: (cluster, { before }) =>
          before === undefined ? words.isNoFreeze(cluster) : words.wouldBeLifted(cluster, before),
        sayAfter: words.wasLifted,
        sayUnchanged: words.isNotFrozen,
      },
      io,
    );
  },
};
