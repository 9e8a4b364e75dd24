/** All that can be told to be wrong with a version of the guardrails without asking anybody. */
import { ownership, placeOf } from '../approval/ownership.ts';
import { invalid, valid, type Parsed, type Problem } from '../problem.ts';
import { parseGuardrails, type GuardrailFiles, type Guardrails } from '../request/guardrails.ts';
import { PEOPLE_PATH, POLICY_PATH } from '../request/path.ts';
import { lineCannotBeRead } from '../words/codeowners-problems.ts';

/** Every problem of all files at once; what parses and could still never come into force is a problem too. */
export function examineGuardrails(files: GuardrailFiles): Parsed<Guardrails> {
  const parsed = parseGuardrails(files);
  if (parsed.kind === 'invalid') return parsed;
  const problems = [...unowned(files, parsed.value), ...linesInError(parsed.value)];
  return problems.length === 0 ? valid(parsed.value) : invalid(problems);
}

function unowned({ people }: GuardrailFiles, { codeowners }: Guardrails): readonly Problem[] {
  const paths = [POLICY_PATH, ...(people === undefined ? [] : [PEOPLE_PATH]), codeowners.path];
  return paths.flatMap((path) => {
    const owned = ownership(codeowners, path, 'guardrail');
    return owned.kind === 'owned' ? [] : owned.problems;
  });
}

function linesInError({ codeowners }: Guardrails): readonly Problem[] {
  return codeowners.lines.flatMap(({ wrong, line, pattern }) =>
    wrong === undefined ? [] : [lineCannotBeRead(pattern, wrong, placeOf(codeowners, line))],
  );
}
