// Settings: read once, all problems at once, no secret in any message.
import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { readSettings, secretsOf } from '../../src/controller/config.ts';
import { publicKeyOf, readPrivateKey } from '../../src/core/crypto.ts';
import type { Parsed } from '../../src/core/problem.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const appKey = rsa.export({ type: 'pkcs1', format: 'pem' }).toString();
const sealKey = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

const complete = {
  APP_ID: '4242',
  PRIVATE_KEY: appKey,
  WEBHOOK_SECRET: 'a-secret-of-at-least-32-characters',
  SEAL_KEY: sealKey,
  DAYPASS_REPOSITORY: 'acme/access',
  KUBECONFIG: '/etc/daypass/kubeconfig',
};

const files: Readonly<Record<string, string>> = {
  '/etc/daypass/kubeconfig': 'contexts: []',
  '/etc/daypass/app.pem': appKey,
  '/etc/daypass/seal.pem': sealKey,
};

function readFile(path: string): string {
  const text = files[path];
  if (text === undefined) throw Object.assign(new Error(`no ${path}`), { code: 'ENOENT' });
  return text;
}

/** The complete environment with what is given instead; `undefined` takes a variable out. */
function settings(instead: Readonly<Record<string, string | undefined>> = {}) {
  return readSettings({ ...complete, ...instead }, readFile);
}

function whatIsWrong(parsed: Parsed<unknown>): readonly string[] {
  return parsed.kind === 'valid' ? [] : parsed.problems.map(({ what }) => what);
}

function valueOf<T>(parsed: Parsed<T>): T {
  if (parsed.kind === 'invalid') throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

test('a complete environment gives settings with GitHub, port and schedule filled in', () => {
  const { sealKey: key, ...rest } = valueOf(settings());

  expect(key.asymmetricKeyType).toBe('ed25519');
  expect(rest).toEqual({
    appId: 4242,
    appKey: appKey.trim(),
    webhookSecret: complete.WEBHOOK_SECRET,
    repository: { owner: 'acme', name: 'access' },
    github: { api: 'https://api.github.com', server: 'https://github.com' },
    clusters: { kind: 'kubeconfig', files: ['/etc/daypass/kubeconfig'] },
    schedule: '* * * * *',
    mirror: undefined,
    destinations: [],
    listen: { host: '0.0.0.0', port: 3000 },
    logLevel: 'info',
  });
});

test('an empty environment tells every setting that is missing, at once and by name', () => {
  expect(whatIsWrong(readSettings({}, readFile))).toEqual([
    'APP_ID is not set.',
    'Neither PRIVATE_KEY nor PRIVATE_KEY_PATH is set.',
    'Neither SEAL_KEY nor SEAL_KEY_PATH is set.',
    'DAYPASS_REPOSITORY is not set.',
    'Neither KUBECONFIG nor DAYPASS_CLUSTER is set.',
  ]);
});

test('many bad settings are told at once, and no message carries a secret', () => {
  const secret = 'hunter2-hunter2';

  const parsed = settings({
    APP_ID: 'Iv1.abc',
    PRIVATE_KEY: secret,
    WEBHOOK_SECRET: secret,
    SEAL_KEY: secret,
    DAYPASS_REPOSITORY: 'https://github.com/acme/access',
    GITHUB_API_URL: `http://${secret}@github.acme.com/api/v3`,
    GITHUB_SERVER_URL: 'http://github.acme.com',
    DAYPASS_CLUSTER: 'prod-eu',
    RECONCILE_SCHEDULE: 'often',
    SLACK_WEBHOOK_URL: `http://hooks.slack.com/${secret}`,
    PORT: '70000',
    LOG_LEVEL: 'silent',
  });

  expect(whatIsWrong(parsed)).toEqual([
    'APP_ID is not a number.',
    'PRIVATE_KEY is not an RSA private key in PEM form.',
    'WEBHOOK_SECRET is too short.',
    'SEAL_KEY is not a private key in PKCS#8 PEM form.',
    'DAYPASS_REPOSITORY is "https://github.com/acme/access".',
    'GITHUB_API_URL is not an https URL without credentials or query.',
    'GITHUB_SERVER_URL is not an https URL without credentials or query.',
    'KUBECONFIG and DAYPASS_CLUSTER are both set.',
    'RECONCILE_SCHEDULE is "often", no cron expression (expression).',
    'SLACK_WEBHOOK_URL is not an https URL without user and password.',
    'PORT is "70000".',
    'LOG_LEVEL is "silent".',
  ]);
  expect(JSON.stringify(parsed)).not.toContain(secret);
});

test('[84] a webhook secret that is there must have 32 characters, and an empty one is not "none"', () => {
  expect(whatIsWrong(settings({ WEBHOOK_SECRET: '' }))).toEqual(['WEBHOOK_SECRET is empty.']);
  expect(whatIsWrong(settings({ WEBHOOK_SECRET: 'x'.repeat(31) }))).toEqual(['WEBHOOK_SECRET is too short.']);
  expect(whatIsWrong(settings({ WEBHOOK_SECRET: 'x'.repeat(32) }))).toEqual([]);
});

test('without a webhook secret the repository is polled three times a minute', () => {
  const { schedule, webhookSecret } = valueOf(settings({ WEBHOOK_SECRET: undefined }));

  expect([schedule, webhookSecret]).toEqual(['*/20 * * * * *', undefined]);
});

test('keys are read from files, or from one line with escaped ends or Base64', () => {
  const fromFiles = valueOf(
    settings({
      PRIVATE_KEY: undefined,
      PRIVATE_KEY_PATH: '/etc/daypass/app.pem',
      SEAL_KEY: undefined,
      SEAL_KEY_PATH: '/etc/daypass/seal.pem',
    }),
  );
  const escaped = valueOf(settings({ PRIVATE_KEY: `"${appKey.replaceAll('\n', String.raw`\n`)}"` }));
  const encoded = valueOf(settings({ PRIVATE_KEY: Buffer.from(appKey).toString('base64') }));

  expect([fromFiles.appKey, escaped.appKey, encoded.appKey]).toEqual([appKey, appKey, appKey]);
});

test('[106] another key of the App, or the same in another form, changes nothing of the seal key', () => {
  const pkcs8 = rsa.export({ type: 'pkcs8', format: 'pem' }).toString();
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
    type: 'pkcs1',
    format: 'pem',
  });

  const sealKeys = [appKey, pkcs8, other.toString()].map((PRIVATE_KEY) =>
    publicKeyOf(valueOf(settings({ PRIVATE_KEY })).sealKey),
  );

  expect(new Set(sealKeys)).toEqual(new Set([publicKeyOf(readPrivateKey(sealKey))]));
});

