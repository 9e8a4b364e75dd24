// What a person sees on the simulated GitHub, and how to wait for it.
import { setTimeout as sleep } from 'node:timers/promises';
import type { GitHub } from './github/start-github.ts';
import type { CheckRun, Comment, PullRequest } from './github/state.ts';

/** Looks again and again until there is something; throws after the time, and says what for. */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined> | T | undefined,
  milliseconds = 20_000,
): Promise<T> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    if (Date.now() > deadline) throw new Error(`waited ${milliseconds} ms in vain for ${what}`);
    await sleep(20);
  }
}

/** The latest run of the check `daypass` on the pull request's head. */
export function checkOf({ state }: GitHub, pull: PullRequest): CheckRun | undefined {
  return state.checkRuns.findLast(({ name, headSha }) => name === 'daypass' && headSha === pull.head.sha);
}

/** Waits for a check of that conclusion on the head. */
export async function untilChecked(
  github: GitHub,
  pull: PullRequest,
  conclusion: 'success' | 'failure' | 'action_required',
): Promise<CheckRun> {
  return until(`the check "${conclusion}" on #${pull.number}`, () => {
    const check = checkOf(github, pull);
    return check?.conclusion === conclusion ? check : undefined;
  });
}

/** The comment that the App keeps up to date. */
export function commentOf({ state }: GitHub, pull: PullRequest): Comment | undefined {
  return state.comments.find((comment) => comment.pull === pull.number && comment.viaApp);
}
