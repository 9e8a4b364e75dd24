/** Strict YAML: the part of YAML 1.2 that a person and every parser read alike. The core's one door to `yaml`. */
import { Composer, CST, isMap, isScalar, isSeq, Lexer, LineCounter, Parser } from 'yaml';
import type { Document, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import type { Place, Problem } from '../problem.ts';
import * as words from '../words/file-problems.ts';
import { readPlain, UNREADABLE, type PlainScalar } from './plain-scalar.ts';
import { isPrintable, readText } from './text.ts';

/** What bounds the time of reading. Every node of a file takes at least one token. */
export interface Limits {
  readonly bytes: number;
  readonly tokens: number;
  readonly depth: number;
}

export type YamlPath = readonly (string | number)[];

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
  if (text === undefined) return yamlFile({ file, problems, value: UNREADABLE, spots: new Map() });
  const reader: Reader = { file, lines: new LineCounter(), problems: [...problems], spots: new Map() };
  const tokens = tokensOf(reader, text, limits);
  const document = tokens && composed(reader, tokens, text.length);
  if (document?.contents === null && reader.problems.length === 0) report(reader, words.fileIsEmpty(), 0);
  const value = document ? valueOf(reader, document.contents, '') : UNREADABLE;
  return yamlFile({ file, value, problems: reader.problems, spots: reader.spots });
}

interface Spot {
  readonly value: Place;
  readonly key: Place;
}

interface Reader {
  readonly file: string;
  readonly lines: LineCounter;
  readonly problems: Problem[];
  /** By path, as `keyOf` writes it. */
  readonly spots: Map<string, Spot>;
}

type Read = Pick<YamlFile, 'value' | 'problems'> & Pick<Reader, 'file' | 'spots'>;

function yamlFile({ file, value, problems, spots }: Read): YamlFile {
  const spot = (path: YamlPath): Spot => {
    for (let length = path.length; length >= 0; length -= 1) {
      const found = spots.get(path.slice(0, length).map(keyOf).join(''));
      if (found !== undefined) return found;
    }
    const top = { file, line: 1, column: 1 };
    return { value: top, key: top };
  };
  return { value, problems, place: (path) => spot(path).value, keyPlace: (path) => spot(path).key };
}

/** One step of a path; no printable key holds the mark that parts them. */
function keyOf(step: string | number): string {
  return `\u0000${step}`;
}

function placeAt(reader: Reader, offset: number): Place {
  const { line, col } = reader.lines.linePos(offset);
  return { file: reader.file, line: Math.max(line, 1), column: Math.max(col, 1) };
}

function report(reader: Reader, said: Omit<Problem, 'place'>, offset: number): void {
  reader.problems.push({ ...said, place: placeAt(reader, offset) });
}

/** Reports what may be but another sight of something that was reported of the same line. */
function reportFirst(reader: Reader, said: Omit<Problem, 'place'>, offset: number): void {
  const { line } = placeAt(reader, offset);
  if (!reader.problems.some((problem) => problem.place?.line === line)) report(reader, said, offset);
}

/**
 * The first document's tokens; undefined beyond a limit. NB: the limits hold while the text is taken apart, before
 * anything that recurses or compares sees it; anchors, aliases and tags are refused by their sign, never followed.
 */
function tokensOf(reader: Reader, text: string, limits: Limits): readonly CST.Token[] | undefined {
  const parser = new Parser(reader.lines.addNewLine);
  reader.lines.addNewLine(0);
  const tokens: CST.Token[] = [];
  let count = 0;
  let previous = '';
  for (const lexeme of new Lexer().lex(text)) {
    count += 1;
    if (count > limits.tokens) return beyond(reader, words.fileHasTooManyParts(limits.tokens), parser.offset);
    if (parser.stack.length > limits.depth)
      return beyond(reader, words.fileIsTooDeep(limits.depth), parser.offset);
    judgeLexeme(reader, lexeme, previous, parser.offset);
    previous = lexeme;
    tokens.push(...parser.next(lexeme));
  }
  return firstDocument(reader, [...tokens, ...parser.end()]);
}

function beyond(reader: Reader, said: Omit<Problem, 'place'>, offset: number): undefined {
  report(reader, said, offset);
}

function firstDocument(reader: Reader, tokens: readonly CST.Token[]): readonly CST.Token[] {
  const [, second] = tokens.filter((token) => token.type === 'document');
  if (second === undefined) return tokens;
  report(reader, words.yamlHasSeveralDocuments(), second.offset);
  return tokens.slice(0, tokens.indexOf(second));
}

const FORBIDDEN: ReadonlySet<string> = new Set<words.ForbiddenYaml>([
  'anchor',
  'alias',
  'tag',
  'directive-line',
  'doc-end',
  'explicit-key-ind',
  'block-scalar-header',
]);