test('a key that is given twice, or whose file is not there, is a problem', () => {
  expect(whatIsWrong(settings({ SEAL_KEY_PATH: '/etc/daypass/seal.pem' }))).toEqual([
    'SEAL_KEY and SEAL_KEY_PATH are both set.',
  ]);
  expect(whatIsWrong(settings({ SEAL_KEY: undefined, SEAL_KEY_PATH: '/nowhere' }))).toEqual([
    'The file of SEAL_KEY_PATH, /nowhere, cannot be read: ENOENT.',
  ]);
});

test('a seal key of another kind is refused', () => {
  const other = rsa.export({ type: 'pkcs8', format: 'pem' }).toString();

  expect(whatIsWrong(settings({ SEAL_KEY: other }))).toEqual(['SEAL_KEY is not an Ed25519 key.']);
});

test('GitHub Enterprise Server needs both of its addresses; http is taken from this machine alone', () => {
  const enterprise = {
    GITHUB_API_URL: 'https://github.acme.com/api/v3/',
    GITHUB_SERVER_URL: 'https://github.acme.com',
  };
  const here = { GITHUB_API_URL: 'http://127.0.0.1:4000', GITHUB_SERVER_URL: 'http://localhost:4000' };

  expect(valueOf(settings(enterprise)).github).toEqual({
    api: 'https://github.acme.com/api/v3',
    server: 'https://github.acme.com',
  });
  expect(valueOf(settings(here)).github.api).toBe('http://127.0.0.1:4000');
  expect(whatIsWrong(settings({ GITHUB_API_URL: enterprise.GITHUB_API_URL }))).toEqual([
    'GITHUB_API_URL is set alone.',
  ]);
});

test('in a pod the cluster has the name that the policy gives it', () => {
  const inPod = { KUBECONFIG: undefined, DAYPASS_CLUSTER: 'prod-eu' };

  expect(valueOf(settings(inPod)).clusters).toEqual({ kind: 'in pod', name: 'prod-eu' });
  expect(whatIsWrong(settings({ ...inPod, DAYPASS_CLUSTER: 'Prod EU' }))).toEqual([
    'DAYPASS_CLUSTER is "Prod EU".',
  ]);
});

test('a kubeconfig of several files must be readable as a whole', () => {
  expect(whatIsWrong(settings({ KUBECONFIG: '/etc/daypass/kubeconfig:/a:/b' }))).toEqual([
    'KUBECONFIG names what cannot be read: /a: ENOENT; /b: ENOENT.',
  ]);
});

test('every problem says what, why and what to do next', () => {
  const parsed = readSettings({ WEBHOOK_SECRET: '' }, readFile);

  const problems = parsed.kind === 'invalid' ? parsed.problems : [];
  expect(problems.every(({ what, why, mend }) => [what, why, mend].every((text) => text.endsWith('.')))).toBe(
    true,
  );
  expect(problems).toHaveLength(6);
});

test('the secrets that no log line may carry are all known', () => {
  const secrets = secretsOf(
    valueOf(settings({ SLACK_WEBHOOK_URL: 'https://hooks.slack.com/services/T/B/x' })),
  );

  expect(secrets).toEqual([
    appKey.trim(),
    sealKey,
    complete.WEBHOOK_SECRET,
    'https://hooks.slack.com/services/T/B/x',
  ]);
});
