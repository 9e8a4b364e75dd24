/** The settings that are secrets: the App's key, the seal key, the webhook secret. Their values are in no message. */
import { createPrivateKey } from 'node:crypto';
import { readPrivateKey, type SealingKey } from '../core/crypto.ts';
import { valid, type Parsed } from '../core/problem.ts';
import { further, reasonOf, refused, variable, type Environment } from './config-reading.ts';

export const SHORTEST_SECRET = 32;

/** PEM of the App's private key, from `PRIVATE_KEY` or `PRIVATE_KEY_PATH`. */
export function readAppKey(environment: Environment): Parsed<string> {
  return further(textOrFile(environment, 'PRIVATE_KEY', "the GitHub App's private key"), (pem) => {
    if (isRsaKey(pem)) return valid(pem);
    return refused(
      'PRIVATE_KEY is not an RSA private key in PEM form.',
      'GitHub accepts no other key of an App.',
      "Give the text of the .pem file that GitHub generated on the App's page, or its path in PRIVATE_KEY_PATH.",
    );
  });
}

/** The private half of a key that the policy lists under `sealKeys`, from `SEAL_KEY` or `SEAL_KEY_PATH`. */
export function readSealKey(environment: Environment): Parsed<SealingKey['privateKey']> {
  return further(textOrFile(environment, 'SEAL_KEY', 'the key that seals the events'), (pem) => {
    try {
      return valid(readPrivateKey(pem));
    } catch (error) {
      const why = error instanceof Error ? error.message : 'unreadable';
      return refused(
        `SEAL_KEY is ${why}.`,
        'Events are sealed with Ed25519.',
        'Make one with `daypass keygen`.',
      );
    }
  });
}

/**
 * NB: [84] Probot would take signatures made with a public default where the secret is empty, so an empty one is
 * refused and only an absent one means "no endpoint".
 */
export function readWebhookSecret({ variables }: Environment): Parsed<string | undefined> {
  const secret = variables['WEBHOOK_SECRET']?.trim();
  if (secret === undefined || secret.length >= SHORTEST_SECRET) return valid(secret);
  return refused(
    secret === '' ? 'WEBHOOK_SECRET is empty.' : 'WEBHOOK_SECRET is too short.',
    `Whoever guesses it can send events, so it has at least ${SHORTEST_SECRET} characters.`,
    'Set a longer one here and on the page of the App (`openssl rand -hex 32`), or unset it to poll without webhooks.',
  );
}

/** Whether nobody on its way can read what is sent there. */
export function isProtected(url: URL): boolean {
  if (url.protocol === 'https:') return true;
  const isLoopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);
  return url.protocol === 'http:' && isLoopback;
}

function textOrFile(environment: Environment, name: string, meaning: string): Parsed<string> {
  const text = variable(environment, name);
  const path = variable(environment, `${name}_PATH`);
  if (text !== undefined && path !== undefined) {
    return refused(`${name} and ${name}_PATH are both set.`, 'Only one can count.', 'Unset one of them.');
  }
  if (text !== undefined) return valid(unfolded(text));
  if (path !== undefined) return readKeyFile(environment, `${name}_PATH`, path);
  return refused(`Neither ${name} nor ${name}_PATH is set.`, `It is ${meaning}.`, 'Set one of them.');
}

function readKeyFile(environment: Environment, name: string, path: string): Parsed<string> {
  try {
    return valid(environment.readFile(path));
  } catch (error) {
    return refused(
      `The file of ${name}, ${path}, cannot be read: ${reasonOf(error)}.`,
      'It holds a key.',
      'Correct the path.',
    );
  }
}

/** A PEM in one line, as environment files carry it: with `\n` spelled out, in quotes, or in Base64. */
function unfolded(text: string): string {
  const plain = text.replace(/^"([^]*)"$/, '$1').replaceAll(String.raw`\n`, '\n');
  return plain.includes('-----BEGIN') ? plain : Buffer.from(plain, 'base64').toString('utf8');
}

function isRsaKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}
