/** Asks the world about open pull requests without asking twice: what did not move, and people whom many wait for. */
import type { ApprovalFacts } from '../../core/approval/facts.ts';
import type { Fact } from '../../core/problem.ts';
import { Unavailable, type GitHubReader, type GitReader } from '../../ports.ts';

/** What only a move of the pull request changes. */
export type OwnFacts = Pick<
  ApprovalFacts,
  'pullRequest' | 'content' | 'reviews' | 'checks' | 'contributors' | 'retargeted'
>;

type Readers = { readonly git: GitReader; readonly github: GitHubReader };

/** Undefined where not all of it was read: then it is asked for again. */
export function ownFacts(facts: ApprovalFacts): OwnFacts | undefined {
  const { pullRequest, content, reviews, checks, contributors, retargeted } = facts;
  const all = [content, reviews, checks, contributors, retargeted];
  return all.every(({ kind }) => kind === 'read')
    ? { pullRequest, content, reviews, checks, contributors, retargeted }
    : undefined;
}

/** The same readers, but that they know this of the one pull request that they will be asked about. */
export function recalling(readers: Readers, known: OwnFacts): Readers {
  const recall = async <T>(fact: Fact<T>): Promise<T> => {
    if (fact.kind === 'unread') throw new Unavailable(fact.why);
    return fact.value;
  };
  return {
    git: { ...readers.git, pullRequestContent: () => recall(known.content) },
    github: {
      ...readers.github,
      reviews: () => recall(known.reviews),
      checkRuns: () => recall(known.checks),
      contributors: async () => ({
        contributors: await recall(known.contributors),
        retargeted: await recall(known.retargeted),
      }),
    },
  };
}

/** For one round: whoever is asked about in many pull requests is asked about once. */
export function askingOnce(github: GitHubReader): GitHubReader {
  return {
    ...github,
    codeownersErrors: once(github.codeownersErrors),
    standing: once(github.standing),
    team: once(github.team),
    isMember: once(github.isMember),
    teamMembers: once(github.teamMembers),
  };
}

/**
 * For the proofs of one turn. NB: GitHub calls every pull request merged whose head became reachable, so that whoever opens
 * hundreds on the head of another would have each of them proved, and no question left for anybody.
 */
export function provingOnce(github: GitHubReader): GitHubReader {
  return {
    ...askingOnce(github),
    pullRequestsOf: once(github.pullRequestsOf),
    checkRuns: once(github.checkRuns),
    contributors: once(github.contributors),
  };
}

/** A failure is remembered too: what GitHub did not answer is asked for again in the next round. */
function once<A extends readonly (string | number | undefined | readonly string[])[], T>(
  ask: (...args: A) => Promise<T>,
): (...args: A) => Promise<T> {
  const asked = new Map<string, Promise<T>>();
  return (...args) => {
    const key = args.join('\n');
    const answer = asked.get(key) ?? ask(...args);
    asked.set(key, answer);
    return answer;
  };
}
