// A company whose policy asks for more, or for less, than one approval; and what its stories do again and again.
import { CODEOWNERS, policyText } from '../sandbox/memory/company.ts';
import { memoryWorld, type MemoryWorld } from '../sandbox/memory/world.ts';

const ROLES = `
    pair: {clusterRole: daypass-log-viewer, maxDuration: 2h, requesters: ["@acme/engineers"], approvals: 2}
    guarded: {clusterRole: daypass-log-viewer, maxDuration: 2h, requesters: ["@acme/engineers"], alsoApprovedBy: ["@acme/security"]}
    quick: {clusterRole: daypass-log-viewer, maxDuration: 2h, namespaces: [payments, web], requesters: ["@acme/engineers"], approvals: 0, serviceAccounts: [payments/api]}
    incident: {clusterRole: daypass-debugger, maxDuration: 1h, namespaces: [payments, web], requesters: ["@acme/engineers"], accepts: [pods/exec], review: after}
    program: {clusterRole: daypass-log-viewer, maxDuration: 2h, requesters: ["@acme/engineers"], serviceAccounts: [web/deployer, payments/api]}
`;

export function policyWithRoles(key: string): string {
  return policyText({ keys: { 'key-1': key } }).replace('\n  pendingTimeout', `${ROLES}  pendingTimeout`);
}

/** carol and heidi are security; dave owns what concerns web; trent can write, and may ask for nothing. */
export async function aStage(): Promise<MemoryWorld> {
  const world = await memoryWorld({
    files: (key) => ({
      'access-requests/policy.yaml': policyWithRoles(key),
      '.github/CODEOWNERS': `${CODEOWNERS}/access-requests/prod-eu/web/ @dave\n`,
    }),
    trusted: false,
  });
  world.github.user('heidi', { id: 1101 });
  world.github.user('trent', { id: 1102 });
  world.github.setTeam('security', { members: ['carol', 'heidi'], permission: 'write' });
  world.github.setTeam('others', { members: ['trent'], permission: 'write' });
  await world.trusts();
  return world;
}

export function pathOf(role: string, name = 'alice', namespace = 'payments'): string {
  return `access-requests/prod-eu/${namespace}/${role}/${name}.yaml`;
}

/** Approvals by these, in this order, each after a check; and another check in the end. */
export async function approvedBy(
  world: MemoryWorld,
  pull: Parameters<MemoryWorld['check']>[0],
  ...logins: readonly string[]
): Promise<string | null | undefined> {
  await world.review();
  for (const login of logins) world.github.as(login).approve(pull);
  await world.review(pull.number);
  return world.check(pull).conclusion;
}

/** What the default branch holds of a file. */
export async function fileOf({ world: { git } }: MemoryWorld, path: string): Promise<string> {
  const { tree } = await git.branch('main');
  const entry = tree.get(path);
  const blob = entry && (await git.blob(entry.blob, 100_000));
  if (blob?.kind !== 'bytes') throw new Error(`${path} is not there`);
  return new TextDecoder().decode(blob.bytes);
}
