// What another parser makes of a file: js-yaml, once by the rules of YAML 1.2 and once by those of 1.1, which many tools still follow.
import { CORE_SCHEMA, load, YAML11_SCHEMA, YAMLException } from 'js-yaml';

const SCHEMAS = [CORE_SCHEMA, YAML11_SCHEMA];

/** As JSON would have it; where that parser does not read the file, what it says of it. */
export function secondReadings(text: string): readonly unknown[] {
  return SCHEMAS.map((schema) => {
    try {
      return asJson(load(text, { schema }));
    } catch (error) {
      if (error instanceof YAMLException) return error.reason;
      throw error;
    }
  });
}

/** A moment is a text to us, and a Date to YAML 1.1: the same one, where it is written the same. */
export function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, withoutMilliseconds)) as unknown; // it was made a text just now
}

function withoutMilliseconds(_: string, value: unknown): unknown {
  return typeof value === 'string' ? value.replace(/^(\d{4}-.*T.*)\.000Z$/, '$1Z') : value;
}
