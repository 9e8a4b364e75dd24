/** The grammar of an action: `<kubectl words> <resource>/<name> [--flag=value]`, with one exact meaning or none. */
import { nearest } from '../request/nearest.ts';
import * as words from '../words/action-grammar.ts';
import type { Said } from '../words/action-grammar.ts';
import { isContainerName, isImage, isReplicas, isSubdomain } from './names.ts';
import { factsOfVerb, verbFirst, VERB_NAMES, type Verb } from './verbs.ts';

/** An action as a person wrote it; what its resource is, only a cluster can tell. */
export interface WrittenAction {
  readonly text: string;
  readonly verb: Verb;
  /** As written: `deploy`, `deployments.apps`, `deployments.v1.apps`. */
  readonly resource: string;
  readonly name: string;
  /** What stands between `--` and `=`, and behind it: `replicas` and `5`, or a container and its image. */
  readonly option: { readonly flag: string; readonly value: string } | undefined;
}

export type ActionReading =
  | { readonly kind: 'action'; readonly action: WrittenAction }
  | { readonly kind: 'none'; readonly problems: readonly Said[] };

/** Longer than any that means something; what is longer is not looked at. */
const LONGEST = 600;
/** NB: what a shell, a terminal or a reader could take for something else never comes further than this. */
const PRINTABLE = /^[\x20-\x7e]*$/;

/** Reads any text, never throws. */
export function readAction(text: string): ActionReading {
  if (text.length > LONGEST) return none(words.actionIsTooLong(LONGEST));
  if (!PRINTABLE.test(text)) return none(words.actionHasOddCharacters(text));
  const parts = text.split(' ');
  if (parts.includes('')) return none(words.actionIsSpacedOtherwise());
  if (parts[0] === 'kubectl') return none(words.actionBeginsWithKubectl(parts.slice(1).join(' ')));
  const first = verbFirst(parts);
  if (first === undefined) {
    const meant = nearest(parts.slice(0, 2).join(' '), VERB_NAMES) ?? nearest(parts[0] ?? '', VERB_NAMES);
    return none(words.verbIsUnknown(parts[0] ?? '', VERB_NAMES, meant));
  }
  return readObject(text, first.verb, first.rest);
}

function readObject(text: string, verb: Verb, rest: readonly string[]): ActionReading {
  const flags = rest.filter((part) => part.startsWith('-'));
  const objects = rest.filter((part) => !part.startsWith('-'));
  const object = objectOf(verb, objects);
  const option = optionOf(verb, flags);
  const problems = [...object.problems, ...option.problems];
  if (problems.length > 0) return { kind: 'none', problems };
  const { resource, name } = object;
  return { kind: 'action', action: { text, verb, resource, name, option: option.found } };
}

interface ObjectReading {
  readonly problems: readonly Said[];
  readonly resource: string;
  readonly name: string;
}

function objectOf(verb: Verb, objects: readonly string[]): ObjectReading {
  const refused = (said: Said): ObjectReading => ({ problems: [said], resource: '', name: '' });
  const [object, ...others] = objects;
  if (object === undefined) return refused(words.objectIsMissing(verb));
  const [second] = others;
  if (second !== undefined) {
    const isKubectls = verb === 'set image' && second.includes('=');
    return refused(isKubectls ? words.imageIsSpelledAsKubectlDoes(second) : words.objectIsNotAlone(objects));
  }
  const [resource = '', name, ...parts] = object.split('/');
  if (name === undefined || parts.length > 0) return refused(words.objectHasAnotherForm(object));
  const problems = [
    ...(isSubdomain(resource) ? [] : [words.resourceIsNoName(resource)]),
    ...(isSubdomain(name) ? [] : [words.nameIsNoName(name)]),
  ];
  return { problems, resource, name };
}

interface OptionReading {
  readonly problems: readonly Said[];
  readonly found: WrittenAction['option'];
}

function optionOf(verb: Verb, flags: readonly string[]): OptionReading {
  const { option } = factsOfVerb(verb);
  const [first, ...others] = flags;
  if (option === 'none')
    return { problems: flags.map((flag) => words.flagIsUnknown(verb, flag)), found: undefined };
  if (first === undefined) return { problems: [words.optionIsMissing(verb)], found: undefined };
  const problems = others.map((flag) => words.flagIsUnknown(verb, flag));
  const found = splitFlag(first);
  if (found === undefined || !isKnown(option, found.flag)) {
    return { problems: [words.flagIsUnknown(verb, first), ...problems], found: undefined };
  }
  const fits = option === 'replicas' ? isReplicas(found.value) : isImage(found.value);
  return fits
    ? { problems, found }
    : { problems: [words.valueIsWrong(verb, found.value), ...problems], found };
}

function isKnown(option: 'replicas' | 'image', flag: string): boolean {
  return option === 'replicas' ? flag === 'replicas' : isContainerName(flag);
}

function splitFlag(text: string): WrittenAction['option'] {
  const equals = text.indexOf('=');
  if (!text.startsWith('--') || equals < 0) return undefined;
  return { flag: text.slice(2, equals), value: text.slice(equals + 1) };
}

function none(said: Said): ActionReading {
  return { kind: 'none', problems: [said] };
}
