/** The ConfigMap `daypass-freeze` as the Kubernetes API has it, and back. */
import { z } from 'zod';
import { freezeData, parseFreeze, type Freeze } from '../../core/grant/freeze.ts';
import type { HeldFreeze } from '../../ports.ts';
import { CONFIG_MAPS_PATH, understood } from './objects.ts';

const FREEZE = { name: 'daypass-freeze', namespace: 'daypass' } as const;
export const FREEZE_PATH = `${CONFIG_MAPS_PATH}/${FREEZE.name}`;

const freezeSchema = z.object({
  metadata: z.object({ resourceVersion: z.string() }),
  data: z.record(z.string(), z.string()).default({}),
  binaryData: z.record(z.string(), z.string()).default({}),
});

/** NB: what stands there in bytes is looked at too, as a key that no freeze has; or half of one would pass for a whole. */
export function heldFreeze(body: unknown): HeldFreeze {
  const { metadata, data, binaryData } = understood(freezeSchema, body);
  return { freeze: parseFreeze({ ...binaryData, ...data }), resourceVersion: metadata.resourceVersion };
}

/** What is sent whole, over whatever stood there. */
export function freezeObject(freeze: Freeze, resourceVersion: string | undefined) {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { ...FREEZE, ...(resourceVersion !== undefined && { resourceVersion }) },
    data: freezeData(freeze),
  };
}
