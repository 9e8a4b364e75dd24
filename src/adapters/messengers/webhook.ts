/** Tells a program: JSON, signed, so that it knows who says so. For PagerDuty, Teams or Jira behind a small adapter. */
import { createHmac } from 'node:crypto';
import type { Message } from '../../core/telling/notification.ts';
import { epochSeconds, formatInstant, seconds, type Duration } from '../../core/time.ts';
import { plainText } from '../../core/words/chat.ts';
import type { Clock, Messenger } from '../../ports.ts';
import { answered, unanswered } from './unsent.ts';

export interface WebhookPlace {
  readonly name: string;
  readonly url: string;
  readonly secret: string;
}

/** One try for each message: whoever sends tries again, and knows when. Redirects are not followed. */
export function webhookMessenger(
  { name, url, secret }: WebhookPlace,
  clock: Pick<Clock, 'now'>,
  deadline: Duration = seconds(5),
): Messenger {
  return {
    name,
    send: async (message) => {
      const body = rendered(message);
      const timestamp = String(epochSeconds(clock.now()));
      const headers = {
        'content-type': 'application/json',
        'user-agent': 'daypass',
        'x-daypass-delivery': message.key,
        'x-daypass-timestamp': timestamp,
        // NB: the time is signed too, so that nobody can send it again tomorrow.
        'x-daypass-signature-256': `sha256=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`,
      };
      await send(url, { method: 'POST', headers, body }, deadline);
    },
  };
}

async function send(url: string, request: RequestInit, deadline: Duration): Promise<void> {
  let response: Response;
  try {
    response = await fetch(url, { ...request, redirect: 'manual', signal: AbortSignal.timeout(deadline) });
    await response.body?.cancel();
  } catch (error) {
    throw unanswered(error, deadline);
  }
  if (!response.ok) throw answered(response.status, response.headers);
}

/** `key` is that of the delivery; `keys` names all that is told of in it, each the same whenever it is told again. */
function rendered({ key, keys, kind, route, due, sentence, link }: Message): string {
  const text = plainText(sentence);
  return JSON.stringify({ key, keys, kind, route, at: formatInstant(due), text, link: link.url });
}
