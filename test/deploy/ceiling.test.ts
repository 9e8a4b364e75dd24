// The most that requests for actions can be granted: the manifest and the actions that are known stay in step.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { rulesOfAction, VIRTUAL_GROUP } from '../../src/core/actions/action-rules.ts';
import type { ApiResource } from '../../src/core/actions/api-resource.ts';
import { factsOfVerb, VERB_NAMES } from '../../src/core/actions/verbs.ts';
import { gained, type Rule } from '../../src/core/permissions/rules.ts';

describe('the ceiling', () => {
  const ceiling = ceilingRules();

  test('holds all that an action can need', () => {
    expect(gained(ceiling, whatActionsNeed())).toEqual([]);
  });

  test('holds nothing else', () => {
    const [needed, held] = [whatActionsNeed(), ceiling].map((rules) => Object.groupBy(rules, partOf));
    expect(gained(needed?.real ?? [], held?.real ?? [])).toEqual([]);
    expect(verbsOf(held?.virtual)).toEqual(verbsOf(needed?.virtual));
  });
});

const partOf = ({ apiGroups }: Rule) => (apiGroups.includes(VIRTUAL_GROUP) ? 'virtual' : 'real');

function verbsOf(rules: readonly Rule[] = []): readonly string[] {
  return [...new Set(rules.flatMap(({ verbs }) => verbs))].sort();
}

/** Of any object of each resource. A `get` of what no other action is about is for the platform team to add. */
function whatActionsNeed(): readonly Rule[] {
  const rules = VERB_NAMES.flatMap((verb) =>
    (factsOfVerb(verb).goesWith ?? []).flatMap((full) => {
      const [name = '', ...group] = full.split('.');
      const resource = { ...anApiResource, name, group: group.join('.') };
      return rulesOfAction({ verb, resource, name: 'api', option: undefined }, undefined, true);
    }),
  );
  return rules.map((rule) => ({ ...rule, resourceNames: [] }));
}

const anApiResource: ApiResource = {
  group: '',
  versions: ['v1'],
  name: '',
  singular: '',
  shortNames: [],
  namespaced: true,
  verbs: [],
  subresources: [],
};

function ceilingRules(): readonly Rule[] {
  const file = join(import.meta.dirname, '..', '..', 'deploy', 'cluster', 'actions', 'ceiling.yaml');
  const [role] = parseAllDocuments(readFileSync(file, 'utf8'));
  const texts = z.array(z.string()).default([]);
  const rule = z.object({
    apiGroups: texts,
    resources: texts,
    verbs: texts,
    resourceNames: texts,
    nonResourceURLs: texts,
  });
  return z.object({ rules: z.array(rule) }).parse(role?.toJS()).rules;
}
