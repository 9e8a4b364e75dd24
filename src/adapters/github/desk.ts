/** Where every question to GitHub goes out: about the one repository, by its id, under whatever name it has today. */
import type { RepositoryFacts } from '../../core/approval/facts.ts';
import { Unavailable } from '../../ports.ts';
import { answered, hasResponse, statusOf } from './answered.ts';
import type { Octokit } from './octokit.ts';
import type { Tokens } from './tokens.ts';

export interface Here {
  readonly owner: string;
  readonly repo: string;
}

export interface Desk {
  readonly octokit: Octokit;
  readonly appId: () => Promise<number>;
  /** The repository as it is now; always asked. */
  readonly facts: () => Promise<RepositoryFacts>;
  /** Asks for what must be there. Throws Unavailable, also on a 404. */
  readonly ask: <T>(what: string, read: (here: Here) => Promise<T>) => Promise<T>;
  /** Asks for what may be missing: a 404 is `undefined`, once the repository itself was seen after it. */
  readonly find: <T>(what: string, read: (here: Here) => Promise<T>) => Promise<T | undefined>;
}

export function makeDesk(octokit: Octokit, tokens: Pick<Tokens, 'installation'>, repository: string): Desk {
  let known: RepositoryFacts | undefined;
  const facts = async (): Promise<RepositoryFacts> => {
    known = await answered('the repository', () =>
      known === undefined ? readByName(octokit, repository) : readById(octokit, known.id),
    );
    return known;
  };
  const here = async (): Promise<Here> => hereOf(known ?? (await facts()));

  /** NB: GitHub says 404 also of all that is under an old name: only where the name still holds is a 404 an absence. */
  const find = async <T>(what: string, read: (here: Here) => Promise<T>): Promise<T | undefined> => {
    const before = await here();
    const found = await orMissing(what, () => read(before));
    if (found !== MISSING) return found;
    const now = hereOf(await facts());
    if (now.owner === before.owner && now.repo === before.repo) return undefined;
    const again = await orMissing(what, () => read(now));
    return again === MISSING ? undefined : again;
  };
  return {
    octokit,
    appId: async () => (await tokens.installation()).appId,
    facts,
    find,
    ask: async (what, read) => {
      const found = await find(what, read);
      if (found === undefined) throw new Unavailable(`GitHub answered 404 when asked for ${what}`);
      return found;
    },
  };
}

const MISSING = Symbol('missing');

async function orMissing<T>(what: string, read: () => Promise<T>): Promise<T | typeof MISSING> {
  return answered(what, async () => {
    try {
      return await read();
    } catch (error) {
      if (statusOf(error) === 404 && hasResponse(error)) return MISSING;
      throw error;
    }
  });
}

const hereOf = ({ owner, name }: RepositoryFacts): Here => ({ owner, repo: name });

async function readByName(octokit: Octokit, repository: string): Promise<RepositoryFacts> {
  const [owner = '', repo = ''] = repository.split('/');
  return factsFrom((await octokit.rest.repos.get({ owner, repo })).data);
}

type RepositoryAnswer = Awaited<ReturnType<Octokit['rest']['repos']['get']>>['data'];

async function readById(octokit: Octokit, id: number): Promise<RepositoryFacts> {
  const { data } = await octokit.request('GET /repositories/{repository_id}', { repository_id: id });
  return factsFrom(data as RepositoryAnswer); // the same answer as by name; Octokit has no type for this road
}

function factsFrom(data: RepositoryAnswer): RepositoryFacts {
  return { id: data.id, owner: data.owner.login, name: data.name, defaultBranch: data.default_branch };
}
