/** What a person asks for: one request file, read strictly. */
import type { Duration, Instant } from '../time.ts';

export type Subject =
  | { readonly kind: 'person'; readonly login: string }
  | { readonly kind: 'service account'; readonly namespace: string; readonly name: string };

export interface AccessRequest {
  readonly subject: Subject;
  readonly duration: Duration;
  readonly reason: string;
  readonly ticket: string | undefined;
  readonly startsAt: Instant | undefined;
  /** As written; undefined where the request names a role. */
  readonly actions: readonly string[] | undefined;
}
