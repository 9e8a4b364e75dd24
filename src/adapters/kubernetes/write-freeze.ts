/** How operators write a freeze, with credentials of their own. */
import type { FreezeWriter } from '../../ports.ts';
import type { Api } from './api.ts';
import { FREEZE_PATH, freezeObject } from './freeze.ts';
import { CONFIG_MAPS_PATH } from './objects.ts';
import { isNotFound } from './answer.ts';
import { writeAnswer } from './write-cluster.ts';

export function freezeWriter(api: Api): FreezeWriter {
  return {
    writeFreeze: async (freeze, resourceVersion) => {
      const isNew = resourceVersion === undefined;
      const path = isNew ? CONFIG_MAPS_PATH : FREEZE_PATH;
      return writeAnswer(
        await api({ method: isNew ? 'POST' : 'PUT', path, body: freezeObject(freeze, resourceVersion) }),
      );
    },
    removeFreeze: async (resourceVersion) => {
      const body = { apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { resourceVersion } };
      const answer = await api({ method: 'DELETE', path: FREEZE_PATH, body });
      return isNotFound(answer) ? { kind: 'done' } : writeAnswer(answer);
    },
  };
}
