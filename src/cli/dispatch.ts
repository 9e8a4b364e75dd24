/** Finds the command that was asked for, runs it, and turns every outcome into words and an exit code. */
import { EXIT, Misuse, type Command, type ExitCode, type Io } from './command.ts';

export async function dispatch(
  commands: readonly Command[],
  args: readonly string[],
  version: string,
  io: Io,
): Promise<ExitCode> {
  const [name, ...rest] = args;
  if (name === '--version') return told(io.out, `${version}\n`);
  if (name === '--help' || name === '-h' || (name === 'help' && rest.length === 0))
    return told(io.out, overview(commands));
  if (name === undefined) {
    io.err(overview(commands));
    return EXIT.misused;
  }
  const wanted = name === 'help' ? rest[0] : name;
  const command = commands.find((each) => each.name === wanted);
  if (command === undefined)
    return misused(io, `daypass has no command ${JSON.stringify(wanted)}.`, 'daypass --help');
  const asksForHelp = name === 'help' || rest.some((each) => each === '--help' || each === '-h');
  return asksForHelp ? told(io.out, `${command.help.trim()}\n`) : runOne(command, rest, io);
}

async function runOne(command: Command, args: readonly string[], io: Io): Promise<ExitCode> {
  try {
    return await command.run(args, io);
  } catch (error) {
    const message = error instanceof Error ? error.message : 'it failed';
    if (error instanceof Misuse)
      return misused(io, `daypass ${command.name}: ${message}.`, `daypass ${command.name} --help`);
    io.err(`daypass ${command.name}: ${message}\n`);
    return EXIT.refused;
  }
}

function misused(io: Io, what: string, help: string): ExitCode {
  io.err(`${what}\nSee \`${help}\`.\n`);
  return EXIT.misused;
}

function told(tell: (text: string) => void, text: string): ExitCode {
  tell(text);
  return EXIT.done;
}

function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return `daypass: temporary Kubernetes access by pull request

Usage: daypass <command> [options]

Commands:
${lines.join('\n')}

daypass <command> --help tells more of one. Exit codes: 0 done, 1 refused or failed, 2 not understood.
`;
}
