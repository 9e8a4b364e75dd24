/** The settings that say where people are told: `SLACK_WEBHOOK_URL`, and `NOTIFY_<NAME>_URL` with its secret. */
import { invalid, valid, type Parsed } from '../core/problem.ts';
import { SLACK } from '../core/request/notify.ts';
import { isProtected, SHORTEST_SECRET } from './config-secrets.ts';
import { further, refused, variable, type Environment } from './config-reading.ts';

/** NB: an address is a secret, too. Whoever knows it can post, and Slack's is all that it takes. */
export type Destination =
  | { readonly kind: 'slack'; readonly name: string; readonly url: string }
  | { readonly kind: 'webhook'; readonly name: string; readonly url: string; readonly secret: string };

/** Every destination, or the problems of all of them. */
export function readDestinations(environment: Environment): Parsed<readonly Destination[]> {
  const read = [readSlack(environment), ...namesIn(environment).map((name) => readNamed(environment, name))];
  const problems = read.flatMap((one) => (one.kind === 'invalid' ? one.problems : []));
  if (problems.length > 0) return invalid(problems);
  return valid(read.flatMap((one) => (one.kind === 'valid' ? one.value : [])));
}

/** Every value that no log line may carry. */
export function secretsIn(destinations: readonly Destination[]): readonly string[] {
  return destinations.flatMap((one) => (one.kind === 'slack' ? [one.url] : [one.url, one.secret]));
}

type Some = Parsed<readonly Destination[]>;

function readSlack(environment: Environment): Some {
  return further(readAddress(environment, 'SLACK_WEBHOOK_URL'), (url) =>
    valid(url === undefined ? [] : [{ kind: 'slack', name: SLACK, url }]),
  );
}

const NAMED = /^NOTIFY_(.*)_(?:URL|SECRET)$/;

/** The `<NAME>` of each, as it stands in the variables. */
function namesIn({ variables }: Environment): readonly string[] {
  const names = Object.keys(variables)
    .filter((name) => variables[name] !== undefined)
    .flatMap((name) => NAMED.exec(name)?.[1] ?? []);
  return [...new Set(names)].toSorted();
}

const NAME = /^[A-Z0-9](?:[A-Z0-9_]{0,61}[A-Z0-9])?$/;

function readNamed(environment: Environment, written: string): Some {
  const [urlName, secretName] = [`NOTIFY_${written}_URL`, `NOTIFY_${written}_SECRET`];
  const name = written.toLowerCase().replaceAll('_', '-');
  if (!NAME.test(written)) return nameIsOdd(urlName);
  if (name === SLACK) return slackHasItsOwn(urlName);
  const isSlack = variable(environment, urlName)?.startsWith(SLACK_LIKE) === true;
  return further(readAddress(environment, urlName), (url): Some => {
    const secret = environment.variables[secretName]?.trim();
    if (url === undefined) return secret === undefined ? valid([]) : secretIsAlone(secretName, urlName);
    if (isSlack)
      return secret === undefined ? valid([{ kind: 'slack', name, url }]) : slackSignsNothing(secretName);
    return further(readSecret(secretName, secret), (found) =>
      valid([{ kind: 'webhook', name, url, secret: found }]),
    );
  });
}

const SLACK_LIKE = 'slack+';

/** A URL whose path is a secret: it is in no message. */
function readAddress(environment: Environment, name: string): Parsed<string | undefined> {
  const text = variable(environment, name);
  if (text === undefined) return valid(undefined);
  const url = URL.parse(name === 'SLACK_WEBHOOK_URL' ? text : text.replace(SLACK_LIKE, ''));
  // NB: `fetch` refuses a URL with credentials in it, each time anew.
  if (url !== null && isProtected(url) && url.username === '' && url.password === '') return valid(url.href);
  return refused(
    `${name} is not an https URL without user and password.`,
    'Whoever reads it on its way could post with it; plain http is taken only to this machine itself.',
    `Correct or unset ${name}.`,
  );
}

function readSecret(name: string, secret: string | undefined): Parsed<string> {
  if (secret !== undefined && secret.length >= SHORTEST_SECRET) return valid(secret);
  return refused(
    secret === undefined ? `${name} is not set.` : `${name} is too short.`,
    `It signs what is sent there, so it has at least ${SHORTEST_SECRET} characters.`,
    'Set a longer one here and where it is received (`openssl rand -hex 32`).',
  );
}

function nameIsOdd(name: string): Some {
  return refused(
    `${name} does not name a destination.`,
    'The policy names it in lower case: letters, digits and hyphens, which are underscores here.',
    'Write it as in NOTIFY_ON_CALL_URL, which is the destination `on-call`.',
  );
}

function slackHasItsOwn(name: string): Some {
  return refused(
    `${name} is set.`,
    'The destination `slack` has a setting of its own.',
    'Set SLACK_WEBHOOK_URL instead, or choose another name.',
  );
}

function secretIsAlone(secretName: string, urlName: string): Some {
  return refused(
    `${secretName} is set, and ${urlName} is not.`,
    'There is nothing that it could sign.',
    `Set ${urlName} too, or unset ${secretName}.`,
  );
}

function slackSignsNothing(name: string): Some {
  return refused(
    `${name} is set for a receiver of Slack messages.`,
    'Those are not signed.',
    `Unset ${name}, or leave \`slack+\` out of the address for a signed webhook.`,
  );
}
