/** Strict YAML: the part of YAML 1.2 that a person and every parser read alike. The core's one door to `yaml`. */
import { Composer, CST, isMap, isScalar, isSeq, Lexer, LineCounter, Parser } from 'yaml';
import type { Document, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import type { Place, Problem } from '../problem.ts';
import * as words from '../words/file-problems.ts';
import { stepOf, takeNotes, type Notes, type YamlPath } from './notes.ts';
import { readPlain, UNREADABLE, type PlainScalar } from './plain-scalar.ts';
import { isPrintable, readText } from './text.ts';

/** What bounds the time of reading. Every node of a file takes at least one token. */
export interface Limits {
  readonly bytes: number;
  readonly tokens: number;
  readonly depth: number;
}

/**
 * A file as it was read. NB: a file with any problem is refused; the value serves only to find what else is wrong with
 * it. What could not be read stands in the value as `UNREADABLE`, which no schema accepts.
 */
export interface YamlFile {
  /** Maps have no prototype, so that no key means more than it says. */
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** Where a value stands; its nearest parent where it is absent. */
  readonly place: (path: YamlPath) => Place;
  /** Where the key of an entry stands; the value's place where there is no key. */
  readonly keyPlace: (path: YamlPath) => Place;
}

/** Reads any bytes; never throws. */
export function readYaml(file: string, bytes: Uint8Array, limits: Limits): YamlFile {
  const { text, problems } = readText(file, bytes, limits.bytes);
  const lines = new LineCounter();
  const notes = takeNotes(file, problems, (offset) => lines.linePos(offset));
  const value = text === undefined ? UNREADABLE : readValue(notes, lines, text, limits);
  return {
    value,
    problems: notes.problems,
    place: (path) => notes.spot(path).value,
    keyPlace: (path) => notes.spot(path).key,
  };
}

function readValue(notes: Notes, lines: LineCounter, text: string, limits: Limits): unknown {
  const tokens = tokensOf(notes, lines, text, limits);
  if (tokens === undefined) return UNREADABLE;
  const contents = composed(notes, tokens, text.length)?.contents;
  if (contents === null) notes.reportFirst(words.fileIsEmpty(), 0);
  return valueOf(notes, contents, '');
}

/**
 * The first document's tokens; undefined beyond a limit. NB: the limits hold while the text is taken apart, before
 * anything that recurses or compares sees it; anchors, aliases and tags are refused by their sign, never followed.
 */
function tokensOf(
  notes: Notes,
  lines: LineCounter,
  text: string,
  limits: Limits,
): readonly CST.Token[] | undefined {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  const tokens: CST.Token[] = [];
  let count = 0;
  let previous = '';
  for (const lexeme of new Lexer().lex(text)) {
    count += 1;
    const beyond = beyondLimits(count, parser.stack.length, limits);
    if (beyond !== undefined) {
      notes.report(beyond, parser.offset);
      return undefined;
    }
    judgeLexeme(notes, lexeme, previous, parser.offset);
    if (lexeme === ':' && previous !== CST.SCALAR && isFirstOnItsLine(text, parser.offset))
      notes.report(words.colonIsOnALaterLine(), parser.offset);
    previous = lexeme;
    tokens.push(...parser.next(lexeme));
  }
  return firstDocument(notes, [...tokens, ...parser.end()]);
}

function beyondLimits(tokens: number, depth: number, limits: Limits): Omit<Problem, 'place'> | undefined {
  if (tokens > limits.tokens) return words.fileHasTooManyParts(limits.tokens);
  return depth > limits.depth ? words.fileIsTooDeep(limits.depth) : undefined;
}

function firstDocument(notes: Notes, tokens: readonly CST.Token[]): readonly CST.Token[] {
  const [, second] = tokens.filter((token) => token.type === 'document');
  if (second === undefined) return tokens;
  notes.report(words.yamlHasSeveralDocuments(), second.offset);
  return tokens.slice(0, tokens.indexOf(second));
}

function judgeLexeme(notes: Notes, lexeme: string, previous: string, offset: number): void {
  const isText = previous === CST.SCALAR;
  const type = isText ? null : CST.tokenType(lexeme);
  if (type !== null && words.isForbiddenYaml(type)) notes.report(words.yamlIsForbidden(type), offset);
  const isQuoted = type === 'single-quoted-scalar' || type === 'double-quoted-scalar';
  // A block text was refused by its header already, and ends in a newline where a plain one does not.
  const severalLines = lexeme.includes('\n') && !lexeme.endsWith('\n');
  if ((isText || isQuoted) && severalLines) notes.report(words.textHasSeveralLines(), offset);
}

/** NB: our parser lets a key's colon follow on a later line, which YAML does not, and others refuse or read otherwise. */
function isFirstOnItsLine(text: string, offset: number): boolean {
  return text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset).trim() === '';
}

