/** Why the text of an action has no exact meaning: what, why, and what to do next. */
import type { Problem } from '../problem.ts';
import { list } from './lists.ts';
import { quoted } from './quote.ts';

export type Said = Omit<Problem, 'place'>;

export const ONE_MEANING = 'Exactly what stands here is granted, so it has one meaning or none.';
const FORM = 'Write it like `delete pods/api-7d9f` or `scale deployments/api --replicas=5`.';
const FLAGS: Readonly<Record<string, string>> = {
  scale: '--replicas=5',
  'set image': '--api=registry.example.com/api:1.2.3',
};

export function actionIsTooLong(most: number): Said {
  return { what: `The action is longer than ${most} characters.`, why: ONE_MEANING, mend: FORM };
}

export function actionHasOddCharacters(text: string): Said {
  return {
    what: `The action ${quoted(text)} has a character that is not on every keyboard.`,
    why: 'Two characters that look alike would be two objects.',
    mend: 'Type it anew, in plain ASCII.',
  };
}

export function actionIsSpacedOtherwise(): Said {
  return {
    what: 'The action has a blank too many.',
    why: ONE_MEANING,
    mend: 'Put one blank between two words, and none around them.',
  };
}

export function actionBeginsWithKubectl(rest: string): Said {
  return {
    what: 'The action begins with `kubectl`.',
    why: 'Each action is kubectl’s.',
    mend: `Write ${quoted(rest)}.`,
  };
}

export function verbIsUnknown(verb: string, known: readonly string[], meant: string | undefined): Said {
  return {
    what: `${quoted(verb)} is no action that can be asked for.`,
    why: `These can: ${list(known.map((one) => `\`${one}\``))}.`,
    mend: meant === undefined ? 'Use one of these, or ask for a role.' : `Did you mean \`${meant}\`?`,
  };
}

export function objectIsMissing(verb: string): Said {
  return {
    what: `The action \`${verb}\` names no object.`,
    why: 'An action is for one object, by name; never for all of them.',
    mend: FORM,
  };
}

export function objectIsNotAlone(objects: readonly string[]): Said {
  return {
    what: `${list(objects.slice(0, 5).map(quoted))} are more than one object.`,
    why: 'An action is for one object, written as `<resource>/<name>`.',
    mend: 'Join the resource and the name by a slash, and write an action for each object.',
  };
}

export function imageIsSpelledAsKubectlDoes(text: string): Said {
  return {
    what: `${quoted(text)} is how kubectl spells a new image.`,
    why: 'Here everything behind the object is a flag, so that an object is never taken for something else.',
    mend: `Write ${quoted(`--${text}`)}.`,
  };
}

export function objectHasAnotherForm(object: string): Said {
  return {
    what: `${quoted(object)} is not \`<resource>/<name>\`.`,
    why: 'An action is for one object, by name; what belongs to it (a log, a scale) comes with the verb.',
    mend: FORM,
  };
}

export function resourceIsNoName(resource: string): Said {
  return {
    what: `${quoted(resource)} is no name of a resource.`,
    why: 'Resources are written as kubectl takes them, in small letters: `pods`, `deploy`, `deployments.apps`.',
    mend: FORM,
  };
}

export function nameIsNoName(name: string): Said {
  return {
    what: `${quoted(name)} is no name of an object.`,
    why: 'A name is of small letters, digits, `-` and `.`; patterns, labels and quotes would be other objects.',
    mend: 'Write the name as `kubectl get` prints it.',
  };
}

export function flagIsUnknown(verb: string, flag: string): Said {
  const own = FLAGS[verb];
  return {
    what: `The action \`${verb}\` takes no ${quoted(flag)}.`,
    why:
      own === undefined
        ? 'It takes no flag; the namespace is said by the path.'
        : `It takes one flag, such as \`${own}\`.`,
    mend: own === undefined ? 'Leave it out.' : 'Leave it out, or write that one as `--flag=value`.',
  };
}

export function optionIsMissing(verb: string): Said {
  const own = FLAGS[verb] ?? '';
  return {
    what: `The action \`${verb}\` does not say to what.`,
    why: ONE_MEANING,
    mend: `Add a flag such as \`${own}\`.`,
  };
}

export function valueIsWrong(verb: string, value: string): Said {
  return verb === 'scale'
    ? {
        what: `${quoted(value)} is no number of replicas.`,
        why: 'It is a whole number, without sign, leading zero or unit; 0 stops it.',
        mend: 'Write it like `--replicas=5`.',
      }
    : {
        what: `${quoted(value)} is no reference of an image.`,
        why: 'It is `[registry/]name[:tag][@sha256:…]`.',
        mend: 'Write it like `--api=registry.example.com/api:1.2.3`; `api` is the container.',
      };
}
