// What becomes of a write that GitHub refuses, does not answer, or does and does not say so: it is unknown, and never sent twice.
import { expect, test } from 'vitest';
import { milliseconds } from '../../../src/core/time.ts';
import type { GitHubConnection } from '../../../src/adapters/github/connect.ts';
import { Unavailable } from '../../../src/ports.ts';
import { aRequest, useSetting } from './setting.ts';

const here = useSetting();

interface Write {
  readonly where: string;
  readonly write: (
    github: GitHubConnection,
    on: { readonly pull: number; readonly comment: number },
  ) => unknown;
}

const writes: Readonly<Record<string, Write>> = {
  'a comment': {
    where: 'POST /repos/*/*/issues/*/comments',
    write: (github, { pull }) => github.createComment(pull, 'x'),
  },
  'a change of a comment': {
    where: 'PATCH /repos/*/*/issues/comments/*',
    write: (github, { comment }) => github.updateComment(comment, 'y'),
  },
  'the closing of a pull request': {
    where: 'PATCH /repos/*/*/pulls/*',
    write: (github, { pull }) => github.closePullRequest(pull),
  },
};

type Faults = typeof here.github.faults;

const answers = (status: number, message: string) => (faults: Faults, where: string) =>
  faults.fail(where, status, { body: { message } });

const troubles: Readonly<Record<string, readonly [(faults: Faults, where: string) => unknown, RegExp]>> = {
  403: [answers(403, 'Resource not accessible by integration'), /not accessible/],
  404: [answers(404, 'Not Found'), /404/],
  422: [answers(422, 'Validation Failed: the conversation is locked'), /locked/],
  500: [answers(500, 'Server Error'), /500|Server Error/],
  'no answer in time': [(faults, where) => faults.delay(where, 2_000), /did not answer/],
  'the secondary limit': [answers(403, 'You have exceeded a secondary rate limit.'), /secondary rate limit/],
  'a broken connection': [(faults, where) => faults.cut(where), /fetch failed|other side|reach/],
  'an answer that got lost': [(faults, where) => faults.cutAfter(where), /fetch failed|other side|reach/],
};

const table = Object.entries(writes).flatMap(([what, write]) =>
  Object.entries(troubles).map(([trouble, [begin, why]]) => ({ what, trouble, write, begin, why })),
);

test.each(table)(
  '$what that meets $trouble is unknown, and not sent again',
  async ({ write, begin, why }) => {
    const { number } = await here.github
      .as('alice')
      .openPullRequest({ branch: 'ask', title: 'Ask', files: aRequest });
    const patient = here.connect();
    await patient.createComment(number, 'ours');
    const on = { pull: number, comment: here.github.state.comments[0]?.id ?? 0 };
    const ours = here.connect({ deadline: milliseconds(500) });
    await ours.reviews(number);
    here.calls();
    begin(here.github.faults, write.where);

    const writing = Promise.resolve(write.write(ours, on));
    await expect(writing).rejects.toThrow(Unavailable);

    await expect(writing).rejects.toThrow(why);
    expect(here.calls().filter((call) => !call.startsWith('GET'))).toHaveLength(1);
  },
);
