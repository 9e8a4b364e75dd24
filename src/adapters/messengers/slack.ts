/** Tells people in Slack, or in what takes Slack's messages: one sentence and one link, in blocks, and once more as text. */
import { IncomingWebhook, type IncomingWebhookSendArguments } from '@slack/webhook';
import type { Message } from '../../core/telling/notification.ts';
import { seconds, type Duration } from '../../core/time.ts';
import { slackLink, slackMarkup } from '../../core/words/chat.ts';
import type { Messenger } from '../../ports.ts';
import { answered, unanswered } from './unsent.ts';

export interface SlackPlace {
  readonly name: string;
  readonly url: string;
}

/** One try for each message: whoever sends tries again, and knows when. Redirects are not followed. */
export function slackMessenger({ name, url }: SlackPlace, deadline: Duration = seconds(5)): Messenger {
  return { name, send: async (message) => send(url, rendered(message), deadline) };
}

async function send(url: string, body: IncomingWebhookSendArguments, deadline: Duration): Promise<void> {
  let response: Response | undefined;
  const webhook = new IncomingWebhook(url, {
    timeout: deadline,
    fetch: async (...request) => (response = await fetch(...request)),
  });
  try {
    await webhook.send(body);
  } catch (error) {
    throw response === undefined || response.ok
      ? unanswered(error, deadline)
      : answered(response.status, response.headers);
  }
}

/** NB: the text is for phones, for screen readers, and for receivers that know no blocks; nothing in it is left to be guessed. */
function rendered({ sentence, link }: Message): IncomingWebhookSendArguments {
  const said = slackMarkup(sentence);
  const where = slackLink(link);
  return {
    text: `${said} ${where}`,
    blocks: [
      { type: 'section', text: { type: 'mrkdwn', text: said, verbatim: true } },
      { type: 'context', elements: [{ type: 'mrkdwn', text: where, verbatim: true }] },
    ],
    unfurl_links: false,
    unfurl_media: false,
  };
}
