// One life of a request: what people do in it, and what it comes to.
import type { NotificationKind } from '../../../src/core/telling/kinds.ts';
import type { Scene } from './scene.ts';

export interface Life {
  readonly play: (scene: Scene) => Promise<void>;
  /** In order. */
  readonly history: readonly string[];
  /** Each at least once; of alerts only those that this is about. */
  readonly told: readonly NotificationKind[];
}
