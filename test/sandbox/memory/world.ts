// A whole world in memory, ready for a story: company, repository, clusters, and a controller whose turns the story takes.
import { generateKeyPairSync } from 'node:crypto';
import { publicKeyOf } from '../../../src/core/crypto.ts';
import type { SealKeyPair } from '../../../src/flows/seal-key.ts';
import type { World } from '../../../src/flows/world.ts';
import type { Files } from '../github/git.ts';
import type { Clock } from '../../../src/ports.ts';
import type { MergeMethod, PullRequest } from '../github/state.ts';
import { handClock, type HandClock } from './clock.ts';
import { memoryCluster, type MemoryCluster } from './cluster.ts';
import { aController } from './controller.ts';
import {
  firstFiles,
  hirePeople,
  PEOPLE,
  REQUEST,
  requestText,
  ROLES,
  type Login,
  type RequestWish,
} from './company.ts';
import { openJournal } from './journal.ts';
import { observations } from './observations.ts';
import { memoryGitHub, type MemoryGitHub } from './repository.ts';

export interface Ask extends RequestWish {
  /** Of the request file. */
  readonly path?: string;
  /** Instead of the request, or beside it. */
  readonly files?: Files;
  readonly branch?: string;
}

export interface WorldOptions {
  readonly start?: string;
  /** False: the guardrails are there, and nobody has trusted them yet. */
  readonly trusted?: boolean;
  readonly sealKey?: SealKeyPair;
  /** In place of one that begins at `start`. */
  readonly clock?: HandClock;
  /** What the controller and its clusters take for the time; absent: what it is. */
  readonly ours?: Clock;
  /** In place of the company's own, or beside them; it is given the public half of the seal key. */
  readonly files?: (sealKey: string) => Files;
}

export type MemoryWorld = Awaited<ReturnType<typeof memoryWorld>>;

export async function memoryWorld({
  start = '2026-11-20T16:00:00Z',
  trusted = true,
  sealKey = aSealKey(),
  clock = handClock(start),
  ours = clock,
  files = () => ({}),
}: WorldOptions = {}) {
  const { publicKey } = sealKey;
  const github = await memoryGitHub({
    clock,
    files: { ...firstFiles({ 'key-1': publicKey }), ...files(publicKey) },
  });
  hirePeople(github);
  const clusters = theClusters(ours);
  const journal = openJournal();
  const { git, github: port } = github.ports;
  const world: World = {
    git,
    github: port,
    clusters: Object.values(clusters),
    clock: ours,
    journal,
    sealKey,
  };
  const controller = aController(world, clock);
  if (trusted) await controller.trusts();
  return {
    world,
    github,
    clock,
    journal,
    sealKey,
    ...clusters,
    ...controller,
    ...team(github),
    ...observations(world, github),
    /** Past every rule, as an administrator can. */
    bypass: async (pull: PullRequest, method: MergeMethod = 'squash') =>
      github.as('root').merge(pull, method, { bypass: true }),
    /** Asks, is checked, approved by an owner, and merged as the rules want it. */
    merged: async (ask: Ask = {}, method: MergeMethod = 'squash'): Promise<PullRequest> => {
      const { alice, bob } = team(github);
      const pull = await alice.asks(ask);
      await controller.review();
      bob.approve(pull);
      await controller.review();
      await alice.merge(pull, method);
      return pull;
    },
  };
}

export function aSealKey(): SealKeyPair {
  const { privateKey } = generateKeyPairSync('ed25519');
  return { privateKey, publicKey: publicKeyOf(privateKey) };
}

function theClusters(clock: Clock): { readonly prodEu: MemoryCluster; readonly staging: MemoryCluster } {
  const namespaces = ['payments', 'web'];
  return {
    prodEu: memoryCluster({ name: 'prod-eu', clock, roles: ROLES, namespaces }),
    staging: memoryCluster({ name: 'staging', clock, roles: ROLES, namespaces }),
  };
}

export type Colleague = ReturnType<typeof colleague>;

/** Everybody, by login. */
function team(github: MemoryGitHub): Readonly<Record<Login, Colleague>> {
  // The keys are all the logins that there are.
  return Object.fromEntries(PEOPLE.map((login) => [login, colleague(github, login)])) as Record<
    Login,
    Colleague
  >;
}

function colleague(github: MemoryGitHub, login: Login) {
  const person = github.as(login);
  return {
    ...person,
    /** Opens a pull request with one request, and whatever files the story wants beside it. */
    asks: async ({ path = REQUEST, files, branch, ...wish }: Ask = {}) =>
      person.openPullRequest({
        branch: branch ?? `ask-${github.state.lastNumber + 1}`,
        title: 'Ask for access',
        files: files ?? { [path]: requestText({ subject: login, ...wish }) },
      }),
  };
}
