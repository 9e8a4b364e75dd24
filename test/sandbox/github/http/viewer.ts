// Who asks: reads the credential of a request, and says what it may do in the words that GitHub uses to refuse.
import { createPublicKey, verify } from 'node:crypto';
import { Refusal, notFound, type Hub } from '../hub.ts';
import { accountOf, atLeast, permissionOf } from '../people.ts';
import type { Level, State } from '../state.ts';
import type { Viewer } from './answers.ts';

/** What a route asks of whoever calls it. */
export type Need =
  | { readonly kind: 'anyone' }
  | { readonly kind: 'app' }
  | { readonly kind: 'person' }
  | {
      readonly kind: 'repository';
      readonly permission: string;
      readonly level: 'read' | 'write';
      /** What a person needs; absent: the same level. Null: people may not, only apps. */
      readonly person?: Level | null;
    }
  | { readonly kind: 'organization' };

/** The viewer behind an Authorization header; a wrong credential is a 401, none is nobody. */
export function viewerOf(state: State, authorization: string | undefined): Viewer {
  if (authorization === undefined) return { kind: 'nobody' };
  const [scheme = '', value = ''] = authorization.split(' ');
  const credential = scheme.toLowerCase() === 'basic' ? passwordOf(value) : value;
  const viewer = credential.startsWith('ey') ? appBehind(state, credential) : holderOf(state, credential);
  if (!viewer) throw new Refusal(401, 'Bad credentials');
  return viewer;
}

const passwordOf = (basic: string): string => {
  const [user = '', ...rest] = Buffer.from(basic, 'base64').toString('utf8').split(':');
  // GitHub takes a token as the password of any name, or as the name itself.
  return rest.join(':') || user;
};

function holderOf(state: State, credential: string): Viewer | undefined {
  const token = state.installationTokens.find((one) => one.token === credential);
  if (token) {
    if (token.expiresAt <= Date.now()) return undefined;
    if (state.installation.suspendedAt !== null)
      throw new Refusal(403, 'This installation has been suspended');
    return { kind: 'installation', account: accountOf(state, state.app.bot), credential };
  }
  const account = [...state.accounts.values()].find((one) => one.token === credential);
  return account && { kind: 'person', account, credential };
}

const leewaySeconds = 600;

/** Checked by the wall's clock, leniently: a story that is fast-forwarded still signs in. */
function appBehind(state: State, jwt: string): Viewer | undefined {
  const [header = '', payload = '', signature = ''] = jwt.split('.');
  const claims: unknown = parseJson(Buffer.from(payload, 'base64url').toString('utf8'));
  if (typeof claims !== 'object' || claims === null || !state.app.publicKey) return undefined;
  const { iss, exp } = claims as { readonly iss?: unknown; readonly exp?: unknown };
  const known = String(iss) === String(state.app.id) || iss === state.app.clientId;
  const genuine = verify(
    'sha256',
    Buffer.from(`${header}.${payload}`),
    createPublicKey(state.app.publicKey),
    Buffer.from(signature, 'base64url'),
  );
  if (!known || !genuine) return undefined;
  if (typeof exp !== 'number' || exp < Date.now() / 1000 - leewaySeconds) {
    throw new Refusal(
      401,
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    );
  }
  return { kind: 'app', credential: 'app' };
}

export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Refuses as GitHub does: what one may not see is not there, what one may not do is forbidden. */
export function admit(hub: Hub, viewer: Viewer, need: Need): void {
  switch (need.kind) {
    case 'anyone':
      return;
    case 'app':
      if (viewer.kind !== 'app') throw new Refusal(401, 'A JSON web token could not be decoded');
      return;
    case 'person':
      if (viewer.kind === 'nobody' || viewer.kind === 'app')
        throw new Refusal(401, 'Requires authentication');
      if (viewer.kind === 'installation') throw new Refusal(403, 'Resource not accessible by integration');
      return;
    case 'repository':
      admitToRepository(hub, viewer, need);
      return;
    case 'organization':
      admitToOrganization(hub, viewer);
  }
}

function admitToRepository(hub: Hub, viewer: Viewer, need: Need & { kind: 'repository' }): void {
  if (viewer.kind === 'nobody') throw notFound();
  if (viewer.kind === 'app') throw new Refusal(401, 'Bad credentials');
  if (viewer.kind === 'installation') {
    if (holds(hub.state, need.permission, need.level)) return;
    throw new Refusal(403, 'Resource not accessible by integration');
  }
  const level = permissionOf(hub.state, viewer.account);
  if (!atLeast(level, 'read')) throw notFound();
  if (need.person === null) throw new Refusal(403, 'You must authenticate via a GitHub App.');
  if (!atLeast(level, need.person ?? need.level)) {
    throw new Refusal(403, 'Must have push access to repository.');
  }
}

function admitToOrganization(hub: Hub, viewer: Viewer): void {
  if (viewer.kind === 'nobody' || viewer.kind === 'app') throw new Refusal(401, 'Requires authentication');
  if (viewer.kind === 'installation') {
    if (!holds(hub.state, 'members', 'read'))
      throw new Refusal(403, 'Resource not accessible by integration');
    return;
  }
  if (viewer.account.orgRole === 'none') throw notFound();
}

const holds = (state: State, permission: string, level: 'read' | 'write'): boolean => {
  const held = state.installation.permissions[permission];
  return held === 'write' || held === level;
};
