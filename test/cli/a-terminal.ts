// A terminal that remembers what was said to it.
import { dispatch } from '../../src/cli/dispatch.ts';
import { commands } from '../../src/cli/commands.ts';
import type { Command, ExitCode } from '../../src/cli/command.ts';
import { parseInstant } from '../../src/core/time.ts';

export interface Said {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
}

export interface Terminal {
  readonly variables?: Readonly<Record<string, string>>;
  readonly answer?: string;
  readonly known?: readonly Command[];
}

/** Runs `daypass` with these arguments in this process, at 2026-11-21T08:00:00Z. */
export async function daypass(args: readonly string[], terminal: Terminal = {}): Promise<Said> {
  const { variables = {}, answer, known = commands } = terminal;
  let [out, err] = ['', ''];
  const code = await dispatch(known, args, '0.1.0', {
    out: (text) => (out += text),
    err: (text) => (err += text),
    ask: () => Promise.resolve(answer),
    variables,
    now: () => parseInstant('2026-11-21T08:00:00Z')!,
  });
  return { code, out, err };
}
