// What hands do in a cluster in a random story: they delete, change and forge bindings, and make namespaces anew.
import { bindingName, type HeldBinding } from '../../src/core/grant/binding.ts';
import type { HeldRole } from '../../src/core/grant/own-role.ts';
import { hours, plus } from '../../src/core/time.ts';
import type { MemoryCluster } from '../sandbox/memory/cluster.ts';
import type { Books } from './books.ts';
import { POD, type Deed } from './deed.ts';
import { isOurs } from './invariants.ts';
import type { Stage } from './stage.ts';

const MALLORY = { kind: 'User', name: 'mallory@acme.com' } as const;

interface Found {
  readonly cluster: MemoryCluster;
  readonly binding: HeldBinding;
}

function onBinding(name: string, pick: number, change: (found: Found, books: Books) => void): Deed {
  return {
    name: `${name} [${pick}]`,
    play: async (books, { world }) => {
      const all = [world.prodEu, world.staging].flatMap((cluster) =>
        cluster
          .bindings()
          .filter(isOurs)
          .map((binding) => ({ cluster, binding })),
      );
      const found = all[pick % all.length];
      if (found !== undefined) change(found, books);
    },
  };
}

export function bindingIsDeleted(pick: number): Deed {
  return onBinding('a binding is deleted by hand', pick, ({ cluster, binding }) => cluster.takeAway(binding));
}

export function subjectIsAdded(pick: number): Deed {
  return onBinding('mallory is added to a binding', pick, ({ cluster, binding }, books) => {
    const { uid } = cluster.put({ ...binding, subjects: [...binding.subjects, MALLORY] });
    books.altered.add(uid);
  });
}

export function marksAreStripped(pick: number): Deed {
  return onBinding('the marks of a binding are taken off', pick, ({ cluster, binding }) => {
    cluster.put({ ...binding, labels: {}, annotations: {} });
  });
}

/** A roleRef is immutable, so that this is another object under the name. */
export function roleIsSwapped(pick: number): Deed {
  return onBinding('a binding is made anew for another role', pick, ({ cluster, binding }, books) => {
    cluster.takeAway(binding);
    const roleRef = { kind: 'ClusterRole', name: 'daypass-node-drainer-of-mallory' } as const;
    books.foreign.add(cluster.put({ ...binding, roleRef }).uid);
  });
}

export function bindingIsForged(): Deed {
  return {
    name: 'a binding of the reserved form is made by hand',
    play: async (books, { world }) => {
      const end = plus(world.clock.now(), hours(9));
      const grant = String(books.foreign.size).padStart(20, 'f');
      const { uid } = world.prodEu.put(handMade(bindingName(grant, end)));
      books.foreign.add(uid);
    },
  };
}

function onRole(
  name: string,
  pick: number,
  change: (role: HeldRole, stage: Stage, books: Books) => void,
): Deed {
  return {
    name: `${name} [${pick}]`,
    play: async (books, stage) => {
      const all = stage.world.prodEu.ownRoles();
      const found = all[pick % all.length];
      if (found !== undefined) change(found, stage, books);
    },
  };
}

/** Whoever may change roles lets a subject of ours do more. */
export function roleIsWidened(pick: number): Deed {
  return onRole('a role of a grant is widened by hand', pick, (role, { world }, books) => {
    const secrets = {
      apiGroups: [''],
      resources: ['secrets'],
      verbs: ['get'],
      resourceNames: [],
      nonResourceURLs: [],
    };
    books.meddledRoles.add(world.prodEu.putRole({ ...role, rules: [...role.rules, secrets] }).name);
  });
}

export function roleIsDeleted(pick: number): Deed {
  return onRole('a role of a grant is deleted by hand', pick, (role, { world }, books) => {
    world.prodEu.takeAway(role);
    books.meddledRoles.add(role.name);
  });
}

/** It allows nothing, and is nobody's. */
export function roleIsForged(): Deed {
  return {
    name: 'a role of the reserved form is made by hand',
    play: async (books, { world }) => {
      const name = bindingName(
        String(books.foreign.size).padStart(20, 'e'),
        plus(world.clock.now(), hours(9)),
      );
      const rules = [
        { apiGroups: ['*'], resources: ['*'], verbs: ['*'], resourceNames: [], nonResourceURLs: [] },
      ];
      const metadata = { namespace: 'payments', name, labels: {}, annotations: {} };
      books.foreign.add(world.prodEu.putRole({ kind: 'Role', ...metadata, rules }).uid);
    },
  };
}

/** Who asks for what may be done to it, asks for nothing while it is not there. */
export function podIsThere(there: boolean): Deed {
  return {
    name: there ? 'the pod comes back' : 'the pod goes away',
    play: async (_, { world: { prodEu } }) => (there ? prodEu.putObject(POD) : prodEu.takeObjectAway(POD)),
  };
}

/** It looks like one of ours in everything but its name. */
export function anotherBindingIsMade(): Deed {
  return {
    name: 'a binding of somebody else is made or changed',
    play: async (books, { world }) => {
      const held = world.prodEu.put(handMade(`daypass-of-the-platform-${books.others.size % 2}`));
      books.others.set(held.uid, held);
    },
  };
}

function handMade(name: string) {
  return {
    kind: 'RoleBinding',
    namespace: 'payments',
    name,
    labels: { 'app.kubernetes.io/managed-by': 'daypass' },
    annotations: {},
    roleRef: { kind: 'ClusterRole', name: 'daypass-debugger' },
    subjects: [MALLORY],
  } as const;
}

/** Everything in it goes, and the new one is another namespace. */
export function namespaceIsMadeAnew(): Deed {
  return {
    name: 'the namespace payments is deleted, and made anew',
    play: async (books, { world }: Stage) => {
      for (const [uid, { namespace }] of books.others) if (namespace === 'payments') books.others.delete(uid);
      world.prodEu.removeNamespace('payments');
      world.prodEu.addNamespace('payments');
    },
  };
}
