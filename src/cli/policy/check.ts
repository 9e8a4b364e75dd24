/** `daypass policy check`: the guardrails of a working tree, and what they would change. */
import { examineGuardrails } from '../../core/guardrails/examine.ts';
import type { DecidedOtherwise } from '../../core/guardrails/decided-otherwise.ts';
import type { Problem } from '../../core/problem.ts';
import type { Guardrails } from '../../core/request/guardrails.ts';
import * as words from '../../core/words/policy-tool.ts';
import { OUTPUT, readArguments, wantsJson } from '../arguments.ts';
import { EXIT, type ExitCode, type Io } from '../command.ts';
import { compareWith, type Against } from './against.ts';
import { readWorkingTree } from './working-tree.ts';

const OPTIONS = {
  ...OUTPUT,
  repository: { type: 'string', default: '.' },
  against: { type: 'string' },
} as const;

interface Checked {
  readonly problems: readonly Problem[];
  readonly guardrails: Guardrails | undefined;
  readonly ref: string | undefined;
  readonly against: Against | undefined;
}

export async function checkPolicy(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values } = readArguments(args, OPTIONS);
  const isJson = wantsJson(values.output);
  const { files, problems } = readWorkingTree(values.repository);
  const examined = examineGuardrails(files);
  const all = [...problems, ...(examined.kind === 'invalid' ? examined.problems : [])];
  const guardrails = examined.kind === 'valid' ? examined.value : undefined;
  const ref = values.against;
  const against =
    ref === undefined || guardrails === undefined || all.length > 0
      ? undefined
      : await compareWith(
          { folder: values.repository, ref, repository: io.variables['DAYPASS_REPOSITORY'] },
          guardrails,
        );
  const checked = { problems: all, guardrails, ref, against };
  io.out(isJson ? `${JSON.stringify(asJson(checked))}\n` : `${inWords(checked).join('\n')}\n`);
  return all.length === 0 ? EXIT.done : EXIT.refused;
}

function inWords({ problems, guardrails, ref = '', against }: Checked): readonly string[] {
  if (problems.length > 0 || guardrails === undefined)
    return [...problems.flatMap(words.problemLines), words.problemsFound(problems)];
  return [
    words.guardrailsAreInOrder(guardrails),
    ...(against === undefined ? [] : words.comparisonLines(ref, against)),
  ];
}

function asJson({ problems, against }: Checked) {
  if (against === undefined) return { problems };
  const { differences, otherwise, unjudged = null } = against;
  return { problems, differences, otherwise: otherwise.map(pastAsJson), unjudged };
}

function pastAsJson({ past: { path, event, held }, before, after }: DecidedOtherwise) {
  return { path, grant: event.grant, decided: event.type, held, before, after };
}
