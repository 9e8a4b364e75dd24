/** Applies the objects of grants that are recorded, and remembers which ones an API server refuses. */
import type { Binding } from '../../core/grant/binding.ts';
import type { OwnRole } from '../../core/grant/own-role.ts';
import type { GrantId } from '../../core/ledger/event.ts';
import type { Instant } from '../../core/time.ts';
import { asFact, inParallel } from '../read/gather.ts';
import type { Memory, World } from '../world.ts';

const WIDTH = 16;

interface Target {
  readonly cluster: string;
  readonly grant: GrantId;
}

export interface Application extends Target {
  readonly binding: Binding;
  /** The UID of the binding that is put right; undefined: there is none yet. */
  readonly over?: string | undefined;
  /** Applied first; undefined where the role is of the catalogue. */
  readonly role: OwnRole | undefined;
  /** When its time began to run. */
  readonly beganAt: Instant;
}

export interface Applied {
  readonly applied: readonly Application[];
  readonly failures: readonly string[];
}

export async function applyBindings(
  applications: readonly Application[],
  world: Pick<World, 'clusters'>,
  memory: Pick<Memory, 'notApplicable'>,
): Promise<Applied> {
  const outcomes = await inParallel(applications, WIDTH, async (application) => ({
    application,
    failure: await apply(application, world, memory),
  }));
  return {
    applied: outcomes.flatMap(({ application, failure }) => (failure === undefined ? [application] : [])),
    failures: outcomes.flatMap(({ failure }) => failure ?? []),
  };
}

async function apply(
  { role, binding, over, ...target }: Application,
  { clusters }: Pick<World, 'clusters'>,
  memory: Pick<Memory, 'notApplicable'>,
): Promise<string | undefined> {
  // NB: the binding last: it is what gives access, and whoever finds it there finds all of the grant there.
  const failure = role === undefined ? undefined : await applyTo(target, role, clusters, memory);
  return failure ?? applyTo({ ...target, over }, binding, clusters, memory);
}

/** Each role alone, beside its binding; gives the grants whose role is as it should be now. */
export async function restoreRoles(
  restorations: readonly (Target & { readonly role: OwnRole })[],
  { clusters }: Pick<World, 'clusters'>,
  memory: Pick<Memory, 'notApplicable'>,
): Promise<{ readonly restored: ReadonlySet<GrantId>; readonly failures: readonly string[] }> {
  const outcomes = await inParallel(restorations, WIDTH, async ({ role, ...target }) => ({
    grant: target.grant,
    failure: await applyTo(target, role, clusters, memory),
  }));
  return {
    restored: new Set(outcomes.flatMap(({ grant, failure }) => (failure === undefined ? [grant] : []))),
    failures: outcomes.flatMap(({ failure }) => failure ?? []),
  };
}

async function applyTo(
  { cluster: name, grant, over }: Target & Pick<Application, 'over'>,
  object: Binding | OwnRole,
  clusters: World['clusters'],
  { notApplicable }: Pick<Memory, 'notApplicable'>,
): Promise<string | undefined> {
  const cluster = clusters.find((one) => one.name === name);
  if (cluster === undefined) return `no cluster ${name} is configured`;
  const answer = await asFact(cluster.apply(object, over));
  if (answer.kind === 'unread') return answer.why;
  if (answer.value.kind === 'done') {
    notApplicable.delete(grant);
    return undefined;
  }
  // It was accepted in a dry run and is refused now: it will be closed as revoked, never tried for ever.
  notApplicable.set(grant, answer.value.message);
  return answer.value.message;
}
