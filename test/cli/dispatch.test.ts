// `daypass` itself: help, misuse and exit codes.
import { expect, test } from 'vitest';
import type { Command } from '../../src/cli/command.ts';
import { commands } from '../../src/cli/commands.ts';
import { daypass } from './a-terminal.ts';

const broken: Command = {
  name: 'break',
  summary: 'Break',
  help: 'Breaks.',
  run: () => Promise.reject(new Error('the world ended')),
};

test('help names every command, and is what --help, -h and help say', async () => {
  const said = await Promise.all([['--help'], ['-h'], ['help']].map((args) => daypass(args)));

  for (const { code, out, err } of said) {
    expect([code, err, out]).toEqual([0, '', said[0]?.out]);
    for (const { name, summary } of commands) expect(out).toMatch(new RegExp(`^  ${name} +${summary}$`, 'm'));
  }
});

test('each command tells its purpose, its usage and its options', async () => {
  for (const { name } of commands) {
    const said = await Promise.all([daypass([name, '--help']), daypass(['help', name])]);

    expect(said[0]).toEqual(said[1]);
    expect([said[0].code, said[0].err]).toEqual([0, '']);
    expect(said[0].out).toContain(`Usage: daypass ${name}`);
  }
});

test('without a command, or with one that is not known, the exit code is 2 and help is near', async () => {
  const none = await daypass([]);
  const unknown = await daypass(['grant', 'alice']);

  expect([none.code, none.out]).toEqual([2, '']);
  expect(none.err).toContain('Usage: daypass <command>');
  expect(unknown).toEqual({
    code: 2,
    out: '',
    err: 'daypass has no command "grant".\nSee `daypass --help`.\n',
  });
});

test('an option that is not known is a misuse, and so is an argument too many', async () => {
  expect(await daypass(['keygen', '--ouput', 'x'])).toEqual({
    code: 2,
    out: '',
    err: "daypass keygen: Unknown option '--ouput'.\nSee `daypass keygen --help`.\n",
  });
  expect((await daypass(['keygen', 'x'])).err).toContain('"x" is one argument too many');
  expect((await daypass(['keygen', '-o', 'yaml'])).err).toContain('-o is text or json, not "yaml"');
});

test('what fails says why in one line, without a stack, and the exit code is 1', async () => {
  expect(await daypass(['break'], { known: [broken] })).toEqual({
    code: 1,
    out: '',
    err: 'daypass break: the world ended\n',
  });
});

test('the version is the one of the package', async () => {
  expect(await daypass(['--version'])).toEqual({ code: 0, out: '0.1.0\n', err: '' });
});
