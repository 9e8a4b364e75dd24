/** `daypass keygen`: a new seal key; its public half as a line of the policy, its private half into a file. */
import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { publicKeyOf } from '../../core/crypto.ts';
import { formatInstant } from '../../core/time.ts';
import { OUTPUT, readArguments, wantsJson } from '../arguments.ts';
import { EXIT, Misuse, type Command, type ExitCode, type Io } from '../command.ts';

const help = `
Makes a key with which the controller seals the events that it writes to Git.

Usage: daypass keygen [--id <id>] [--out <file>] [-o json]

  --id <id>     how the policy names the key; by default this month, as in 2026-11
  --out <file>  where the private key goes, readable by you alone; an existing file is never overwritten.
                By default daypass-seal-<id>.pem; "-" writes it to standard output and the rest to standard error
  -o json       prints id, public key and file as JSON

What to do with it: put the line that it prints under sealKeys in access-requests/policy.yaml, by a reviewed pull
request, and give the file to the controller as SEAL_KEY_PATH. To rotate, list the new key beside the old one, swap
the file, and remove the old line later.

  daypass keygen --out - | kubectl create secret generic daypass-seal --from-file=seal.pem=/dev/stdin
`;

export const keygen: Command = {
  name: 'keygen',
  summary: 'Make a key with which the controller seals events',
  help,
  run: (args, io) => Promise.resolve(makeKey(args, io)),
};

function makeKey(args: readonly string[], io: Io): ExitCode {
  const { values } = readArguments(args, { id: { type: 'string' }, out: { type: 'string' }, ...OUTPUT });
  const id = values.id ?? formatInstant(io.now()).slice(0, 7);
  if (!/^[\w.-]{1,64}$/.test(id))
    throw new Misuse('--id is at most 64 letters, digits, dots, hyphens and underscores');
  const isJson = wantsJson(values.output);
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const file = values.out ?? `daypass-seal-${id}.pem`;
  if (file === '-') io.out(pem);
  else keep(pem, file);
  const key = { id, publicKey: publicKeyOf(privateKey), file };
  const tell = file === '-' ? io.err : io.out;
  tell(isJson ? `${JSON.stringify(key)}\n` : describe(key));
  return EXIT.done;
}

/** NB: made for its owner alone from the first byte on, and never in place of another key. */
function keep(pem: string, file: string): void {
  try {
    writeFileSync(file, pem, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    throw new Error(`the key could not be written to ${file}; no key was kept. ${messageOf(error)}`, {
      cause: error,
    });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : '';
}

function describe({ id, publicKey, file }: { id: string; publicKey: string; file: string }): string {
  const where =
    file === '-' ? '' : `The private key is in ${file}: give it to the controller, and to nobody else.\n`;
  return `${where}Add this under sealKeys in access-requests/policy.yaml, by a reviewed pull request:

  - {id: ${JSON.stringify(id)}, publicKey: ${publicKey}}
`;
}
