/** What a new version of the guardrails loosens, changes and tightens: what gives more away comes first. */
import type { Guardrails } from '../request/guardrails.ts';
import { compareOwners } from './compare-owners.ts';
import { comparePeople } from './compare-people.ts';
import { comparePolicies } from './compare-policies.ts';
import type { Difference } from './difference.ts';

/** Empty where both mean the same, however they are written. */
export function compareGuardrails(before: Guardrails, after: Guardrails): readonly Difference[] {
  const found = [
    ...comparePolicies({ before: before.policy, after: after.policy }),
    ...comparePeople({ before, after }),
    ...compareOwners({ before: before.codeowners, after: after.codeowners }),
  ];
  return (['loosens', 'changes', 'tightens'] as const).flatMap((direction) =>
    found.filter((difference) => difference.direction === direction),
  );
}
