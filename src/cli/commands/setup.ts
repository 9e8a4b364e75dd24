/** `daypass setup`: Probot's set-up page, which makes the GitHub App from `app.yml`. The controller never starts it. */
import { readArguments } from '../arguments.ts';
import { keepSettings } from '../env-file.ts';
import { EXIT, Misuse, type Command, type ExitCode, type Io } from '../command.ts';

const help = `
Makes the GitHub App: starts a page on this machine that sends you to GitHub with the manifest app.yml, and writes
what GitHub answers (APP_ID, PRIVATE_KEY, WEBHOOK_SECRET) to the file .env of this folder.

Usage: daypass setup [--org <organisation>] [--port <port>]

  --org <organisation>  the App belongs to this organisation instead of to you
  --port <port>         where the page listens, on this machine alone; by default 3000

Environment: GITHUB_SERVER_URL for a GitHub Enterprise Server, as https://github.acme.com.
`;

export const setup: Command = {
  name: 'setup',
  summary: 'Make the GitHub App, on a page of this machine',
  help,
  run: startPage,
};

async function startPage(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values } = readArguments(args, {
    org: { type: 'string' },
    port: { type: 'string', default: '3000' },
  });
  if (!/^\d{1,5}$/.test(values.port)) throw new Misuse('--port is a number');
  if (io.variables['APP_ID'] !== undefined) {
    throw new Error('APP_ID is set, so there is an App already. Unset it to make another one.');
  }
  prepareProbot(values.org, io.variables['GITHUB_SERVER_URL']);
  const { run: startProbot } = await import('probot'); // on demand: no other command has a use for it
  await startProbot(() => {}, {
    env: { PORT: values.port, HOST: '127.0.0.1', LOG_LEVEL: 'warn' },
    updateEnv: (settings) => keepSettings('.env', settings),
  });
  io.out(`Open http://127.0.0.1:${values.port}/probot to make the App. Ctrl-C ends this page.\n`);
  await new Promise(() => {});
  return EXIT.done;
}

/** Probot reads these from the environment itself. NB: no relay of webhooks is opened: without them we poll. */
function prepareProbot(organisation: string | undefined, server: string | undefined): void {
  process.env['NO_SMEE_SETUP'] = 'true';
  if (organisation !== undefined) process.env['GH_ORG'] = organisation;
  const host = server === undefined ? undefined : URL.parse(server)?.host;
  if (host !== undefined && host !== 'github.com') process.env['GHE_HOST'] = host;
}
