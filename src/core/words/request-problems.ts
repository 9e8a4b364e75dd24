/** What the guardrails say against a request: what, why, and what to do next. */
import type { Problem } from '../problem.ts';
import { formatDuration, type Duration } from '../time.ts';
import { list } from './lists.ts';
import { quoted } from './quote.ts';

type Said = Omit<Problem, 'place'>;

export function subjectIsSomebodyElse(subject: string, author: string): Said {
  return {
    what: `The subject is ${quoted(subject)}, and the author of the pull request is ${quoted(author)}.`,
    why: 'People ask for themselves, in their own pull request.',
    mend: `Write \`subject: ${author}\`, or let ${quoted(subject)} open a pull request.`,
  };
}

export function clusterIsUnknown(cluster: string): Said {
  return {
    what: `The cluster ${quoted(cluster)} is not in the policy.`,
    why: 'Access is granted only in clusters that the policy lists.',
    mend: 'Move the file to the folder of another cluster, or ask the platform team to add this one.',
  };
}

export function roleIsUnknown(role: string): Said {
  return {
    what: `The role ${quoted(role)} is not in the policy.`,
    why: 'Only roles of the policy can be asked for.',
    mend: 'Move the file to the folder of another role, or ask the platform team to add this one.',
  };
}

/** How a sentence calls a role: `called` in the ones below. */
export function roleCalled(role: string): string {
  return `role ${quoted(role)}`;
}

/** `kind`: `scale deployments.apps`. */
export function actionCalled(kind: string): string {
  return `action ${quoted(kind)}`;
}

/** `may`: the clusters that are served. */
export function roleServesOthers(called: string, cluster: string, may: readonly string[]): Said {
  return {
    what: `The ${called} cannot be asked for in the cluster ${quoted(cluster)}.`,
    why: `The policy gives it in ${list(may.map(quoted))} only.`,
    mend: 'Ask for another role, or in another cluster.',
  };
}

export function namespaceIsProtected(namespace: string): Said {
  return {
    what: `The namespace ${quoted(namespace)} is protected.`,
    why: 'Nothing is granted in namespaces that run the cluster or its guards, whatever the role.',
    mend: 'Ask for another namespace.',
  };
}

/** `may`: names and patterns of namespaces. */
export function namespaceIsNotAllowed(called: string, namespace: string, may: readonly string[]): Said {
  return {
    what: `The ${called} cannot be asked for in the namespace ${quoted(namespace)}.`,
    why: `The policy gives it in ${list(may.map(quoted))} only.`,
    mend: 'Ask for another role, or in another namespace.',
  };
}

export function actionIsForNamespaces(called: string, may: readonly string[]): Said {
  return {
    what: `The ${called} cannot be asked for in the whole cluster.`,
    why: `The policy gives it in ${list(may.map(quoted))} only.`,
    mend: 'Ask for a role instead, or ask the platform team to allow it without `namespaces`.',
  };
}

export function roleIsForNamespaces(role: string): Said {
  return {
    what: `The role ${quoted(role)} cannot be asked for in the whole cluster.`,
    why: '`_cluster` takes only roles with `scope: cluster`.',
    mend: 'Move the file to the folder of one namespace.',
  };
}

export function roleIsForTheCluster(role: string): Said {
  return {
    what: `The role ${quoted(role)} is for the whole cluster, not for one namespace.`,
    why: 'A role with `scope: cluster` is asked for under `_cluster`, where its reviewers see how far it reaches.',
    mend: 'Move the file to the folder `_cluster`, or ask for another role.',
  };
}

export function durationIsTooLong(called: string, asked: Duration, most: Duration): Said {
  return {
    what: `${formatDuration(asked)} is longer than the ${called} is given for.`,
    why: `The policy gives it for ${formatDuration(most)} at most.`,
    mend: `Write \`duration: ${formatDuration(most)}\` or less; it can be asked for again.`,
  };
}

export function ticketIsMissing(called: string): Said {
  return {
    what: `The ${called} needs a ticket, and the request names none.`,
    why: 'The policy gives it only for work that a ticket tells of.',
    mend: 'Add a line `ticket: <number>` below `spec`.',
  };
}

export function ticketIsNone(ticket: string, pattern: string): Said {
  return {
    what: `${quoted(ticket)} is no ticket.`,
    why: `The policy takes tickets that match ${quoted(pattern)} as a whole.`,
    mend: 'Write the number as the ticket system does, or leave the line out where the role needs none.',
  };
}

export function requesterIsNotAllowed(called: string, author: string): Said {
  return {
    what: `${quoted(author)} may not ask for the ${called}.`,
    why: 'The policy names who may ask for it, and neither this person nor a team of theirs is among them.',
    mend: 'Ask for another role, or ask the platform team to be added.',
    absence: true,
  };
}

export function requesterIsOfAnotherOrganisation(
  called: string,
  requester: string,
  organisation: string,
): Said {
  return {
    what: `The policy lets ${quoted(requester)} ask for the ${called}, which is no team of ${quoted(organisation)}.`,
    why: 'Teams of another organisation are nobody here; nothing is granted on their name.',
    mend: 'Ask the platform team to correct `requesters` there.',
  };
}

export function subjectHasNoUsername(login: string): Said {
  return {
    what: `${quoted(login)} has no Kubernetes username.`,
    why: 'A grant names one user of the cluster: by the people file, with this very account id, or by the policy.',
    mend: 'Ask the platform team to add or correct the entry in `access-requests/people.yaml`.',
  };
}

export function membershipIsUnread(login: string, team: string, why: string): string {
  return `Whether ${quoted(login)} is a member of ${quoted(team)} could not be read: ${why}`;
}

export function serviceAccountIsNotListed(called: string, name: string): Said {
  return {
    what: `The ${called} cannot be asked for the service account ${quoted(name)}.`,
    why: 'The policy lists by name, in `serviceAccounts`, which ones it may be given to.',
    mend: 'Ask for yourself, or ask the platform team to list it.',
  };
}

export function serviceAccountIsProtected(namespace: string): Said {
  return {
    what: `The service accounts of the namespace ${quoted(namespace)} get no access.`,
    why: 'What runs there runs the cluster, or Daypass itself.',
    mend: 'Ask for yourself, or for a service account of another namespace.',
  };
}