function isForbidden(type: CST.TokenType | null): type is words.ForbiddenYaml {
  return type !== null && FORBIDDEN.has(type);
}

function judgeLexeme(reader: Reader, lexeme: string, previous: string, offset: number): void {
  const isText = previous === CST.SCALAR;
  const type = isText ? null : CST.tokenType(lexeme);
  if (isForbidden(type)) report(reader, words.yamlIsForbidden(type), offset);
  const isQuoted = type === 'single-quoted-scalar' || type === 'double-quoted-scalar';
  // A block text was refused by its header already, and ends in a newline where a plain one does not.
  const severalLines = lexeme.includes('\n') && !lexeme.endsWith('\n');
  if ((isText || isQuoted) && severalLines) report(reader, words.textHasSeveralLines(), offset);
}

function composed(reader: Reader, tokens: readonly CST.Token[], end: number): Document.Parsed | undefined {
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
  const [document] = composer.compose(tokens, true, end);
  if (document === undefined) return undefined;
  for (const { message, pos } of [...document.errors, ...document.warnings]) {
    reportFirst(reader, words.yamlIsBroken(message), pos[0]);
  }
  return document;
}

function valueOf(reader: Reader, node: unknown, path: string): unknown {
  if (isMap(node)) return mapOf(reader, node, path);
  if (isSeq(node)) return listOf(reader, node, path);
  if (isScalar(node)) return scalarOf(reader, node);
  return UNREADABLE;
}

function mapOf(reader: Reader, map: YAMLMap, path: string): unknown {
  rememberTop(reader, map, path);
  const entries: Record<string, unknown> = Object.create(null) as Record<string, unknown>; // its type is any
  for (const pair of map.items) {
    const key = keyText(reader, pair, map);
    if (key === undefined) continue;
    const offset = offsetOf(pair.key, offsetOf(map, 0));
    if (key in Object.prototype) report(reader, words.keyIsReserved(key), offset);
    else if (key in entries) report(reader, words.keyIsRepeated(key), offset);
    else entries[key] = entryOf(reader, pair, path + keyOf(key), offset);
  }
  return entries;
}

function entryOf(reader: Reader, pair: Pair, path: string, keyOffset: number): unknown {
  const key = placeAt(reader, keyOffset);
  if (pair.value === null) {
    reader.spots.set(path, { key, value: key });
    report(reader, words.valueIsMissing(), keyOffset);
    return UNREADABLE;
  }
  reader.spots.set(path, { key, value: placeAt(reader, offsetOf(pair.value, keyOffset)) });
  return valueOf(reader, pair.value, path);
}

function keyText(reader: Reader, pair: Pair, map: YAMLMap): string | undefined {
  const { key } = pair;
  const offset = offsetOf(key, offsetOf(map, 0));
  const read = isScalar(key) ? readScalar(key) : undefined;
  if (read?.kind === 'plain' && typeof read.value === 'string') {
    if (isPrintable(read.value)) return read.value;
    reportFirst(reader, words.escapeIsInvisible(), offset);
  } else report(reader, words.keyIsNoText(), offset);
  return undefined;
}

function listOf(reader: Reader, list: YAMLSeq, path: string): unknown[] {
  rememberTop(reader, list, path);
  return list.items.map((item, index) => {
    const place = placeAt(reader, offsetOf(item, offsetOf(list, 0)));
    reader.spots.set(path + keyOf(index), { key: place, value: place });
    return valueOf(reader, item, path + keyOf(index));
  });
}

function scalarOf(reader: Reader, scalar: Scalar): unknown {
  const offset = offsetOf(scalar, 0);
  const read = readScalar(scalar);
  if (read?.kind === 'refused') report(reader, read.said, offset);
  if (read?.kind !== 'plain') return UNREADABLE;
  // NB: an escape (`"\u202e"`) brings in what the file's own text was searched for.
  if (typeof read.value !== 'string' || isPrintable(read.value)) return read.value;
  reportFirst(reader, words.escapeIsInvisible(), offset);
  return UNREADABLE;
}

/** Undefined for a block text, which was refused by its header. */
function readScalar(scalar: Scalar): PlainScalar | undefined {
  if (scalar.type === 'PLAIN') return readPlain(scalar.source ?? '');
  const isQuoted = scalar.type === 'QUOTE_DOUBLE' || scalar.type === 'QUOTE_SINGLE';
  return isQuoted ? { kind: 'plain', value: String(scalar.value) } : undefined;
}

function rememberTop(reader: Reader, node: YAMLMap | YAMLSeq, path: string): void {
  if (path !== '') return;
  const place = placeAt(reader, offsetOf(node, 0));
  reader.spots.set(path, { key: place, value: place });
}

function offsetOf(node: unknown, otherwise: number): number {
  const isPlaced = isScalar(node) || isMap(node) || isSeq(node);
  return (isPlaced ? node.range?.[0] : undefined) ?? otherwise;
}
