/** Whether what a check showed was of the base that a pull request has had since. */
import type { Fact } from '../problem.ts';
import type { CheckRun, Retargeted } from './facts.ts';

/** NB: GitHub's times are whole seconds. A check of the very second of the change may be of the base before. */
export function showedThisBase({ completedAt }: CheckRun, retargeted: Retargeted): boolean {
  switch (retargeted.kind) {
    case 'never':
      return true;
    case 'last':
      return completedAt > retargeted.at;
    case 'too often':
      return false;
  }
}

/**
 * Whether a reviewer needs the same check once more, since the one that there is was made of another base. Where that is not
 * known, or can never be told, nothing is gained by another.
 */
export function isOfAnotherBase(run: CheckRun, retargeted: Fact<Retargeted>): boolean {
  return (
    retargeted.kind === 'read' && retargeted.value.kind === 'last' && !showedThisBase(run, retargeted.value)
  );
}
