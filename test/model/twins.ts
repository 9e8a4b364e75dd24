// The same story on two stages that differ in one thing: what both come to is compared.
import type { HeldBinding } from '../../src/core/grant/binding.ts';
import type { MemoryCluster } from '../sandbox/memory/cluster.ts';
import { newBooks, noteMerges, type Books } from './books.ts';
import type { Deed } from './deed.ts';
import { allowedBy } from './own-roles.ts';
import { aStage, type Stage } from './stage.ts';

export interface Twin {
  readonly stage: Stage;
  readonly books: Books;
}

export async function aTwin(asPolicy?: (text: string) => string): Promise<Twin> {
  const stage = await aStage(undefined, asPolicy);
  return { stage, books: await newBooks(stage.world) };
}

export async function playOn({ stage, books }: Twin, deed: Deed): Promise<void> {
  await stage.breathe();
  await deed.play(books, stage);
  await noteMerges(books, stage.world);
}

/** Who may do what until when, in order. Names tell of the merge commit, which the controller's own commits move. */
export function accessIn(
  { stage: { world } }: Twin,
  where = [world.prodEu, world.staging],
): readonly string[] {
  return where
    .flatMap((cluster) =>
      cluster.bindings().map((binding) => {
        const { annotations, subjects, name } = binding;
        const [path, who] = [annotations['daypass.dev/request'], JSON.stringify(subjects)];
        return [path, roleOf(cluster, binding), who, name.slice(-10)].join(' ');
      }),
    )
    .toSorted();
}

/** What a role of its own allows; of the catalogue's, which one it is. */
function roleOf(cluster: MemoryCluster, { roleRef, name }: HeldBinding): string {
  if (roleRef.name !== name) return roleRef.name;
  const own = cluster.ownRoles().find((role) => role.name === name);
  return own === undefined ? 'none' : allowedBy(own).join(', ');
}
