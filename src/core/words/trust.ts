/** What `daypass trust` says to an operator. */

export function isNotOnTheBranch(commit: string): string {
  return `${commit} is not on the default branch. Give the full id of a commit that "git log --first-parent" shows there.`;
}

export function headHasOtherGuardrails(commit: string): string {
  return `The head of the default branch has other guardrails than ${commit.slice(0, 12)}. Read those, and trust the head if they are as they should be.`;
}

export function keyIsNotInForce(): string {
  return 'The guardrails in force do not list our seal key, so an event sealed with it would not count. Run this with the key that they list, and change keys by a reviewed pull request: add, swap, then remove.';
}

export function firstVersion(): string {
  return 'No guardrails are in force yet: this is the first version, the root of the history.';
}

export function notInForce(): string {
  return 'These guardrails are not in force: they came without a proof that the version in force approves.';
}

export function historyWasRewritten(): string {
  return 'The history was rewritten since a cluster last carried it out.';
}

export function isAnotherCluster(cluster: string): string {
  return `the context ${cluster} leads to another cluster than the policy names (another UID of kube-system)`;
}

export function branchMoved(): string {
  return 'The default branch moved meanwhile, and nothing was written. Look at it again, then run the command again.';
}

export function eventIsNotThereYet(): string {
  return 'GitHub does not show the commit yet. Run the command again in a minute; it may be run any number of times.';
}
