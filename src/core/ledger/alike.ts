/** Events say much the same: what equals a part of an earlier event is kept once, and not ten thousand times. */
import type { AccessEvent } from './event.ts';

/** By type and role: the last event, with which the next of its kind has most in common. */
export type LastAlike = Map<string, AccessEvent>;

/** The same event in every word, made of the parts of the one before it where these are equal. */
export function shared(event: AccessEvent, last: LastAlike): AccessEvent {
  const kind = 'path' in event ? `${event.type} ${roleIn(event.path)}` : event.type;
  const kept = madeOf(event, last.get(kind)) as AccessEvent; // equal to it in every part
  last.set(kind, kept);
  return kept;
}

/** The folder that the file is in: `<cluster>/<namespace>/<role>/<name>.yaml`. */
function roleIn(path = ''): string {
  return path.split('/').at(-2) ?? '';
}

function madeOf(value: unknown, model: unknown): unknown {
  // Two texts that are equal are still two in memory.
  if (value === model) return model;
  if (!isObject(value) || !isObject(model) || Array.isArray(value) !== Array.isArray(model)) return value;
  // A copy of the very shape: an object that is put together key by key weighs several times as much.
  const copy = (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>; // or a list, by its indexes
  const keys = Object.keys(copy);
  for (const key of keys) if (Object.hasOwn(model, key)) copy[key] = madeOf(copy[key], model[key]);
  const isAll = keys.length === Object.keys(model).length && keys.every((key) => copy[key] === model[key]);
  return isAll ? model : copy;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
