/**
 * Patterns of CODEOWNERS: which paths one matches. Every step is a walk over two lists with one place to fall back to,
 * so that no pattern, however hostile, costs more than its length times the path's.
 */

/**
 * Whether a pattern matches a path of the tree (`a/b/c`, no leading slash), by the rules of GitHub: those of gitignore
 * but for `!`, `[ ]` and `\#`. Case counts. A pattern without a slash before its end matches at any depth; one that
 * ends in a name also matches everything below it; one that ends in `/*` matches one level.
 * https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners#codeowners-syntax
 */
export function patternMatches(pattern: string, path: string): boolean {
  const segments = segmentsOf(pattern);
  return segments.length > 0 && wildcardMatch(segments, path.split('/'), isAnyDepth, segmentMatches);
}

/**
 * Whether a line that cannot be read may have been meant for a path: the text before its first special character
 * begins the path or, where the pattern does not start at the root, begins any part of it.
 */
export function literalBeginningCovers(pattern: string, path: string): boolean {
  const literal = literalBeginning(pattern);
  if (literal.startsWith('/')) return `/${path}`.startsWith(literal);
  return `/${path}`.includes(`/${literal}`);
}

const ANY_DEPTH = '**';

/** The pattern from the root, part by part, with what gitignore leaves unsaid made plain. */
function segmentsOf(pattern: string): readonly string[] {
  if (pattern === '/') return []; // by itself it names nothing
  const segments = pattern.split('/');
  if (segments[0] === '') segments.shift();
  else if (segments.length === 1 || (segments.length === 2 && segments[1] === ''))
    segments.unshift(ANY_DEPTH);
  const last = segments.at(-1);
  if (last === '' || last === ANY_DEPTH) return [...segments.slice(0, -1), ANY_DEPTH, '*'];
  return last === '*' ? segments : [...segments, ANY_DEPTH];
}

function isAnyDepth(segment: string): boolean {
  return segment === ANY_DEPTH;
}

function segmentMatches(segment: string, name: string): boolean {
  return wildcardMatch(tokensOf(segment), Array.from(name), isAnyText, tokenMatches);
}

/** One character of a pattern; an escaped one keeps its backslash. */
function tokensOf(segment: string): readonly string[] {
  const tokens: string[] = [];
  const characters = Array.from(segment);
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at]!; // at < length
    if (character === '\\') tokens.push(`\\${characters[(at += 1)] ?? ''}`);
    else tokens.push(character);
  }
  return tokens;
}

function isAnyText(token: string): boolean {
  return token === '*';
}

function tokenMatches(token: string, character: string): boolean {
  return token === '?' || (token.startsWith('\\') ? token.slice(1) : token) === character;
}

/**
 * Matches a list against another, where a wildcard stands for any number of items. NB: falling back to the last
 * wildcard alone is enough, since an earlier one could only give up what the later one can take.
 */
function wildcardMatch(
  pattern: readonly string[],
  text: readonly string[],
  isWildcard: (item: string) => boolean,
  matches: (item: string, of: string) => boolean,
): boolean {
  let at = 0;
  let fallBack: { readonly pattern: number; text: number } | undefined;
  for (let read = 0; read < text.length;) {
    const item = pattern[at];
    if (item !== undefined && isWildcard(item)) {
      fallBack = { pattern: (at += 1), text: read };
    } else if (item !== undefined && matches(item, text[read]!)) {
      at += 1;
      read += 1; // read < length
    } else if (fallBack !== undefined) {
      at = fallBack.pattern;
      read = fallBack.text += 1;
    } else return false;
  }
  return pattern.slice(at).every(isWildcard);
}

function literalBeginning(pattern: string): string {
  let literal = '';
  for (const token of tokensOf(pattern.replace(/^!/, ''))) {
    if ('*?[]#'.includes(token)) break;
    literal += token.startsWith('\\') ? token.slice(1) : token;
  }
  return literal;
}
