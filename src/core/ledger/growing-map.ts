/** A map that only grows and never changes: the next one costs what is new in it, whatever history holds already. */

/** An entry always has a value: what is undefined is not there. */
type Something = string | number | boolean | object;

export interface GrowingMap<Key, Value extends Something> {
  readonly size: number;
  get(key: Key): Value | undefined;
  has(key: Key): boolean;
  /** The values, in no order that means anything. */
  values(): IterableIterator<Value>;
  entries(): IterableIterator<readonly [Key, Value]>;
  /** The map with these entries too. This one stays as it is. */
  with(entries: ReadonlyMap<Key, Value>): GrowingMap<Key, Value>;
}

type Layer<Key, Value> = ReadonlyMap<Key, Value>;

export function emptyMap<Key, Value extends Something>(): GrowingMap<Key, Value> {
  return over([], 0);
}

/** Layers of ever smaller size, each at most half of the one below: few to look through, rarely merged. */
function over<Key, Value extends Something>(
  layers: readonly Layer<Key, Value>[],
  size: number,
): GrowingMap<Key, Value> {
  const layerOf = (key: Key): Layer<Key, Value> | undefined => layers.findLast((layer) => layer.has(key));
  function* entries(): Generator<readonly [Key, Value]> {
    for (const layer of layers) {
      for (const entry of layer) if (layerOf(entry[0]) === layer) yield entry;
    }
  }
  return {
    size,
    get(key) {
      for (let index = layers.length - 1; index >= 0; index -= 1) {
        const value = layers[index]?.get(key);
        if (value !== undefined) return value;
      }
      return undefined;
    },
    has: (key) => layerOf(key) !== undefined,
    *values() {
      for (const [, value] of entries()) yield value;
    },
    entries,
    with(added) {
      if (added.size === 0) return over(layers, size);
      let fresh = 0;
      for (const key of added.keys()) if (layerOf(key) === undefined) fresh += 1;
      return over(stacked(layers, new Map(added)), size + fresh);
    },
  };
}

function stacked<Key, Value>(
  layers: readonly Layer<Key, Value>[],
  top: Layer<Key, Value>,
): readonly Layer<Key, Value>[] {
  const below = layers.at(-1);
  if (below === undefined || below.size > top.size * 2) return [...layers, top];
  return stacked(layers.slice(0, -1), new Map([...below, ...top]));
}

/** Takes entries one by one, and becomes the next map. */
export interface MapDraft<Key, Value extends Something> {
  get(key: Key): Value | undefined;
  set(key: Key, value: Value): void;
  finish(): GrowingMap<Key, Value>;
}

export function draftOf<Key, Value extends Something>(map: GrowingMap<Key, Value>): MapDraft<Key, Value> {
  const fresh = new Map<Key, Value>();
  return {
    get: (key) => (fresh.has(key) ? fresh.get(key) : map.get(key)),
    set: (key, value) => void fresh.set(key, value),
    finish: () => map.with(fresh),
  };
}
