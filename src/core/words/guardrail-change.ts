/** What a change of the guardrails would do, as its reviewers read it: what gives more away comes first. */
import type { DecidedOtherwise, Judged } from '../guardrails/decided-otherwise.ts';
import type { Difference } from '../guardrails/difference.ts';
import type { PastRequest } from '../guardrails/past.ts';
import type { Weighed } from '../guardrails/weighed.ts';
import { instantIn } from '../ledger/event.ts';
import { code } from './inert.ts';
import { count, list } from './lists.ts';
import { plainMarkdown } from './prose.ts';
import { quoted } from './quote.ts';
import { minuteAndYear } from './moment.ts';

const DIRECTIONS = [
  ['loosens', 'What it loosens'],
  ['changes', 'What it changes'],
  ['tightens', 'What it tightens'],
] as const satisfies readonly (readonly [Difference['direction'], string])[];

/** GitHub shows a comment as a whole, and nobody reads a hundred sentences. */
const MOST_DIFFERENCES = 30;
const MOST_OTHERWISE = 20;
const MOST_REASONS = 3;

/** `loosens 2 rules, changes 1 and tightens 1`. */
export function sumOf(differences: readonly Difference[]): string {
  const numbers = DIRECTIONS.map(([direction]) => {
    return [direction, differences.filter((one) => one.direction === direction).length] as const;
  }).filter(([, number]) => number > 0);
  const said = numbers.map(
    ([direction, number], at) => `${direction} ${at === 0 ? count(number, 'rule') : number}`,
  );
  return said.length === 0 ? 'changes no rule' : list(said);
}

export function guardrailSections({ differences, otherwise, isPart }: Weighed): readonly string[] {
  return [...differenceSections(differences), ...otherwiseSection(otherwise, isPart)];
}

function differenceSections(differences: readonly Difference[]): readonly string[] {
  if (differences.length === 0) return ['No rule says anything else than before.'];
  const told = differences.slice(0, MOST_DIFFERENCES);
  const sections = DIRECTIONS.flatMap(([direction, heading]) => {
    const lines = told
      .filter((one) => one.direction === direction)
      .map(({ sentence }) => `- ${plainMarkdown(sentence)}`);
    return lines.length === 0 ? [] : [[`### ${heading}`, ...lines].join('\n')];
  });
  const more = differences.length - told.length;
  return more === 0
    ? sections
    : [
        ...sections,
        `And ${sumOf(differences.slice(MOST_DIFFERENCES))} more. \`daypass policy check --against\` tells all of it.`,
      ];
}

function otherwiseSection(otherwise: readonly DecidedOtherwise[], isPart: boolean): readonly string[] {
  if (otherwise.length === 0) return [];
  const lines = otherwise
    .slice(0, MOST_OTHERWISE)
    .map((one) => `- ${code(one.past.path)}: ${plainMarkdown(sayOtherwise(one))}`);
  const more = otherwise.length - lines.length;
  return [
    [
      '### What it would have decided otherwise',
      `What was granted stays granted, and ends at its own time.${isPart ? ' Only the newest requests were looked at.' : ''}`,
      '',
      ...lines,
      ...(more > 0 ? [`- And ${count(more, 'more request')}.`] : []),
    ].join('\n'),
  ];
}

/** `held by alice until 18:00Z on 20 November 2026; it would be refused. …` */
export function sayOtherwise({ past, before, after }: DecidedOtherwise): string {
  return `${was(past)}; ${OUTCOMES[after.kind](before)} ${reasons(after)}`.trim();
}

function was({ event, held }: PastRequest): string {
  if (event.type === 'refused') return `refused at ${minuteAndYear(instantIn(event.at))}`;
  const login = quoted(event.subject.login);
  return held
    ? `held by ${login} until ${minuteAndYear(instantIn(event.expiresAt))}`
    : `granted to ${login} at ${minuteAndYear(instantIn(event.grantedAt))}`;
}

const OUTCOMES: Readonly<Record<Judged['kind'], (before: Judged) => string>> = {
  refused: () => 'it would be refused.',
  otherwise: () => 'it would be decided otherwise, or hang on more.',
  passes: (before) =>
    before.kind === 'refused' ? 'these guardrails would not refuse it.' : 'it would be granted as it is.',
};

function reasons({ why }: Judged): string {
  const more = why.length - MOST_REASONS;
  return [...why.slice(0, MOST_REASONS), ...(more > 0 ? [`And ${count(more, 'more reason')}.`] : [])].join(
    ' ',
  );
}
