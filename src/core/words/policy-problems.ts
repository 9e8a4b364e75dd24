/** What single fields of a policy or people file cannot show: that two of them do not go together. */
import type { Problem } from '../problem.ts';
import { list } from './lists.ts';
import { quoted } from './quote.ts';

type Said = Omit<Problem, 'place'>;

export function guardrailIsMissing(path: string): Said {
  return {
    what: `There is no ${quoted(path)}.`,
    why: 'Without it nothing says what is allowed, or who approves.',
    mend: 'Restore it, or begin with the samples of `access-requests/`.',
  };
}

export function loginIsTaken(login: string, other: string): Said {
  return {
    what: `The login ${quoted(login)} stands here twice, before as ${quoted(other)}.`,
    why: 'GitHub does not tell capitals apart in a login.',
    mend: 'Keep one of them.',
  };
}

export function idIsTaken(id: number, other: string): Said {
  return {
    what: `The id ${id} is that of ${quoted(other)} too.`,
    why: 'The id is who somebody is; two logins cannot share it.',
    mend: 'Correct one of them: `gh api users/<login> --jq .id` prints it.',
  };
}

export function usernameIsTaken(username: string, other: string): Said {
  return {
    what: `The username ${quoted(username)} is that of ${quoted(other)} too.`,
    why: "Two people with one username would hold each other's access.",
    mend: 'Give each a username of their own.',
  };
}

export function sealKeyIsRepeated(what: 'id' | 'public key', text: string): Said {
  return {
    what: `The ${what} ${quoted(text)} stands here a second time.`,
    why: 'A seal names one key.',
    mend: 'Keep one of them.',
  };
}

export function namespacesAreMissing(role: string, words: readonly string[]): Said {
  return {
    what: `${quoted(role)} has ${list(words.map((word) => `\`${word}\``))} and names no namespaces.`,
    why: 'What is granted before anybody looked says exactly where.',
    mend: 'Add `namespaces`.',
  };
}

export function wholeClusterIsTooMuch(role: string, words: readonly string[]): Said {
  return {
    what: `${quoted(role)} has ${list(words.map((word) => `\`${word}\``))} and \`scope: cluster\`.`,
    why: 'What is granted before anybody looked says exactly where, and the whole cluster is everywhere.',
    mend: 'Let at least one owner approve it first.',
  };
}

export function reviewStandsAlone(role: string, word: string): Said {
  return {
    what: `${quoted(role)} has \`review: after\` and \`${word}\`.`,
    why: 'It is granted before an owner has looked, so nobody can have to approve it first.',
    mend: 'Delete one of the two.',
  };
}

export function reviewIsNotOwed(role: string): Said {
  return {
    what: `${quoted(role)} has \`reviewWithin\` without \`review: after\`.`,
    why: 'What is approved first owes no review afterwards.',
    mend: 'Add `review: after`, or delete `reviewWithin`.',
  };
}

export function namespacesAreInVain(role: string): Said {
  return {
    what: `${quoted(role)} has \`scope: cluster\` and names namespaces.`,
    why: 'A role for the whole cluster is not held to namespaces.',
    mend: 'Delete one of the two.',
  };
}

export function clusterIsNotListed(role: string, cluster: string): Said {
  return {
    what: `${quoted(role)} names the cluster ${quoted(cluster)}, which the policy does not list.`,
    why: 'Access is granted only in clusters that `spec.clusters` lists.',
    mend: 'Correct the name, or add the cluster.',
  };
}