function composed(notes: Notes, tokens: readonly CST.Token[], end: number): Document.Parsed | undefined {
  // NB: `uniqueKeys` compares every pair of keys; we look them up ourselves.
  const composer = new Composer({
    version: '1.2',
    schema: 'core',
    merge: false,
    resolveKnownTags: false,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const [document] = withoutStacks(() => [...composer.compose(tokens, true, end)]);
  for (const { message, pos } of [...(document?.errors ?? []), ...(document?.warnings ?? [])]) {
    notes.reportFirst(words.yamlIsBroken(message), pos[0]);
  }
  return document;
}

/** NB: the library makes an Error of each mistake, and one bad text has thousands: it is their stacks that take long. */
function withoutStacks<T>(compose: () => T): T {
  const usual = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return compose();
  } finally {
    Error.stackTraceLimit = usual;
  }
}

function valueOf(notes: Notes, node: unknown, path: string): unknown {
  if (path === '') notes.stands(path, offsetOf(node, 0));
  if (isMap(node)) return mapOf(notes, node, path);
  if (isSeq(node)) return listOf(notes, node, path);
  return isScalar(node) ? scalarOf(notes, node) : UNREADABLE;
}

function mapOf(notes: Notes, map: YAMLMap, path: string): unknown {
  const entries: Record<string, unknown> = Object.create(null) as Record<string, unknown>; // its type is any
  for (const pair of map.items) {
    const offset = offsetOf(pair.key, offsetOf(map, 0));
    const key = keyOf(notes, pair, offset);
    if (key === undefined) continue;
    if (key in Object.prototype) notes.report(words.keyIsReserved(key), offset);
    else if (key in entries) notes.report(words.keyIsRepeated(key), offset);
    else entries[key] = entryOf(notes, pair, path + stepOf(key), offset);
  }
  return entries;
}

function keyOf(notes: Notes, { key }: Pair, offset: number): string | undefined {
  const read = isScalar(key) ? readScalar(key) : undefined;
  if (read?.kind !== 'plain' || typeof read.value !== 'string') notes.report(words.keyIsNoText(), offset);
  else if (isPrintable(read.value)) return read.value;
  else notes.reportFirst(words.escapeIsInvisible(), offset);
  return undefined;
}

function entryOf(notes: Notes, pair: Pair, path: string, keyOffset: number): unknown {
  notes.stands(path, offsetOf(pair.value, keyOffset), keyOffset);
  if (pair.value !== null) return valueOf(notes, pair.value, path);
  notes.report(words.valueIsMissing(), keyOffset);
  return UNREADABLE;
}

function listOf(notes: Notes, list: YAMLSeq, path: string): unknown[] {
  return list.items.map((item, index) => {
    notes.stands(path + stepOf(index), offsetOf(item, offsetOf(list, 0)));
    return valueOf(notes, item, path + stepOf(index));
  });
}

function scalarOf(notes: Notes, scalar: Scalar): unknown {
  const offset = offsetOf(scalar, 0);
  const read = readScalar(scalar);
  if (read?.kind === 'refused') notes.report(read.said, offset);
  if (read?.kind !== 'plain') return UNREADABLE;
  // NB: an escape (`"\u202e"`) brings in what the file's own text was searched for.
  if (typeof read.value !== 'string' || isPrintable(read.value)) return read.value;
  notes.reportFirst(words.escapeIsInvisible(), offset);
  return UNREADABLE;
}

/** Undefined for a block text, which was refused by its header. */
function readScalar(scalar: Scalar): PlainScalar | undefined {
  if (scalar.type === 'PLAIN') return readPlain(scalar.source ?? '');
  const isQuoted = scalar.type === 'QUOTE_DOUBLE' || scalar.type === 'QUOTE_SINGLE';
  return isQuoted ? { kind: 'plain', value: String(scalar.value) } : undefined;
}

function offsetOf(node: unknown, otherwise: number): number {
  const isPlaced = isScalar(node) || isMap(node) || isSeq(node);
  return (isPlaced ? node.range?.[0] : undefined) ?? otherwise;
}
