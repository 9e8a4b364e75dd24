/** The lines of CODEOWNERS that GitHub itself calls wrong. */
import type { CodeownersError } from '../../core/approval/facts.ts';
import type { Desk } from './desk.ts';

/** Throws Unavailable also where GitHub finds no such file: whether there is one, Git says. */
export async function readCodeownersErrors(desk: Desk, ref: string): Promise<readonly CodeownersError[]> {
  return desk.ask('the errors in CODEOWNERS', async (here) => {
    const { data } = await desk.octokit.rest.repos.codeownersErrors({ ...here, ref });
    return data.errors.map(({ line, kind, message }) => ({ line, kind, message }));
  });
}
