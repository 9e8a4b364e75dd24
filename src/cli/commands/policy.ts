/** `daypass policy check|explain`: the guardrails before anybody is asked to approve them, and what they mean for one person. */
import { Misuse, type Command, type ExitCode, type Io } from '../command.ts';
import { checkPolicy } from '../policy/check.ts';
import { explainPolicy } from '../policy/explain.ts';

const help = `
Works in a clone of the access repository, on the files as they stand in its working tree: access-requests/policy.yaml,
access-requests/people.yaml and CODEOWNERS. It writes nothing.

Usage: daypass policy check [--against <ref>] [--repository <folder>] [-o json]
       daypass policy explain <login> <cluster>/<namespace> [--repository <folder>] [-o json]

check tells every problem with its file, line and column, why it is one and how to mend it. Exit code 1: there is one.

  --against <ref>  says besides what these guardrails loosen, change and tighten against those at a commit, branch or
                   tag of the clone, as in origin/main; and from the ledger there, which grants that are held and which
                   requests of the past they would have decided otherwise. It believes the clone's history, and knows
                   nothing of teams, of what clusters hold, and of how many grants somebody held at the time

explain tells what one person may ask for in a namespace (or in <cluster>/_cluster), for how long, what such a role
accepts, who would approve it, and what is refused and why.

  -o json                print JSON
  --repository <folder>  the root of the clone; by default this folder

Environment, all of it optional:
  GITHUB_TOKEN        a token that may read the organisation's teams and the repository: explain then resolves teams to
                      people. Without it, it says "if in @acme/engineers", and names the teams
  DAYPASS_REPOSITORY  owner/name; by default what the remote origin of the clone says
  GITHUB_API_URL      as https://github.acme.com/api/v3, for a GitHub Enterprise Server

  daypass policy check --against origin/main
  daypass policy explain alice prod-eu/payments
`;

export const policy: Command = {
  name: 'policy',
  summary: 'Check the guardrails in a clone, or explain them to one person',
  help,
  run: async (args, io) => subcommand(args, io),
};

async function subcommand([name, ...args]: readonly string[], io: Io): Promise<ExitCode> {
  if (name === 'check') return checkPolicy(args, io);
  if (name === 'explain') return explainPolicy(args, io);
  if (name === undefined) throw new Misuse('it is check or explain');
  throw new Misuse(`${JSON.stringify(name)} is neither check nor explain`);
}
