/** The terminal, the environment and the clock of this process, as commands see them. */
import { createInterface } from 'node:readline/promises';
import { instantOf } from '../core/time.ts';
import type { Io } from './command.ts';

export const terminal: Io = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  ask: async (question) => {
    if (!process.stdin.isTTY) return undefined;
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return (await lines.question(question)).trim();
    } finally {
      lines.close();
    }
  },
  variables: process.env,
  now: () => instantOf(Date.now()),
};
