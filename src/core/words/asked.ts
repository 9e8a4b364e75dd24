/** What a cluster says against a request, and what could not be read of it. */
import type { Place, Problem } from '../problem.ts';

export function membershipUnread(login: string, team: string): string {
  return `GitHub did not say whether ${login} is a member of @${team}.`;
}

export function clusterUnread(cluster: string): string {
  return `The cluster ${cluster} has not answered, so nobody can say yet what the role allows there.`;
}

export function anotherClusterAnswers(cluster: string): string {
  return `Another cluster answers under the name ${cluster} than the policy names, so nobody can say yet what the role allows there.`;
}

export function roleUnread(clusterRole: string, cluster: string): string {
  return `The cluster ${cluster} did not say what its ClusterRole ${clusterRole} allows.`;
}

export function namespaceUnread(namespace: string, cluster: string): string {
  return `The cluster ${cluster} did not say whether it has a namespace ${namespace}.`;
}

export function roleIsMissing(clusterRole: string, cluster: string, place: Place | undefined): Problem {
  return {
    what: `The cluster ${cluster} has no ClusterRole ${clusterRole}.`,
    why: 'The policy names it for this role, and a binding to a role that is not there would grant whatever is made under that name later.',
    mend: 'Ask the platform team to install the catalogue of roles in that cluster.',
    ...(place === undefined ? {} : { place }),
  };
}

export function namespaceIsNotThere(namespace: string, cluster: string, place: Place | undefined): Problem {
  return {
    what: `The cluster ${cluster} has no namespace ${namespace}, or it is being deleted.`,
    why: 'Access is granted to a namespace that its reviewers can look at, not to a name.',
    mend: 'Correct the path of the file, or wait until the namespace was made.',
    ...(place === undefined ? {} : { place }),
  };
}

export function nobodyBroughtIt(path: string, commit: string): Problem {
  return {
    what: `No merged pull request brought ${path} to the default branch (commit ${commit.slice(0, 12)}).`,
    why: 'Only a reviewed and merged pull request grants access.',
    mend: 'Open a pull request that adds the file.',
  };
}

export function wasDecidedBefore(path: string): Problem {
  return {
    what: `${path} was decided before, and that decision is final.`,
    why: 'A grant that ended is never reopened.',
    mend: 'Ask again by a new pull request that adds the file.',
  };
}

export function apiServerRefuses(cluster: string, message: string): Problem {
  return {
    what: `The API server of ${cluster} would refuse the binding: ${message}`,
    why: 'What cannot be applied is not recorded as granted.',
    mend: 'Ask the platform team to look at what the API server says, then ask again.',
  };
}

export function notCalledMerged(pullRequest: number): string {
  return `GitHub does not call #${pullRequest} merged yet.`;
}

export function noDryRun(cluster: string): string {
  return `The API server of ${cluster} did not say whether it would accept the binding.`;
}
