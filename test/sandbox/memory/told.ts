// What a cluster in memory remembers of who was told what: its ConfigMap daypass-told.
import { parseTold, toldData } from '../../../src/core/telling/told.ts';
import type { ToldBoard, WriteAnswer } from '../../../src/ports.ts';

export interface ToldHands {
  /** Undefined where there is none. */
  readonly toldData: () => Readonly<Record<string, string>> | undefined;
  /** As somebody with a text editor would; undefined: deletes it. */
  readonly setTold: (data: Readonly<Record<string, string>> | undefined) => void;
}

type Answering = <T>(name: 'told' | 'writeTold', answer: () => T) => Promise<T>;

export function memoryBoard(answering: Answering): Omit<ToldBoard, 'name'> & ToldHands {
  let held: { data: Readonly<Record<string, string>>; version: number } | undefined;
  let versions = 0;
  const put = (data: Readonly<Record<string, string>>) => {
    versions += 1;
    held = { data, version: versions };
  };
  return {
    told: () =>
      answering('told', () => held && { told: parseTold(held.data), resourceVersion: `${held.version}` }),
    writeTold: (told, resourceVersion) =>
      answering('writeTold', (): WriteAnswer => {
        const isAsRead = resourceVersion === (held && `${held.version}`);
        if (!isAsRead) return { kind: 'refused', message: 'it is no longer at that resourceVersion' };
        put(toldData(told));
        return { kind: 'done' };
      }),
    toldData: () => held?.data,
    setTold: (data) => (data === undefined ? (held = undefined) : put(data)),
  };
}
