// What every access repository behind the ports does: the one in memory, and the adapters over the simulated GitHub.
import { describe } from 'vitest';
import { branchStories } from './access-repository/branch.ts';
import { closingStories } from './access-repository/closing.ts';
import { commentStories } from './access-repository/comments.ts';
import { factStories } from './access-repository/facts.ts';
import { mergeStories } from './access-repository/merges.ts';
import { reviewStories } from './access-repository/reviews.ts';
import { useScene, type AccessRepositoryUnderTest } from './access-repository/scene.ts';
import { writingStories } from './access-repository/writing.ts';

/** The files of the first commit. */
export const firstFiles = { 'README.md': 'Access requests.\n', a: 'one\n' } as const;

export function accessRepositoryContract(
  title: string,
  make: () => Promise<AccessRepositoryUnderTest>,
): void {
  describe(title, () => {
    const scene = useScene(make);
    branchStories(scene);
    mergeStories(scene);
    reviewStories(scene);
    factStories(scene);
    closingStories(scene);
    commentStories(scene);
    writingStories(scene);
  });
}
