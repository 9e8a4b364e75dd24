#!/usr/bin/env node
/** The command line: `daypass <command>`. */
import { readFileSync } from 'node:fs';
import { commands } from './commands.ts';
import { dispatch } from './dispatch.ts';
import { terminal } from './io.ts';

const manifest = new URL('../../package.json', import.meta.url);
const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };

// NB: set, not exited with, so that what was written reaches whoever reads it.
process.exitCode = await dispatch(commands, process.argv.slice(2), version, terminal);
