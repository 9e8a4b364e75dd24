/** The log: one JSON line a fact, to standard output, and no secret in any of them. */
import { pino, type DestinationStream, type Logger } from 'pino';
import { escaped } from '../core/words/inert.ts';
import type { LogLevel } from './config.ts';

export type Log = Logger;

const HIDDEN = '[hidden]';
/** What looks like a credential, whoever's it is. */
const CREDENTIALS = new RegExp(
  [
    String.raw`-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?-----END [A-Z ]*PRIVATE KEY-----`,
    String.raw`\b(?:gh[a-z]_|github_pat_)\w{16,}(?:\.[\w-]+)*`,
    String.raw`\beyJ[\w-]{8,}\.[\w-]+\.[\w-]+`,
    String.raw`(?<=\b(?:bearer|basic|token) )[\w.~+/=-]{16,}`,
    String.raw`(?<=://)[^\s/@"]+(?=@)`,
  ].join('|'),
  'gi',
);

/** NB: what a library puts into an error is not ours to trust, so whole lines are searched, not named fields. */
function hideSecrets(line: string, secrets: readonly string[]): string {
  let text = line;
  for (const secret of secrets) text = text.replaceAll(asInJson(secret), HIDDEN);
  return text.replace(CREDENTIALS, HIDDEN);
}

/** `destination`: where the lines go; by default standard output, without ever waiting for whoever reads it. */
export function openLog(level: LogLevel, secrets: readonly string[], destination = standardOutput()): Log {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: named },
  };
  return pino(options, { write: (line) => destination.write(escaped(hideSecrets(line, secrets))) });
}

/** NB: a sink that blocks must not hold up the ends: lines are written aside, and dropped when too many wait. */
function standardOutput(): DestinationStream {
  return pino.destination({ dest: 1, sync: false, minLength: 0, maxLength: 16 * 1024 * 1024 });
}

function named(level: string) {
  return { level };
}

function asInJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
