/** The terminal, the environment and the clock of this process, as commands see them. */
import { createInterface } from 'node:readline/promises';
import { instantOf } from '../core/time.ts';
import { escaped } from '../core/words/inert.ts';
import type { Io } from './command.ts';

/** NB: files and answers from outside are shown here; none of them may act on the terminal. */
export const terminal: Io = {
  out: (text) => void process.stdout.write(escaped(text)),
  err: (text) => void process.stderr.write(escaped(text)),
  ask: async (question) => {
    if (!process.stdin.isTTY) return undefined;
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return (await lines.question(escaped(question))).trim();
    } finally {
      lines.close();
    }
  },
  variables: process.env,
  now: () => instantOf(Date.now()),
};
