// The sources as plain JavaScript in a folder of its own, for tools that read no TypeScript of this version.
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

export const root = join(import.meta.dirname, '..');

export interface Shadow {
  readonly folder: string;
  readonly remove: () => void;
}

/** Every source file below a folder of the project, as paths from its root. */
export function sourcesBelow(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .toSorted();
}

/** `sources`: path → text; `src/x.ts` becomes `src/x.js`. What is installed is found as from the project itself. */
export function castShadow(sources: ReadonlyMap<string, string>): Shadow {
  const folder = mkdtempSync(join(tmpdir(), 'daypass-shadow-'));
  cpSync(join(root, 'package.json'), join(folder, 'package.json'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  for (const [path, text] of sources) {
    const target = join(folder, path.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, asJavaScript(text));
  }
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export function readSources(paths: readonly string[]): ReadonlyMap<string, string> {
  return new Map(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}

/** NB: an import of types alone must count too, so it is made a plain one before types are taken out. */
function asJavaScript(text: string): string {
  const withPlainImports = text.replaceAll(/^(import|export) type (?=[{*]|\w+ from)/gm, '$1 ');
  return stripTypeScriptTypes(withPlainImports).replaceAll(/(?<=(['"])\.{1,2}\/[^'"]+)\.ts(?=\1)/g, '.js');
}
