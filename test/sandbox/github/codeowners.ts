// The errors that GitHub finds in a CODEOWNERS file: patterns it cannot read, owners it does not know or cannot use.
import type { Hub } from './hub.ts';
import { atLeast, findAccount, permissionOf, sameLogin, teamPermission } from './people.ts';
import type { State } from './state.ts';

export interface CodeownersError {
  readonly line: number;
  readonly column: number;
  readonly kind: string;
  readonly source: string;
  readonly suggestion: string | null;
  readonly message: string;
  readonly path: string;
}

const places = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'] as const;

/** Of the file that GitHub would take at this commit; null where there is none. */
export async function codeownersErrors(hub: Hub, commit: string): Promise<CodeownersError[] | null> {
  for (const path of places) {
    const text = await hub.git.file(commit, path);
    if (text !== null)
      return text.split('\n').flatMap((source, at) => lineErrors(hub.state, { source, at, path }));
  }
  return null;
}

interface Line {
  readonly source: string;
  readonly at: number;
  readonly path: string;
}

/** A line is words between blanks; a backslash keeps a blank in its word, and ` #` ends it. */
const wordsOf = (source: string): readonly { readonly text: string; readonly column: number }[] =>
  [...source.replace(/(^|\s)#.*$/, '$1').matchAll(/(?:\\.|[^\s\\])+/g)].map((match) => ({
    text: match[0],
    column: match.index + 1,
  }));

function lineErrors(state: State, line: Line): readonly CodeownersError[] {
  const [pattern, ...owners] = wordsOf(line.source.replace(/\r$/, ''));
  if (!pattern) return [];
  const complaint = patternComplaint(pattern.text);
  if (complaint) return [error(line, pattern.column, 'Invalid pattern', complaint)];
  return owners.flatMap(({ text, column }) => {
    const unfit = ownerComplaint(state, text);
    return unfit ? [error(line, column, unfit.kind, unfit.suggestion)] : [];
  });
}

const error = (line: Line, column: number, kind: string, suggestion: string): CodeownersError => {
  const source = line.source.replace(/\r$/, '');
  const number = line.at + 1;
  const message = `${kind} on line ${number}: ${suggestion}\n\n  ${source}\n  ${' '.repeat(column - 1)}^`;
  return { line: number, column, kind, source: line.source, suggestion, message, path: line.path };
};

const patternComplaint = (pattern: string): string | undefined => {
  if (pattern.includes('***')) return `Did you mean \`${pattern.replaceAll(/\*{3,}/g, '**')}\`?`;
  if (pattern.startsWith('!')) return 'negation with `!` is not supported';
  if (/[[\]]/.test(pattern)) return 'character ranges with `[ ]` are not supported';
  return pattern.startsWith('\\#') ? 'a pattern that begins with `#` is not supported' : undefined;
};

const ownerComplaint = (
  state: State,
  owner: string,
): { readonly kind: string; readonly suggestion: string } | undefined => {
  const team = /^@([A-Za-z0-9-]+)\/([\w.-]+)$/.exec(owner);
  if (team) return unknown(owner, 'the team', teamIsUsable(state, team[1] ?? '', team[2] ?? ''));
  const person = /^@([A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\[bot\])?)$/.exec(owner);
  if (person) return unknown(owner, 'the user', mayWrite(state, findAccount(state, person[1] ?? '')));
  if (/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(owner)) {
    const holder = [...state.accounts.values()].find((account) => account.emails.includes(owner));
    return unknown(owner, 'the user', mayWrite(state, holder));
  }
  return {
    kind: 'Invalid owner',
    suggestion: `Owners must be a @username, a @org/team-name or an e-mail address: ${owner}`,
  };
};

const unknown = (owner: string, what: string, known: boolean) =>
  known
    ? undefined
    : {
        kind: 'Unknown owner',
        suggestion: `make sure ${what} ${owner} exists${what === 'the team' ? ', is publicly visible,' : ''} and has write access to the repository`,
      };

const mayWrite = (state: State, account: ReturnType<typeof findAccount>): boolean =>
  account !== undefined && atLeast(permissionOf(state, account), 'write');

const teamIsUsable = (state: State, org: string, slug: string): boolean => {
  const team = state.teams.get(slug.toLowerCase());
  const found = team && sameLogin(org, state.org.login) && team.privacy === 'closed';
  return found === true && atLeast(teamPermission(state, team), 'write');
};
