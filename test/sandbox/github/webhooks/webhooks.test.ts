// Webhooks: signed, delivered once, and never again by themselves; and the switches that lose, double and reorder them.
import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ProbotOctokit } from 'probot';
import type { GitHub } from '../start-github.ts';
import { aGitHub, aPull } from '../testing.ts';

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

async function aReceiver(github: GitHub, status = 200) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  github.sendWebhooksTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const names = () => received.map(({ headers }) => String(headers['x-github-event']));
  return { received, names };
}

const asApp = (github: GitHub) =>
  new ProbotOctokit({
    baseUrl: github.apiUrl,
    auth: { appId: github.app.id, privateKey: github.app.privateKey },
    throttle: { enabled: false },
  });

describe('a webhook', () => {
  it('is signed with the secret', async () => {
    const github = await aGitHub();
    const { received } = await aReceiver(github);

    await aPull(github);
    await github.faults.webhooks.settled();

    const [first] = received;
    const signature = createHmac('sha256', github.app.webhookSecret)
      .update(first?.body ?? '')
      .digest('hex');
    expect(first?.headers).toMatchObject({
      'x-github-event': 'push',
      'x-hub-signature-256': `sha256=${signature}`,
    });
  });

  it('is sent once, and again only when asked, with the same GUID', async () => {
    const github = await aGitHub();
    const { received } = await aReceiver(github, 500);
    github.as('alice').comment(await aPull(github), 'Hello');
    await github.faults.webhooks.settled();
    const sent = received.length;

    const { data } = await asApp(github).rest.apps.listWebhookDeliveries();
    const failed = data.find((delivery) => delivery.event === 'issue_comment');
    await asApp(github).rest.apps.redeliverWebhookDelivery({ delivery_id: failed?.id ?? 0 });
    await github.faults.webhooks.settled();

    expect(failed?.status_code).toBe(500);
    expect(received).toHaveLength(sent + 1);
    expect(received.at(-1)?.headers['x-github-delivery']).toBe(failed?.guid);
    expect((await asApp(github).rest.apps.listWebhookDeliveries()).data[0]).toMatchObject({
      guid: failed?.guid,
      redelivery: true,
    });
  });

  it('of an event that the App did not subscribe to is not sent', async () => {
    const github = await aGitHub({ app: { events: ['push'] } });
    const { names } = await aReceiver(github);

    await aPull(github);
    await github.faults.webhooks.settled();

    expect(names()).toEqual(['push']);
  });

  it('can be lost, doubled, held back and let go in another order', async () => {
    const github = await aGitHub({ app: { events: ['issue_comment', 'pull_request'] } });
    const { received, names } = await aReceiver(github);
    const { webhooks } = github.faults;

    webhooks.lose(1);
    const pull = await aPull(github);
    webhooks.duplicate(2);
    github.as('alice').comment(pull, 'one');
    webhooks.duplicate(1);
    webhooks.hold();
    github.as('alice').comment(pull, 'two');
    await github.as('alice').close(pull);
    await webhooks.settled();
    const before = names();
    webhooks.release((held) => held.toReversed());
    await webhooks.settled();

    expect(before).toEqual(['issue_comment', 'issue_comment']);
    expect(new Set(received.slice(0, 2).map(({ headers }) => headers['x-github-delivery'])).size).toBe(1);
    expect(names().slice(2).toSorted()).toEqual(['issue_comment', 'pull_request']);
  });

  it('tells of a suspension, and then of nothing until it ends', async () => {
    const github = await aGitHub({ app: { events: ['pull_request'] } });
    const { names } = await aReceiver(github);

    github.faults.suspendInstallation();
    await aPull(github);
    github.faults.unsuspendInstallation();
    await github.faults.webhooks.settled();

    expect(names()).toEqual(['installation', 'installation']);
  });
});
