// What must hold of the roles of their own that grants of actions have: exactly the actions, and nothing left without a binding.
import { expect } from 'vitest';
import type { HeldBinding } from '../../src/core/grant/binding.ts';
import type { HeldRole } from '../../src/core/grant/own-role.ts';
import type { MemoryCluster } from '../sandbox/memory/cluster.ts';
import type { Books } from './books.ts';
import type { Action } from './deed.ts';
import type { Stage } from './stage.ts';

/** What each action needs, as `verb resource/name`. */
const NEEDS: Readonly<Record<Action, readonly string[]>> = {
  'logs pods/api': ['get pods/log api', 'get pods api'],
  'delete pods/api': ['delete pods api', 'get pods api'],
};

/** I6: a binding of actions never stands without its role, which holds what was asked for; but for what hands did to it. */
export function expectOwnRole(
  { rightful, meddledRoles }: Books,
  cluster: MemoryCluster,
  binding: HeldBinding,
  grant: string,
): void {
  const asked = rightful.get(grant)?.actions;
  if (asked === undefined || meddledRoles.has(binding.name)) return;
  const role = cluster.ownRoles().find((one) => isOf(binding, one));
  expect(role && allowedBy(role), `what the role of ${binding.name} allows`).toEqual(neededFor(asked));
}

/** At rest there are those that a binding needs and no other, each as it was asked for, whatever hands did to it. */
export function expectOwnRolesAtRest({ rightful }: Books, { world }: Stage): void {
  for (const cluster of [world.prodEu, world.staging]) {
    const needed = cluster.bindings().filter(({ roleRef }) => roleRef.kind === 'Role');
    const roles = cluster.ownRoles();
    expect(roles.map(({ name }) => name).toSorted()).toEqual(needed.map(({ name }) => name).toSorted());
    for (const role of roles) {
      const asked = rightful.get(role.name.slice('daypass-'.length, -'-0000000000'.length))?.actions;
      expect(allowedBy(role), `what ${role.name} allows`).toEqual(asked && neededFor(asked));
    }
  }
}

function isOf({ namespace, name, roleRef }: HeldBinding, role: HeldRole): boolean {
  return role.kind === roleRef.kind && role.namespace === namespace && role.name === name;
}

function neededFor(actions: readonly Action[]): readonly string[] {
  return [...new Set(actions.flatMap((action) => NEEDS[action]))].toSorted();
}

/** One by one, in whatever way the rules put them together. */
export function allowedBy({ rules }: Pick<HeldRole, 'rules'>): readonly string[] {
  const each = rules.flatMap(({ verbs, apiGroups, resources, resourceNames }) =>
    verbs.flatMap((verb) =>
      apiGroups.flatMap((group) =>
        resources.flatMap((resource) =>
          (resourceNames.length === 0 ? ['*'] : resourceNames).map((name) =>
            [verb, group === '' ? resource : `${resource}.${group}`, name].join(' '),
          ),
        ),
      ),
    ),
  );
  return [...new Set(each)].toSorted();
}
