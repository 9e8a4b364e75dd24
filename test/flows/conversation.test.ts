// What is said on merged pull requests: an answer to whoever may not, and what became of what was asked for.
import { describe, expect, test } from 'vitest';
import { hours, minutes, seconds } from '../../src/core/time.ts';
import type { PullRequest } from '../sandbox/github/state.ts';
import { REQUEST } from '../sandbox/memory/company.ts';
import { aController } from '../sandbox/memory/controller.ts';
import { memoryWorld, type MemoryWorld } from '../sandbox/memory/world.ts';

async function granted(): Promise<{ readonly world: MemoryWorld; readonly pull: PullRequest }> {
  const world = await memoryWorld();
  const pull = await world.merged();
  await world.turn();
  await world.clock.advance(minutes(1));
  return { world, pull };
}

/** What the App says on a pull request, without the marks. */
function said({ github }: MemoryWorld, { number }: PullRequest): readonly string[] {
  const { state } = github;
  return state.comments
    .filter(({ pull, author }) => pull === number && author === state.app.bot)
    .map(({ body }) => body.replaceAll(/<!--.*?-->\s*/g, '').replaceAll(/[0-9a-f]{40}/g, '(commit)'));
}

const NOT_THEIRS =
  '`/release` counts only from whoever holds the access, here `alice`, so nothing has ended; an owner of its path takes it away by commenting just `/revoke`.';

describe('whoever asks for an end that is not theirs to ask for', () => {
  test.each([
    ['mallory', '/release', NOT_THEIRS],
    ['bob', '/release', NOT_THEIRS],
    [
      'erin',
      '/revoke',
      '`/revoke` counts only from an owner of `access-requests/prod-eu/payments/debugger/alice.yaml`, by the CODEOWNERS in force, or an administrator of this repository, so nothing has ended.',
    ],
    [
      'alice',
      '/revoke',
      '`/revoke` takes away what others hold, and this access is your own; give it back by commenting just `/release`.',
    ],
  ] as const)('%s, by %s, is answered in one sentence, once', async (who, word, text) => {
    const { world, pull } = await granted();
    world[who].comment(pull, word);

    await world.pass(minutes(3));
    world.restart();
    await world.pass(minutes(3));

    expect(said(world, pull)).toHaveLength(2);
    expect(said(world, pull)[1]).toBe(`\`${who}\`: ${text}`);
  });

  test('is answered where a comment was edited into the word', async () => {
    const { world, pull } = await granted();
    world.alice.editComment(world.alice.comment(pull, 'Soon.'), '/release');

    await world.pass(minutes(2));

    expect(said(world, pull)[1]).toBe(
      '`alice`: A comment that was edited does not count, so nothing has ended; say just `/release` in a new one.',
    );
  });

  test('[235] is not taken for answered because somebody wrote our mark', async () => {
    const { world, pull } = await granted();
    const { id } = world.mallory.comment(pull, '/revoke');
    world.mallory.comment(pull, `<!-- daypass: this answers comment ${id} -->`);

    await world.pass(minutes(1));

    expect(said(world, pull)).toHaveLength(2);
  });

  test('[230] is answered six times an hour at most', async () => {
    const { world, pull } = await granted();
    for (let count = 0; count < 40; count += 1) world.mallory.comment(pull, '/revoke');

    await world.pass(minutes(30));

    expect(said(world, pull)).toHaveLength(7);
  });

  test('is answered later where GitHub takes no comment, and nothing else waits for it', async () => {
    const { world, pull } = await granted();
    const fault = world.github.faults.cut('createComment');
    world.mallory.comment(pull, '/revoke');
    await world.pass(minutes(2));
    world.alice.comment(pull, '/release');
    await world.turn();
    expect(world.canExec('alice')).toBe(false);
    expect(said(world, pull)).toHaveLength(1);
    fault.lift();
  });

  test('is not spoken to before the merge, or where nothing is held', async () => {
    const world = await memoryWorld();
    const pull = await world.alice.asks();
    await world.review();
    world.mallory.comment(pull, '/revoke');

    await world.pass(minutes(3));

    expect(said(world, pull)).toHaveLength(1);
  });
});

