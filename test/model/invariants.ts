// What must hold after every step: no access that nobody granted, none that outlives its end, none that grows longer.
import { expect } from 'vitest';
import type { HeldBinding } from '../../src/core/grant/binding.ts';
import { isAllowed, type Books, type Frozen } from './books.ts';
import { expectOwnRole } from './own-roles.ts';
import { ACTIVE_PER_SUBJECT } from './policies.ts';
import type { Stage } from './stage.ts';

const NAME = /^daypass-([0-9a-f]{20})-(\d{10})$/;

export function expectInvariants(books: Books, stage: Stage): void {
  const { world } = stage;
  expect(stage.disorder).toEqual([]);
  expectLeftAlone(books, stage);
  for (const cluster of [world.prodEu, world.staging]) {
    for (const binding of cluster.bindings().filter(isOurs)) {
      const [, grant = '', end = ''] = NAME.exec(binding.name) ?? [];
      if (!stage.isCut(cluster.name)) {
        expectNoLongerThan(binding, Number(end), world.clock.now());
        expectNotFrozen(binding, books.frozen.get(cluster.name));
      }
      if (books.foreign.has(binding.uid)) continue;
      expectRightful(books, cluster.name, binding, grant, Number(end));
      expectOpen(books, grant, world.clock.now());
      expectOwnRole(books, cluster, binding, grant);
      expectNoLater(books, grant, Number(end));
    }
  }
  // NB: what a lost history granted stays for 5 minutes beside what is granted then.
  if (!books.isRewritten) expectNoMoreThanTheLimit(books, stage);
}

/** The form of names that is reserved. */
export function isOurs({ name }: { readonly name: string }): boolean {
  return NAME.test(name);
}

/** I7: what does not bear the reserved form is never touched, whatever its labels. */
function expectLeftAlone({ others }: Books, { world }: Stage): void {
  const held = new Map(world.bindings().map((binding) => [binding.uid, binding]));
  for (const [uid, binding] of others) expect(held.get(uid), `${binding.name} was touched`).toEqual(binding);
}

/** I2: the end lane of a cluster that can be reached has just had its turn. */
function expectNoLongerThan(binding: HeldBinding, end: number, now: number): void {
  expect(end * 1000, `${binding.name} outlives its end`).toBeGreaterThan(now);
}

/** While a freeze stands nothing is left of what it names; whoever grants has seen it, or the end lane was there since. */
function expectNotFrozen({ name, subjects }: HeldBinding, frozen: Frozen | undefined): void {
  if (frozen === undefined) return;
  const isNamed =
    frozen.all === 'true' ||
    subjects.some((subject) => subject.name === frozen.subjects) ||
    name.split('-')[1] === frozen.grants;
  expect(isNamed, `${name} is frozen, by ${JSON.stringify(frozen)}`).toBe(false);
}

/** I1, I6: a merged pull request asked for exactly this, a policy allows it, and eligible owners approved the very head. */
function expectRightful(
  books: Books,
  cluster: string,
  binding: HeldBinding,
  grant: string,
  end: number,
): void {
  const rightful = books.rightful.get(grant);
  if (rightful === undefined) expect.fail(`nobody granted ${binding.name} in ${cluster}`);
  expect(isAllowed(books, rightful), `enough owners approved ${binding.name}, and a policy allows it`).toBe(
    true,
  );
  expect(rightful.begins.map((begin) => begin + rightful.seconds)).toContain(end);
  expect({ cluster, namespace: binding.namespace, role: binding.roleRef }).toEqual({
    cluster: rightful.cluster,
    namespace: rightful.namespace,
    role:
      rightful.role === 'actions'
        ? { kind: 'Role', name: binding.name }
        : { kind: 'ClusterRole', name: rightful.role },
  });
  if (!books.altered.has(binding.uid))
    expect(binding.subjects).toEqual([{ kind: 'User', name: rightful.username }]);
}

/** Nothing is bound before it was to begin. */
function expectOpen({ rightful }: Books, grant: string, now: number): void {
  expect(now, `the opening of ${grant}`).toBeGreaterThanOrEqual((rightful.get(grant)?.opensAt ?? 0) * 1000);
}

/** I6: nobody holds more at a time than every policy allows. */
function expectNoMoreThanTheLimit({ foreign, rightful }: Books, { world, isCut }: Stage): void {
  const held = [world.prodEu, world.staging]
    .filter(({ name }) => !isCut(name))
    .flatMap((cluster) => cluster.bindings())
    .filter((binding) => isOurs(binding) && !foreign.has(binding.uid));
  const bySubject = Map.groupBy(held, ({ subjects }) => subjects[0]?.name);
  for (const [subject, bindings] of bySubject) {
    // What goes on stands beside what it goes on with until it was seen.
    const paths = new Set(bindings.map(({ name }) => rightful.get(NAME.exec(name)?.[1] ?? '')?.path ?? name));
    expect(paths.size, `what ${subject} holds`).toBeLessThanOrEqual(ACTIVE_PER_SUBJECT);
  }
}

/** I3. */
function expectNoLater({ ends }: Books, grant: string, end: number): void {
  const soonest = Math.min(ends.get(grant) ?? end, end);
  expect(end, `the end of ${grant}`).toBe(soonest);
  ends.set(grant, soonest);
}
