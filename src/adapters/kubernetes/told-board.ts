/** The ConfigMap `daypass-told` of a cluster: who was told what lately. Best effort: without it people may hear twice. */
import { z } from 'zod';
import { parseTold, toldData, type Told } from '../../core/telling/told.ts';
import type { HeldTold, ToldBoard, WriteAnswer } from '../../ports.ts';
import type { Api } from './api.ts';
import { understood } from './objects.ts';
import { isConflict, isNotFound, messageIn, successful } from './answer.ts';

const TOLD = { name: 'daypass-told', namespace: 'daypass' } as const;
const CONFIG_MAPS = `/api/v1/namespaces/${TOLD.namespace}/configmaps`;
const TOLD_PATH = `${CONFIG_MAPS}/${TOLD.name}`;

export function toldBoard(name: string, api: Api): ToldBoard {
  return {
    name,
    told: async () => {
      const answer = await api({ method: 'GET', path: TOLD_PATH });
      return isNotFound(answer) ? undefined : heldTold(successful(answer).body);
    },
    writeTold: (told, resourceVersion) => write(api, told, resourceVersion),
  };
}

async function write(api: Api, told: Told, resourceVersion: string | undefined): Promise<WriteAnswer> {
  const isNew = resourceVersion === undefined;
  const answer = await api({
    method: isNew ? 'POST' : 'PUT',
    path: isNew ? CONFIG_MAPS : TOLD_PATH,
    body: toldObject(told, resourceVersion),
  });
  // NB: what was deleted meanwhile is no longer what was read either; where it is to be made, the namespace is missing.
  if (isConflict(answer) || (isNotFound(answer) && !isNew))
    return { kind: 'refused', message: messageIn(answer.body) ?? 'somebody else wrote it meanwhile' };
  successful(answer);
  return { kind: 'done' };
}

function toldObject(told: Told, resourceVersion: string | undefined) {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      ...TOLD,
      labels: { 'app.kubernetes.io/managed-by': 'daypass' },
      ...(resourceVersion !== undefined && { resourceVersion }),
    },
    data: toldData(told),
  };
}

const toldSchema = z.object({
  metadata: z.object({ resourceVersion: z.string() }),
  data: z.record(z.string(), z.string()).catch({}),
});

function heldTold(body: unknown): HeldTold {
  const { metadata, data } = understood(toldSchema, body);
  return { told: parseTold(data), resourceVersion: metadata.resourceVersion };
}
