// The people of the sandbox, their teams, and the guardrails that they agreed on: the samples, with a key of our own.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseGuardrails, usernameOf } from '../../src/core/request/guardrails.ts';
import { PEOPLE_PATH, POLICY_PATH } from '../../src/core/request/path.ts';
import type { GitHub } from './github/start-github.ts';

const samples = join(import.meta.dirname, '..', '..', 'access-requests');
const sample = (name: string): string => readFileSync(join(samples, name), 'utf8');

/** The files with which an access repository begins. `publicKey`: the controller's seal key, as a policy lists it. */
export function firstFiles(publicKey: string): Readonly<Record<string, string>> {
  return {
    'README.md': 'Access requests of Acme.\n',
    '.github/CODEOWNERS': sample('CODEOWNERS.example'),
    'access-requests/policy.yaml': sample('policy.yaml').replace(
      /publicKey: \S+}/,
      `publicKey: ${publicKey}}`,
    ),
    'access-requests/people.yaml': sample('people.yaml'),
  };
}

/** The Kubernetes usernames that these guardrails give to the accounts of that GitHub. */
export function usernamesBy(
  files: Readonly<Record<string, string>>,
  github: GitHub,
): (login: string) => string {
  const path = '.github/CODEOWNERS';
  const guardrails = parseGuardrails({
    policy: { bytes: Buffer.from(files[POLICY_PATH] ?? '') },
    people: { bytes: Buffer.from(files[PEOPLE_PATH] ?? '') },
    codeowners: { path, bytes: Buffer.from(files[path] ?? '') },
  });
  if (guardrails.kind === 'invalid') throw new Error(JSON.stringify(guardrails.problems));
  return (login) => {
    const username = usernameOf(guardrails.value, github.user(login));
    if (username === undefined) throw new Error(`${login} has no username`);
    return username;
  };
}

/** alice and dave are engineers, bob and carol own payments, erin runs the platform; mallory may write and owns nothing. */
export function settlePeople(github: GitHub): void {
  github.user('alice', { id: 1001 });
  github.user('bob', { id: 1002 });
  github.user('carol', { id: 1003 });
  github.user('dave', { id: 1004 });
  github.user('erin', { id: 1005 });
  github.user('mallory', { id: 1006 });
  github.setTeam('engineers', { members: ['alice', 'bob', 'carol', 'dave', 'mallory'], permission: 'write' });
  github.setTeam('payments', { members: ['bob', 'carol'], permission: 'write' });
  github.setTeam('checkout', { members: ['carol'], permission: 'write' });
  github.setTeam('web', { members: ['dave'], permission: 'write' });
  github.setTeam('platform', { members: ['erin'], permission: 'write' });
  github.setTeam('oncall', { members: ['alice', 'dave'], permission: 'write' });
}
