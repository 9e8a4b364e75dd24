/** Why an action that is understood is not granted in a cluster: what, why, and what to do next. */
import { ONE_MEANING, type Said } from './action-grammar.ts';
import { list } from './lists.ts';
import { quoted } from './quote.ts';

export type { Said };

export function resourceIsUnknown(resource: string, cluster: string, meant: string | undefined): Said {
  return {
    what: `The cluster ${cluster} serves no resource ${quoted(resource)}.`,
    why: ONE_MEANING,
    mend:
      meant === undefined ? '`kubectl api-resources` lists what it serves.' : `Did you mean \`${meant}\`?`,
  };
}

export function resourceIsAmbiguous(resource: string, names: readonly string[]): Said {
  return {
    what: `${quoted(resource)} is short for ${list(names.map(quoted))}.`,
    why: ONE_MEANING,
    mend: 'Write one of them out.',
  };
}

export function verbGoesWithOthers(verb: string, resource: string, goesWith: readonly string[]): Said {
  return {
    what: `The action \`${verb}\` does not go with ${quoted(resource)}.`,
    why: `It goes with ${list(goesWith.map((one) => `\`${one}\``))}.`,
    mend: 'Ask for one of these, or for a role.',
  };
}

export function resourceLacksTheVerb(verb: string, resource: string): Said {
  return {
    what: `The cluster lets nobody \`${verb}\` ${quoted(resource)}.`,
    why: 'What the API server does not serve cannot be granted.',
    mend: 'Leave it out.',
  };
}

export function resourceIsElsewhere(namespaced: boolean, resource: string): Said {
  return namespaced
    ? {
        what: `${quoted(resource)} are in namespaces, and this file asks for the whole cluster.`,
        why: 'The path says where, so that its owners review it.',
        mend: 'Move the file to the folder of the namespace.',
      }
    : {
        what: `${quoted(resource)} are in no namespace.`,
        why: 'What belongs to the whole cluster is asked for below `_cluster`, where its owners review it.',
        mend: 'Move the file, or this action, to the folder `_cluster`.',
      };
}

export function actionStandsTwice(action: string): Said {
  return { what: `${quoted(action)} stands here twice.`, why: ONE_MEANING, mend: 'Keep one of them.' };
}

export function objectIsNotThere(object: string, where: string): Said {
  return {
    what: `There is no ${quoted(object)} in ${where}.`,
    why: 'An action is for an object that its reviewers can look at; one that is made later under that name is another.',
    mend: 'Correct the name as `kubectl get` prints it.',
  };
}

/** NB: it may be allowed again in a moment, so in a proof it needs patience. */
export function objectMayNotBeSeen(object: string, where: string): Said {
  return {
    what: `Daypass may not look at ${quoted(object)} in ${where}.`,
    why: 'Whether it is there, and whether it comes back under its name, decides what may be granted.',
    mend: 'Ask the platform team to install `deploy/cluster/actions` in that cluster.',
    absence: true,
  };
}

/** `object` is `pods/api-0`. */
export function guardIsMissing(action: string, verb: string, object: string, where: string): Said {
  return {
    what: `${quoted(action)} needs the guard, which does not stand in ${where}.`,
    why: `${WITHOUT_THE_GUARD[verb] ?? `Kubernetes alone would allow any change of ${object}`}, and only an admission policy can tell the difference.`,
    mend: 'Ask for a role instead, or ask the platform team to install the guard there.',
  };
}

const ANEW = 'It comes back under its name, and Kubernetes alone would allow it again and again';
const WITHOUT_THE_GUARD: Readonly<Record<string, string>> = {
  delete: ANEW,
  evict: ANEW,
  scale: 'Kubernetes alone would allow any number of replicas',
};

export function actionsAreTooMuch(): Said {
  return {
    what: 'The actions need more permissions than one grant can carry.',
    why: 'A grant is sealed with every rule in it, in one line of 8 KiB at most.',
    mend: 'Ask for them in two files.',
  };
}

export function actionIsNotAllowed(kind: string, allowed: readonly string[]): Said {
  return {
    what: `The policy lets nobody ask for \`${kind}\`.`,
    why:
      allowed.length === 0
        ? 'It allows no actions at all.'
        : `Of actions it allows ${list([...new Set(allowed)].slice(0, 20).map((one) => `\`${one}\``))}.`,
    mend: 'Ask for a role instead, or ask the platform team to allow it.',
  };
}

export function actionsAreMissing(): Said {
  return {
    what: 'The path says `actions`, and the file names none.',
    why: 'The path and the file say the same, so that the owners of the path review what is granted.',
    mend: 'Add `actions`, or move the file to the folder of a role.',
  };
}

export function actionsAreInVain(role: string): Said {
  return {
    what: `The file names actions, and its path asks for the role ${quoted(role)}.`,
    why: 'The path and the file say the same, so that the owners of the path review what is granted.',
    mend: 'Move the file to the folder `actions`, or delete `actions` from it.',
  };
}

/** What could not be read yet. */
export function resourcesUnread(resource: string, cluster: string, groups: readonly string[]): string {
  return `Whether the cluster ${cluster} serves ${quoted(resource)} is not known: ${list(groups.map(quoted))} did not say.`;
}

export function discoveryUnread(cluster: string): string {
  return `The cluster ${cluster} did not say which resources it serves.`;
}

export function objectUnread(object: string, where: string): string {
  return `Whether there is ${quoted(object)} in ${where} could not be read.`;
}

export function guardUnread(where: string): string {
  return `Whether the guard stands in ${where} could not be read.`;
}
