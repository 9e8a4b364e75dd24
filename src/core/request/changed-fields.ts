/** In which fields two readings of a request differ: by what they mean, not by how they are written. */
import type { AccessRequest } from './access-request.ts';

export type RequestField = keyof AccessRequest;

/** In the order in which a request has them. */
const FIELDS = [
  'subject',
  'duration',
  'reason',
  'ticket',
  'startsAt',
  'actions',
] as const satisfies readonly RequestField[];

export function changedFields(before: AccessRequest, after: AccessRequest): readonly RequestField[] {
  // Both were made by the same reading, so that equal parts have their members in the same order.
  return FIELDS.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));
}

/** NB: the one thing that may change while a request is held. All else would be access that nobody approved as it then is. */
export function changesOnlyTheDuration(fields: readonly RequestField[]): boolean {
  return fields.length === 1 && fields[0] === 'duration';
}
