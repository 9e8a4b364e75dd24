// The page on actions is in step with what they are.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { factsOfVerb, VERB_NAMES, type Verb } from '../../../src/core/actions/verbs.ts';

const page = readFileSync(new URL('../../../docs/actions.md', import.meta.url), 'utf8');
const OPTIONS = { none: '', replicas: ' --replicas=5', image: ' --api=shop/api:2' } as const;

test.each(VERB_NAMES)('the page says what %s goes with, what it needs, and when the guard', (verb) => {
  expect(page).toContain(rowOf(verb));
});

test('the page names no other', () => {
  expect(page.match(/^\| `/gm)).toHaveLength(VERB_NAMES.length);
});

function rowOf(verb: Verb): string {
  const { goesWith, option, needs, guard } = factsOfVerb(verb);
  const resources = goesWith?.map((one) => `\`${one}\``).join(', ') ?? 'whatever can be read';
  const permissions = needs.map(([part, verbs]) => `${verbs.join(', ')}${part === '' ? '' : ` \`${part}\``}`);
  return `| \`${verb}${OPTIONS[option]}\` | ${resources} | ${permissions.join('; ')} | ${guard} |`;
}
