/** The controller's own seal key, and the id under which the guardrails in force list it. */
import type { KeyObject } from 'node:crypto';
import type { SealingKey } from '../core/crypto.ts';
import type { AccessPolicy } from '../core/request/access-policy.ts';

export interface SealKeyPair {
  readonly privateKey: KeyObject;
  /** As a policy lists it. */
  readonly publicKey: string;
}

/** Undefined where the policy does not list our key: then nothing that we would write could count. */
export function listedKey(pair: SealKeyPair, policy: AccessPolicy): SealingKey | undefined {
  const listed = policy.sealKeys.find(({ publicKey }) => publicKey === pair.publicKey);
  return listed === undefined ? undefined : { id: listed.id, privateKey: pair.privateKey };
}
