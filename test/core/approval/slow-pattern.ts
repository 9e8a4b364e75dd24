/** A second reading of CODEOWNERS patterns, slow and obvious, that shares no code with the first: it tries everything. */

/** As GitHub's page says it: make the pattern one from the root, then try all that its wildcards can stand for. */
export function slowlyMatches(pattern: string, path: string): boolean {
  if (pattern === '/') return false;
  return spelledOut(pattern).some((variant) => matchFrom(variant, `/${path}`));
}

/** Patterns from the root, each of which matches whole paths only. */
function spelledOut(pattern: string): string[] {
  const slash = pattern.indexOf('/');
  const anchored = slash !== -1 && slash !== pattern.length - 1;
  let rooted = pattern.startsWith('/') ? pattern : `/${pattern}`;
  if (!anchored && pattern !== '**') rooted = `/**${rooted}`;
  if (rooted.endsWith('/')) return [`${rooted}**`];
  const name = rooted.slice(rooted.lastIndexOf('/') + 1);
  return name === '*' || name === '**' ? [rooted] : [rooted, `${rooted}/**`];
}

function matchFrom(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  if (pattern === '/**') return text.length > 1 && text.startsWith('/');
  if (pattern.startsWith('/**/') && text.startsWith('/')) {
    const rest = pattern.slice(3);
    return allSuffixes(text).some((suffix) => suffix.startsWith('/') && matchFrom(rest, suffix));
  }
  const [first] = pattern;
  if (first === '*') {
    const end = text.indexOf('/') === -1 ? text.length : text.indexOf('/');
    for (let taken = 0; taken <= end; taken += 1)
      if (matchFrom(pattern.slice(1), text.slice(taken))) return true;
    return false;
  }
  if (first === '?') return text !== '' && text[0] !== '/' && matchFrom(pattern.slice(1), text.slice(1));
  const literal = first === '\\' ? pattern.slice(1, 2) : first!;
  const rest = first === '\\' ? pattern.slice(2) : pattern.slice(1);
  return text.startsWith(literal) && matchFrom(rest, text.slice(1));
}

function allSuffixes(text: string): string[] {
  return Array.from(text, (_, start) => text.slice(start));
}
