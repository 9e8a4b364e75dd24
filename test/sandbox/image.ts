// How the image runs Node.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface ImageSettings {
  /** What the image's command gives to Node. */
  readonly nodeFlags: readonly string[];
  /** What the image sets in the environment. */
  readonly environment: Readonly<Record<string, string>>;
}

/** NB: read from the image's own recipe, so that what is measured is what runs. */
export function settingsOfTheImage(): ImageSettings {
  const recipe = readFileSync(join(import.meta.dirname, '..', '..', 'deploy', 'Containerfile'), 'utf8');
  const [, command] = /^CMD (\[.+\])$/m.exec(recipe) ?? [];
  const [, variables] = /^ENV (.+)$/m.exec(recipe) ?? [];
  const words = JSON.parse(command ?? '[]') as readonly string[]; // it throws where it is no list
  if (words[0] !== 'node' || variables === undefined) throw new Error('the image runs no node');
  return {
    nodeFlags: words.slice(1).filter((word) => word.startsWith('-')),
    environment: Object.fromEntries(variables.split(' ').map((pair) => pair.split('=', 2))),
  };
}
