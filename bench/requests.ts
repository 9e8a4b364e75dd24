// A request as the benches ask for it, and the life of one up to its merge.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Setting } from './setting.ts';
import { CLUSTER, engineer, NAMESPACE } from './setting.ts';

export function requestText(login: string, number: number): string {
  return [
    'apiVersion: daypass.dev/v1',
    'kind: AccessRequest',
    'spec:',
    `  subject: ${login}`,
    '  duration: 2h',
    `  reason: INC-${1000 + number}, checkout latency, read the logs of api`,
    '',
  ].join('\n');
}

export function requestPath(login: string, number: number): string {
  return `access-requests/${CLUSTER}/${NAMESPACE}/log-viewer/${login}-${number}.yaml`;
}

/** Opened, checked, approved, checked again: ready to be merged. Gives the pull request's number. */
export async function approvedRequest(setting: Setting, index: number): Promise<number> {
  const { github } = setting;
  const login = engineer(index);
  const { number } = await github.as(login).openPullRequest({
    branch: `ask-${index}`,
    title: `Logs for ${login}`,
    files: { [requestPath(login, index)]: requestText(login, index) },
  });
  await untilChecked(setting, number, 'action_required');
  // GitHub's times are whole seconds; an approval counts only if it is not before the check that it approves.
  github.as('bob').approve(number);
  await untilChecked(setting, number, 'success');
  await setting.ear.untilQuiet();
  return number;
}

/** Whether the newest check of its head says that. */
export async function untilChecked({ github }: Setting, number: number, conclusion: string): Promise<void> {
  const deadline = performance.now() + 30_000;
  const isThere = () => {
    const newest = github.state.checkRuns.findLast(({ headSha }) => headSha === github.pull(number).head.sha);
    return newest?.conclusion === conclusion;
  };
  while (!isThere()) {
    if (performance.now() > deadline) throw new Error(`#${number} has no check ${conclusion} after 30 s`);
    await sleep(5);
  }
}