describe('the comment of a merged pull request', () => {
  test('says who holds what until when, and how it is given back', async () => {
    const { world, pull } = await granted();

    expect(said(world, pull)).toHaveLength(1);
    expect(said(world, pull)[0]).toMatchInlineSnapshot(`
      "**\`alice\` has the role \`debugger\` in \`prod-eu/payments\` until 18:00Z on 20 November.**

      \`access-requests/prod-eu/payments/debugger/alice.yaml\`
      - Asked for by \`alice\`: \`INC-4242, checkout latency, read the logs\`.
      - Granted with the merge at 16:00Z on 20 November, approved by \`bob\` for \`@acme/payments\`. Recorded in (commit).
      - Ends by itself at 18:00Z on 20 November.

      ### Giving it back
      Done before that? Comment just \`/release\` here, or merge a pull request that removes \`access-requests/prod-eu/payments/debugger/alice.yaml\`: it ends within a minute, and needs nobody’s approval.
      The owners of the path and administrators can take it away in the same way, by \`/revoke\`.

      <sub>Comments never grant anything. The history of the repository is what counts.</sub>"
    `);
  });

  test('says afterwards that it was given back, by whom and how early', async () => {
    const { world, pull } = await granted();
    await world.clock.advance(minutes(44));
    world.alice.comment(pull, '/release');

    await world.turn();

    expect(said(world, pull)).toHaveLength(1);
    expect(said(world, pull)[0]).toMatchInlineSnapshot(`
      "**\`alice\` no longer has the role \`debugger\` in \`prod-eu/payments\`.**

      \`access-requests/prod-eu/payments/debugger/alice.yaml\`
      - Asked for by \`alice\`: \`INC-4242, checkout latency, read the logs\`.
      - Granted with the merge at 16:00Z on 20 November, approved by \`bob\` for \`@acme/payments\`. Recorded in (commit).
      - Given back by \`alice\` at 16:45Z on 20 November, 75 minutes before its end at 18:00Z. A comment asked for it: /release. Recorded in (commit).

      ### What happens next
      Nothing: this is over. Whoever needs the access again opens a new pull request.

      <sub>Comments never grant anything. The history of the repository is what counts.</sub>"
    `);
  });

  test('says afterwards that it ended on time', async () => {
    const { world, pull } = await granted();

    await world.pass(hours(2));

    expect(said(world, pull)[0]).toMatchInlineSnapshot(`
      "**\`alice\` no longer has the role \`debugger\` in \`prod-eu/payments\`.**

      \`access-requests/prod-eu/payments/debugger/alice.yaml\`
      - Asked for by \`alice\`: \`INC-4242, checkout latency, read the logs\`.
      - Granted with the merge at 16:00Z on 20 November, approved by \`bob\` for \`@acme/payments\`. Recorded in (commit).
      - Ended by itself on time, at 18:00Z on 20 November. Recorded in (commit).

      ### What happens next
      Nothing: this is over. Whoever needs the access again opens a new pull request.

      <sub>Comments never grant anything. The history of the repository is what counts.</sub>"
    `);
  });

  test('says afterwards who removed the file, in which pull request', async () => {
    const { world, pull } = await granted();
    const removal = await world.bob.asks({ files: { [REQUEST]: null }, branch: 'take-away' });
    await world.review();
    await world.bob.merge(removal, 'squash');

    await world.turn();

    expect(said(world, pull)[0]).toContain(`Taken away by \`bob\` in #${removal.number} at `);
  });

  test('links the commits of the grant and of its end', async () => {
    const { world, pull } = await granted();
    world.alice.comment(pull, '/release');
    await world.turn();

    const comment = world.github.state.comments.find(({ pull: number }) => number === pull.number);
    const commits = (await world.commits()).slice(-2).map(({ oid }) => oid);
    expect(comment?.body.match(/[0-9a-f]{40}/g)).toEqual(commits);
  });

  test('catches up after a restart, a lost write, and an outage', async () => {
    const { world, pull } = await granted();
    world.alice.comment(pull, '/release');
    const fault = world.github.faults.cut('updateComment');
    await world.turn();
    expect(said(world, pull)[0]).toContain('has the role');

    world.restart();
    fault.lift();
    await world.turn();

    expect(said(world, pull)[0]).toContain('Given back by `alice`');
  });

  test('[235] is put right where a check that was under way wrote over it', async () => {
    const { world, pull } = await granted();
    const { state } = world.github;
    const comment = state.comments.find(({ author }) => author === state.app.bot);
    await world.world.github.updateComment(comment?.id ?? 0, `${comment?.body.split('\n')[0]}\nMerge it.`);

    await world.pass(minutes(6));

    expect(said(world, pull)[0]).toContain('has the role');
  });

  test('is written once, and by two controllers no more than once each', async () => {
    const { world, pull } = await granted();
    const other = aController(world.world, world.clock);
    await other.turn();
    world.restart();
    await world.pass(minutes(30));

    const writes = world.github.calls.filter(({ name }) => /^(create|update)Comment$/.test(name));
    expect(said(world, pull)).toHaveLength(1);
    // Asked, approved, granted.
    expect(writes).toHaveLength(3);
  });

  test('costs no question while nothing happens', async () => {
    const { world } = await granted();
    await world.pass(minutes(10));
    const before = world.github.calls.filter(({ name }) => name === 'comments').length;

    await world.pass(minutes(30));

    expect(world.github.calls.filter(({ name }) => name === 'comments')).toHaveLength(before);
  });

  test('is left alone a day after the last that happened', async () => {
    const { world, pull } = await granted();
    await world.pass(hours(3));
    await world.clock.advance(hours(24));
    const { state } = world.github;
    const comment = state.comments.find(({ author }) => author === state.app.bot);
    await world.world.github.updateComment(comment?.id ?? 0, 'Something else.');

    world.restart();
    await world.turn();
    await world.clock.advance(seconds(1));

    expect(said(world, pull)).toEqual(['Something else.']);
  });

  test('says of what was refused after its merge why, and what to do next', async () => {
    const world = await memoryWorld();
    const pull = await world.alice.asks();
    await world.review();
    await world.bypass(pull);

    await world.pass(minutes(7));

    expect(said(world, pull)).toHaveLength(1);
    expect(said(world, pull)[0]).toMatchInlineSnapshot(`
      "**This request is refused after the merge, and grants nothing.**

      \`access-requests/prod-eu/payments/debugger/alice.yaml\`
      - \`access-requests/prod-eu/payments/debugger/alice.yaml\` lacks the approval of one of \`@acme/payments\`.
      - Refused at 16:06Z on 20 November; the file is no longer on the default branch. Recorded in (commit).

      ### What happens next
      Nothing of it will be granted. Whoever still needs the access mends what is wrong and opens a new pull request.

      <sub>Comments never grant anything. The history of the repository is what counts.</sub>"
    `);
  });

  test('of a change that was refused after its merge says that what is held goes on', async () => {
    const { world } = await granted();
    const change = await world.alice.asks({
      branch: 'other-role',
      reason: 'INC-4242, something else entirely',
    });
    await world.review();
    await world.bypass(change);

    await world.turn();
    world.restart();
    await world.turn();

    expect(said(world, change)).toHaveLength(1);
    expect(said(world, change)[0]).toMatchInlineSnapshot(`
      "**This change is refused after the merge; what is held goes on as it was granted.**

      \`access-requests/prod-eu/payments/debugger/alice.yaml\`
      - access-requests/prod-eu/payments/debugger/alice.yaml holds access that is granted; only its \`duration\` may be changed, and this changes \`reason\`.
      - Refused at 16:01Z on 20 November; the file is as it was granted again. Recorded in (commit).

      ### What happens next
      What is held goes on to its own end. To have it longer or shorter, open a pull request that changes only its \`duration\`; for anything else, one with a new file.

      <sub>Comments never grant anything. The history of the repository is what counts.</sub>"
    `);
  });

  test('says that access is scheduled, and when its time has come that it is open', async () => {
    const world = await memoryWorld();
    const pull = await world.merged({ startsAt: '2026-11-23T08:00:00Z' });
    await world.turn();
    const before = said(world, pull)[0];

    await world.clock.advance(hours(63));
    await world.pass(hours(1));
    await world.clock.advance(minutes(1));
    await world.turn();

    expect(before).toMatchInlineSnapshot(`
      "**\`alice\` will have the role \`debugger\` in \`prod-eu/payments\` from 08:00Z until 10:00Z on 23 November.**

      \`access-requests/prod-eu/payments/debugger/alice.yaml\`
      - Asked for by \`alice\`: \`INC-4242, checkout latency, read the logs\`.
      - Granted with the merge at 16:00Z on 20 November, approved by \`bob\` for \`@acme/payments\`. Recorded in (commit).
      - Scheduled: it opens by itself at 08:00Z on 23 November, if everything is still as it was approved.
      - Ends by itself at 10:00Z on 23 November.

      ### Giving it back
      Not needed after all? Comment just \`/release\` here, or merge a pull request that removes \`access-requests/prod-eu/payments/debugger/alice.yaml\`: it ends within a minute, and needs nobody’s approval.
      The owners of the path and administrators can take it away in the same way, by \`/revoke\`.

      <sub>Comments never grant anything. The history of the repository is what counts.</sub>"
    `);
    expect(said(world, pull)).toHaveLength(1);
    expect(said(world, pull)[0]).toMatchInlineSnapshot(`
      "**\`alice\` is granted the role \`debugger\` in \`prod-eu/payments\` from 08:00Z until 10:00Z on 23 November.**

      \`access-requests/prod-eu/payments/debugger/alice.yaml\`
      - Asked for by \`alice\`: \`INC-4242, checkout latency, read the logs\`.
      - Granted with the merge at 16:00Z on 20 November, approved by \`bob\` for \`@acme/payments\`. Recorded in (commit).
      - Its time began at 08:00Z on 23 November.
      - Ends by itself at 10:00Z on 23 November.

      ### Giving it back
      Done before that? Comment just \`/release\` here, or merge a pull request that removes \`access-requests/prod-eu/payments/debugger/alice.yaml\`: it ends within a minute, and needs nobody’s approval.
      The owners of the path and administrators can take it away in the same way, by \`/revoke\`.

      <sub>Comments never grant anything. The history of the repository is what counts.</sub>"
    `);
  });
});
