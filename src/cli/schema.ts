/** Writes the JSON Schemas that editors read into a folder. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatSchema, jsonSchemas } from '../core/request/json-schemas.ts';

/** Returns the paths written. */
export async function writeSchemas(folder: string): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true });
  const files = Object.entries(jsonSchemas()).map(([name, schema]) => ({ path: join(folder, name), schema }));
  await Promise.all(files.map(({ path, schema }) => writeFile(path, formatSchema(schema))));
  return files.map(({ path }) => path);
}
