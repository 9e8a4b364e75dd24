// The people of the sandbox, their teams, and the guardrails that they agreed on: the samples, with a key of our own.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
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
