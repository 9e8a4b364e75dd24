/** Our own sentences where people chat: in Slack's markup, or as plain text. Names from outside can stand in them, and do nothing. */
import { oneLine, shortened } from './inert.ts';
import { piecesOf } from './prose.ts';

/** Of one message; Slack takes 3,000 characters in one block, and each of ours may become five. */
const LONGEST = 580;

/**
 * Slack's mrkdwn. NB: `<!channel>` and `<https://…|harmless>` need their angle brackets, which are spelled out; what others that
 * take such messages act on (`@all`, `[text](https://…)`, a bare address) stands in code, where nobody does.
 * https://docs.slack.dev/messaging/formatting-message-text/
 */
export function slackMarkup(prose: string): string {
  const pieces = piecesOf(shortened(prose, LONGEST));
  return pieces
    .map(({ kind, text }) =>
      kind === 'code' ? slackCode(text) : spelledOut(text).replaceAll(ADDRESS, slackCode),
    )
    .join('');
}

export function slackLink({ label, url }: { readonly label: string; readonly url: string }): string {
  return `<${spelledOut(url)}|${spelledOut(oneLine(label)).replaceAll('|', ' ')}>`;
}

/** Without any markup: what was code is quoted where its end could be missed. */
export function plainText(prose: string): string {
  return piecesOf(prose)
    .map(({ kind, text }) => (kind === 'code' && text.includes(' ') ? `"${text}"` : text))
    .join('');
}

const ADDRESS = /\S*(?::\/\/|www\.)\S*/gi;

/** NB: Slack's code ends at the next backtick, however many began it. */
function slackCode(text: string): string {
  return `\`${spelledOut(text.replaceAll('`', "'"))}\``;
}

function spelledOut(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
