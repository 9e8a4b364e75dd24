// The story of the demo: a request that is refused, a good one, the review, the merge, the access, and its end.
import { hours } from '../../../src/core/time.ts';
import type { PullRequest } from '../github/state.ts';
import type { Question } from '../clusters.ts';
import type { Sandbox } from '../sandbox.ts';
import { commentOf, until, untilChecked } from '../watching.ts';
import type { Teller } from './telling.ts';

const path = 'access-requests/prod-eu/payments/debugger/alice-inc-4242.yaml';

const runCommands: Question = {
  cluster: 'prod-eu',
  namespace: 'payments',
  verb: 'create',
  resource: 'pods/exec',
};

export async function tellStory(sandbox: Sandbox, tell: Teller): Promise<void> {
  const pull = await asksForTooMuch(sandbox, tell);
  await mends(sandbox, tell, pull);
  await isApproved(sandbox, tell, pull);
  await merges(sandbox, tell, pull);
  await isBound(sandbox, tell);
  await ends(sandbox, tell);
  await isTold(sandbox, tell);
}

function requestText(duration: string, reason: string): string {
  return `apiVersion: daypass.dev/v1
kind: AccessRequest
spec:
  subject: alice
  duration: ${duration}
  reason: ${reason}
`;
}

async function asksForTooMuch({ github }: Sandbox, tell: Teller): Promise<PullRequest> {
  const file = requestText('3 hours', 'debug');
  tell.step('alice has an incident. She asks for access: one small file, in a pull request.');
  tell.typed(`$ cat ${path}`, file.trimEnd());
  tell.blank();
  const pull = await github.as('alice').openPullRequest({
    branch: 'inc-4242',
    title: 'Debug payments for INC-4242',
    files: { [path]: file },
  });
  const check = await untilChecked(github, pull, 'failure');
  tell.say('    Daypass refuses it at once, and says everything that is wrong with it:');
  tell.blank();
  tell.check('failure', check.output.title ?? '');
  tell.blank();
  tell.markdown(check.output.summary ?? '');
  return pull;
}

async function mends({ github }: Sandbox, tell: Teller, pull: PullRequest): Promise<void> {
  const file = requestText('2h', 'INC-4242, checkout latency, read logs and exec into api');
  tell.step('She mends the file and pushes. This comment is what her reviewers read:');
  await github.as('alice').pushTo(pull, { [path]: file }, { message: 'Ask for less, and say why' });
  await untilChecked(github, pull, 'action_required');
  const comment = await until('the comment', () => {
    const body = commentOf(github, pull)?.body;
    return body?.includes('If you approve') ? body : undefined;
  });
  tell.markdown(comment);
}

async function isApproved({ github }: Sandbox, tell: Teller, pull: PullRequest): Promise<void> {
  tell.step('bob, of @acme/payments, approves: GitHub’s own review, nothing else.');
  github.as('bob').approve(pull);
  const check = await untilChecked(github, pull, 'success');
  tell.check('success', check.output.title ?? '');
}

async function merges(sandbox: Sandbox, tell: Teller, pull: PullRequest): Promise<void> {
  const { github, clusters, usernameOf } = sandbox;
  const may = async (question: Question) => {
    const { command, output } = await clusters.showCanI(usernameOf('alice'), question);
    tell.typed(command, output);
  };
  tell.step('alice merges, and merging grants. A moment before, and a moment after:');
  await may(runCommands);
  const began = Date.now();
  await github.as('alice').merge(pull, 'squash');
  await until('the access', () => sandbox.canI('alice', runCommands));
  const took = ((Date.now() - began) / 1000).toFixed(1);
  tell.say(`    #${pull.number} is merged; ${took} s later:`);
  await may(runCommands);
  tell.say('    and nowhere else:');
  await may({ ...runCommands, namespace: 'checkout' });
}

async function isBound({ clusters }: Sandbox, tell: Teller): Promise<void> {
  tell.step('The binding explains itself. Its end stands in its name, so it needs no Git to end:');
  const { command, output } = await clusters.showBindings('prod-eu', 'payments');
  tell.typed(command, output);
}

async function ends(sandbox: Sandbox, tell: Teller): Promise<void> {
  const { github, clock, clusters, usernameOf } = sandbox;
  tell.step('Two hours go by (the clock is put forward). Time takes the access away:');
  clock.putForward(hours(2));
  await until('the end', async () => !(await sandbox.canI('alice', runCommands)));
  const { command, output } = await clusters.showCanI(usernameOf('alice'), runCommands);
  tell.typed(command, output);
  await until('its record to go', async () => (await github.file(path)) === null);
}

async function isTold({ github }: Sandbox, tell: Teller): Promise<void> {
  tell.step('git log tells it all, to whoever asks in a year:');
  const log = await github.git.run(['log', '--abbrev-commit', '--date=iso', 'main']);
  tell.typed('$ git log', log.split('\n').map(shortened).join('\n'));
  tell.blank();
  tell.say('    The Access-Event lines are for programs, each sealed with the controller’s key:');
  tell.show("git log --format='%(trailers:key=Access-Event,valueonly)' | jq");
}

function shortened(line: string): string {
  return line.includes('Access-Event:') ? `${line.slice(0, 92)}…` : line;
}
