/** How many rules an event carries. */
import type { Rule } from '../permissions/rules.ts';

/** Rules of more bytes than this are known by their digest alone. */
const MOST_RULES = 8 * 1024;

export function rulesFit(rules: readonly Rule[]): boolean {
  return Buffer.byteLength(JSON.stringify(rules)) <= MOST_RULES;
}
