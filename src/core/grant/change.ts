/** What a plan can ask for: each change is one thing to do, complete enough to be carried out without deciding anything more. */
import type { GrantId, Unplaced, UnplacedEnd } from '../ledger/event.ts';
import type { Alert } from '../alert.ts';
import type { Binding, HeldBinding } from './binding.ts';
import type { BindingKey } from './cluster-facts.ts';
import type { Instant } from '../time.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { ProvedGrant } from './granted.ts';
import type { HeldRole, OwnRole } from './own-role.ts';

export type PlannedChange =
  /** Delete the binding where it is held, read by name that it is gone, then record the end. */
  | {
      readonly kind: 'end';
      readonly cluster: string;
      readonly key: BindingKey;
      readonly held: HeldBinding | undefined;
      readonly event: UnplacedEnd;
      readonly remove: readonly string[];
    }
  /** Delete the binding now; who took it away is not known yet, so the record waits. */
  | { readonly kind: 'take'; readonly cluster: string; readonly held: HeldBinding }
  /** Record the end of a grant whose cluster can no longer be asked. */
  | { readonly kind: 'end unseen'; readonly event: UnplacedEnd; readonly remove: readonly string[] }
  /** Record, then apply. */
  | { readonly kind: 'grant'; readonly grant: ProvedGrant }
  /** Record, and take the request out of the tree, or put the granted bytes back. */
  | {
      readonly kind: 'refuse';
      readonly event: Unplaced<'refused'>;
      /** The file is removed, or given the bytes of this blob. */
      readonly file: { readonly path: string; readonly restore: string | undefined };
    }
  /** A version of the guardrails comes into force. */
  | { readonly kind: 'guardrails'; readonly event: Unplaced<'guardrails'> }
  /** Recorded already: apply as it stands in history. */
  | {
      readonly kind: 'apply';
      readonly cluster: string;
      readonly grant: GrantId;
      readonly binding: Binding;
      /** The UID of the binding that is put right; undefined: there is none, and it is made. */
      readonly over: string | undefined;
      /** Applied before the binding; undefined where the role is of the catalogue. */
      readonly role: OwnRole | undefined;
      /** When its time began to run: at its merge, or at its opening where that was later. */
      readonly beganAt: Instant;
    }
  /** Its binding stands; its role is missing, or not as it should be. */
  | {
      readonly kind: 'restore role';
      readonly cluster: string;
      readonly grant: GrantId;
      readonly role: OwnRole;
    }
  /** Delete what history does not explain; `event` records it. */
  | {
      readonly kind: 'remove';
      readonly cluster: string;
      readonly held: HeldBinding | HeldRole;
      readonly event: Unplaced<'drift'>;
    }
  /** Delete the role of a grant that is over, or not begun; nothing is to be recorded of it. */
  | { readonly kind: 'tidy'; readonly cluster: string; readonly held: HeldRole }
  | { readonly kind: 'drift'; readonly event: Unplaced<'drift'> }
  /** A request was closed without a merge. `alone`: it need not wait for something else to be recorded. */
  | { readonly kind: 'decline'; readonly event: Unplaced<'declined'>; readonly alone: boolean }
  /** An owner has looked at what was granted before one had. */
  | { readonly kind: 'reviewed'; readonly event: Unplaced<'reviewed'> }
  | {
      readonly kind: 'checkpoint';
      readonly cluster: string;
      readonly checkpoint: Checkpoint;
      readonly resourceVersion: string;
    }
  | { readonly kind: 'alert'; readonly alert: Alert };
