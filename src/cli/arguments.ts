/** The arguments of one command, read strictly: what is not known is a misuse, never ignored. */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { Misuse } from './command.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

/** The arguments besides options, as the help names them. */
export interface Positionals {
  /** As in `<commit>`: without it the command makes no sense. */
  readonly required?: string;
  readonly optional?: string;
}

/** Options by name, and no more other arguments than are named. */
export function readArguments<const T extends Options>(
  args: readonly string[],
  options: T,
  { required, optional }: Positionals = {},
) {
  const read = parsed(args, options);
  if (required !== undefined && read.positionals.length === 0) throw new Misuse(`${required} is missing`);
  const surplus = read.positionals[[required, optional].filter((name) => name !== undefined).length];
  if (surplus !== undefined) throw new Misuse(`${JSON.stringify(surplus)} is one argument too many`);
  return read;
}

/** `-o json` or `-o text`, which every command that a program might read understands. */
export const OUTPUT = { output: { type: 'string', short: 'o', default: 'text' } } as const;

export function wantsJson(output: string): boolean {
  if (output !== 'json' && output !== 'text')
    throw new Misuse(`-o is text or json, not ${JSON.stringify(output)}`);
  return output === 'json';
}

function parsed<const T extends Options>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    const [message = 'the arguments make no sense'] =
      error instanceof Error ? error.message.split('. To specify') : [];
    throw new Misuse(message, { cause: error });
  }
}
