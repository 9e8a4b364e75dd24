// What hands do in a cluster in a random story: they delete, change and forge bindings, and make namespaces anew.
import { bindingName, type HeldBinding } from '../../src/core/grant/binding.ts';
import { hours, plus } from '../../src/core/time.ts';
import type { MemoryCluster } from '../sandbox/memory/cluster.ts';
import type { Books } from './books.ts';
import type { Deed } from './deed.ts';
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
