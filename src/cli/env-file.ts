/** The file `.env`: settings that a command keeps for `npm start`. It holds keys, so it is its owner's alone. */
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

/** Adds these settings to the file, in place of those of the same name; null is left out. Gives all that it holds. */
export function keepSettings(
  path: string,
  settings: Readonly<Record<string, string | null | undefined>>,
): Record<string, string> {
  const kept: Record<string, string> = {};
  const before = existsSync(path) ? parseEnv(readFileSync(path, 'utf8')) : {};
  for (const [name, value] of Object.entries({ ...before, ...settings })) {
    if (typeof value === 'string') kept[name] = value.replace(/^"([^]*)"$/, '$1');
  }
  const lines = Object.entries(kept).map(
    ([name, value]) => `${name}="${value.replaceAll('\n', String.raw`\n`)}"\n`,
  );
  writeFileSync(path, lines.join(''), { mode: 0o600 });
  chmodSync(path, 0o600);
  return kept;
}
