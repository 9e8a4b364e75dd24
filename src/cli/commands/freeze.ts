/** `daypass freeze`: an operator ends access in a cluster at once, and lets nothing be granted while it stands. */
import { freezeData, parseFreeze, type Freeze } from '../../core/grant/freeze.ts';
import * as words from '../../core/words/freezing.ts';
import { wouldFreeze, writeFreeze } from '../../flows/operate/freeze.ts';
import { OUTPUT, readArguments, wantsJson } from '../arguments.ts';
import { Misuse, type Command } from '../command.ts';
import { CLUSTERS, contextsOf, runFreezing } from '../freezing.ts';

const help = `
Ends access in a cluster at once, and lets nothing be granted to whom it names while it stands. It writes the ConfigMap
daypass-freeze in the namespace daypass: the controller sees it within 15 seconds, the cluster's sweep within a minute. It
needs that cluster alone, neither GitHub nor a controller that runs. What it ends is recorded as revoked by an operator,
with the reason, as soon as GitHub can be written.

Usage: daypass freeze --cluster <name>... (--all | --subject <name>... | --grant <id>...) --reason <text> [--yes] [-o json]

  --cluster <name>  a context of the kubeconfig; --context is the same; may be given several times
  --all             everybody
  --subject <name>  a Kubernetes username, exactly as the cluster knows it (system:serviceaccount:ci:deployer for an account)
  --grant <id>      the id of a grant, as its record and the name of its binding have it
  --reason <text>   one line, shown in checks and in the history of the access repository: no secret belongs there
  --yes             does not ask
  -o json           prints what was done as one JSON object a cluster

What is frozen already stays frozen; who is named in addition is added. \`daypass unfreeze\` lifts all of it.

Environment: KUBECONFIG, or ~/.kube/config. You need what the group daypass:operators may.
Exit code 1: it was declined, or a cluster could not be frozen.
`;

const OPTIONS = {
  ...OUTPUT,
  ...CLUSTERS,
  all: { type: 'boolean', default: false },
  subject: { type: 'string', multiple: true },
  grant: { type: 'string', multiple: true },
  reason: { type: 'string', default: '' },
} as const;

export const freeze: Command = {
  name: 'freeze',
  summary: 'End access in a cluster at once, and let nothing be granted',
  help,
  run: async (args, io) => {
    const { values } = readArguments(args, OPTIONS);
    const isJson = wantsJson(values.output);
    const contexts = contextsOf(values);
    const wish = wishIn(values);
    return runFreezing(
      {
        contexts,
        isAgreed: values.yes,
        isJson,
        look: (cluster) => wouldFreeze(cluster, wish),
        write: (cluster) => writeFreeze(cluster, wish),
        sayBefore: (cluster, { after, ends }) => words.wouldBeFrozen(cluster, after ?? wish, ends),
        sayAfter: words.wasFrozen,
        sayUnchanged: words.isFrozenAlready,
      },
      io,
    );
  },
};

interface Wished {
  readonly reason: string;
  readonly all: boolean;
  readonly subject?: readonly string[];
  readonly grant?: readonly string[];
}

/** By the rules of what stands in a cluster, so that nothing is written there that would be none. */
function wishIn({ reason, all, subject = [], grant = [] }: Wished): Freeze {
  const wish = { reason: reason.trim(), all, subjects: subject, grants: grant, liftedAt: undefined };
  const parsed = parseFreeze(freezeData(wish));
  if (parsed.kind === 'valid') return parsed.value;
  throw new Misuse(parsed.problems.map(({ what }) => what.replaceAll('`', '').replace(/\.$/, '')).join('; '));
}
