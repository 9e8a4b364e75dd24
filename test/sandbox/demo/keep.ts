// `npm run demo -- --keep`: what somebody needs to go on by hand in a sandbox that is left running.
import { hours } from '../../../src/core/time.ts';
import type { Sandbox } from '../sandbox.ts';
import type { Teller } from './telling.ts';

/** Prints it; SIGUSR2 puts the clock forward from now on. */
export function keepRunning(sandbox: Sandbox, tell: Teller): void {
  const { github, clusters, clock, logFile, usernameOf } = sandbox;
  process.on('SIGUSR2', () => clock.putForward(hours(1)));
  const token = (login: string) => github.user(login).token;
  tell.blank();
  tell.say('All this is still running:');
  tell.blank();
  tell.show(
    rows([
      ['clone as alice', `git clone ${github.gitUrl.replace('://', `://alice:${token('alice')}@`)}`],
      ['the controller', `${sandbox.url()}/readyz, /healthz, /metrics`],
      ['its log', logFile],
      ...kubeconfigs(clusters, usernameOf),
      ['an hour passes', `kill -USR2 ${process.pid}`],
      ['to end it all', `Ctrl-C, or kill ${process.pid}`],
    ]),
  );
  tell.blank();
  tell.say('When you have pushed a branch: open its pull request N, approve it as bob, and merge it.');
  tell.blank();
  tell.show(
    [
      `API=${github.apiUrl}/repos/acme/access`,
      `ALICE='authorization: token ${token('alice')}'`,
      `BOB='authorization: token ${token('bob')}'`,
      `curl $API/pulls -H "$ALICE" -d '{"title": "Ask", "head": "BRANCH", "base": "main"}'`,
      `curl $API/pulls/N/reviews -H "$BOB" -d '{"event": "APPROVE"}'`,
      `curl $API/pulls/N/merge -H "$ALICE" -X PUT -d '{"merge_method": "squash"}'`,
    ].join('\n'),
  );
}

function kubeconfigs(
  clusters: Sandbox['clusters'],
  usernameOf: Sandbox['usernameOf'],
): readonly (readonly [string, string])[] {
  return clusters.names.flatMap((cluster) =>
    ['alice', 'dave'].flatMap((login): readonly (readonly [string, string])[] => {
      const path = clusters.kubeconfigFor(usernameOf(login), cluster);
      return path === undefined ? [] : [[`${login} in ${cluster}`, `KUBECONFIG=${path}`]];
    }),
  );
}

function rows(entries: readonly (readonly [string, string])[]): string {
  const width = Math.max(...entries.map(([title]) => title.length));
  return entries.map(([title, value]) => `${title.padEnd(width)}  ${value}`).join('\n');
}
