// People are told on real parts: by Slack's own client and by a signed webhook, once, whatever becomes of whoever tells them.
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { hours, minutes } from '../../src/core/time.ts';
import { describeOnCluster } from '../sandbox/kubernetes/describe-on-cluster.ts';
import { startReceiver, type Received, type Receiver } from '../sandbox/receiver.ts';
import type { SandboxOptions } from '../sandbox/sandbox.ts';
import { until, untilChecked } from '../sandbox/watching.ts';
import { aStage, restartElsewhere } from './stage.ts';

const SECRET = 'the secret by which the pager knows us';
const HOOK = '/services/T000/hunter2';

describeOnCluster('telling people on real parts', () => {
  const stage = aStage();

  /** Slack by default, and a pager for what somebody must look at. */
  async function aStory(options: SandboxOptions = {}) {
    const [slack, pager] = [await startReceiver(), await startReceiver()];
    stage.after(slack.close);
    stage.after(pager.close);
    const story = await stage.story({
      ...options,
      files: (samples) => ({
        ...samples,
        'access-requests/policy.yaml': `${samples['access-requests/policy.yaml']}
  notify: {default: [slack], incident: [slack, pager]}
`,
      }),
      settings: {
        ...options.settings,
        destinations: [
          { kind: 'slack', name: 'slack', url: slack.url + HOOK },
          { kind: 'webhook', name: 'pager', url: pager.url + HOOK, secret: SECRET },
        ],
      },
    });
    return { ...story, slack, pager };
  }

  const texts = ({ received }: Receiver): readonly string[] =>
    received.map(({ body }) => (JSON.parse(body) as { readonly text: string }).text);
  /** Of which kind: by the words that only it has. */
  const kinds = (receiver: Receiver): readonly string[] =>
    texts(receiver).map(
      (text) => /asks|until .* approved|minutes left|no longer has|guardrails/.exec(text)?.[0] ?? text,
    );
  const untilTold = async (receiver: Receiver, words: RegExp): Promise<string> =>
    until(`"${words.source}" to be told`, () => texts(receiver).find((text) => words.test(text)));

  test('the life of a request is told in Slack, once, though the controller is another one in the middle', async () => {
    const story = await aStory();
    const { slack, clock, github } = story;

    const pull = await story.asks();
    const asked = await untilTold(slack, /asks/);
    await story.approved(pull);
    await github.as('alice').merge(pull);
    await story.untilAllowed();
    await untilTold(slack, /approved by bob/);
    await restartElsewhere(story);
    clock.putForward(minutes(116));
    await untilTold(slack, /minutes left/);
    clock.putForward(minutes(5));
    await story.untilRefused();
    await story.untilEvent('expired');
    await untilTold(slack, /no longer has/);
    await story.turn();

    expect(asked).toContain(
      'alice asks `@acme/payments` for an approval: if you approve, alice may read pods, logs and events of prod-eu/payments, for 2 hours from the merge. <',
    );
    expect(asked).toContain(`/acme/access/pull/${pull.number}|Pull request #${pull.number}>`);
    expect(kinds(slack)).toEqual([
      'asks',
      expect.stringMatching(/^until .* approved$/),
      'minutes left',
      'no longer has',
    ]);
    const told = await stage
      .clusters()
      .call('prod-eu', 'GET', '/api/v1/namespaces/daypass/configmaps/daypass-told');
    expect(JSON.stringify(told.body)).toMatch(/ told [0-9a-f]{8} slack ended [0-9a-f]{20}/);
    expect(readFileSync(story.logFile, 'utf8')).not.toContain('hunter2');
  });

  test('an alert goes to the pager, signed', async () => {
    const { pager, turn } = await aStory();

    await stage
      .clusters()
      .call('prod-eu', 'DELETE', '/api/v1/namespaces/daypass/configmaps/daypass-checkpoint');
    await turn();
    await untilTold(pager, /Nothing is granted in prod-eu/);

    const [{ headers, body }] = pager.received as readonly [Received];
    const signed = `${String(headers['x-daypass-timestamp'])}.${body}`;
    expect(headers['x-daypass-signature-256']).toBe(
      `sha256=${createHmac('sha256', SECRET).update(signed).digest('hex')}`,
    );
    expect(JSON.parse(body)).toMatchObject({ kind: 'frozen', route: 'incident' });
  });

  test('[223] a Slack that never answers is in nobody’s way', async () => {
    const story = await aStory();
    story.slack.behaves({ kind: 'never answers' });

    const pull = await story.asks();
    await untilChecked(story.github, pull, 'action_required');
    await until('somebody to be told in vain', () => story.slack.received.length > 0 || undefined);
    await story.approved(pull);
    await story.github.as('alice').merge(pull);
    await story.untilAllowed();
    story.clock.putForward(hours(2));
    await story.untilRefused();
    story.slack.behaves({ kind: 'takes it' });

    await untilTold(story.slack, /no longer has/);
  });
});
