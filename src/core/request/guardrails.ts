/** The guardrails in force: policy, people and CODEOWNERS as one value, and what they say of a request. */
import type { Codeowners } from '../approval/codeowners.ts';
import type { AccessPolicy } from './access-policy.ts';
import type { People } from './people.ts';

export interface Guardrails {
  readonly policy: AccessPolicy;
  readonly people: People;
  readonly codeowners: Codeowners;
}
