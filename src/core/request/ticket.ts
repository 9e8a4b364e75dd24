/** What a ticket must look like, and where it is found. The core's one door to the engine of patterns. */
import { RE2JS } from 're2js';

/** Steps of the engine: real patterns of tickets take less than a hundred. */
const MOST_STEPS = 500;

/**
 * Whether a pattern can be used. NB: it may be a stranger's, from a pull request that nobody approved. The engine takes
 * time in proportion to pattern and text, whatever the pattern, and knows no look-around and no back-references; what it
 * would still have to count out at length is refused as well.
 */
export function isTicketPattern(pattern: string): boolean {
  return compiled(pattern) !== undefined;
}

/** As a whole. What cannot be read as a pattern matches nothing. */
export function isTicket(pattern: string, text: string): boolean {
  return compiled(pattern)?.matches(text) ?? false;
}

/** Where the ticket is found. NB: it stands there percent-encoded, so that it cannot lead elsewhere or end a link. */
export function ticketUrl(url: string, ticket: string): string {
  const encoded = encodeURIComponent(ticket.toWellFormed()).replaceAll(/[!'()*]/g, percentEncoded);
  return url.replaceAll('{ticket}', () => encoded);
}

function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

function compiled(pattern: string): RE2JS | undefined {
  try {
    const engine = RE2JS.compile(pattern);
    return engine.programSize() <= MOST_STEPS ? engine : undefined;
  } catch {
    return undefined;
  }
}
