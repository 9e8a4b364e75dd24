/** Settings as values; what is wrong with them as one message that tells all of it. */
import type { Parsed } from '../core/problem.ts';

/** NB: by the names of the settings, never by their values. */
export function valueOrThrow<T>(parsed: Parsed<T>): T {
  if (parsed.kind === 'valid') return parsed.value;
  const lines = parsed.problems.map(({ what, why, mend }) => `- ${[what, why, mend].join(' ')}`);
  throw new Error(`the settings are not complete.\n${lines.join('\n')}`);
}
