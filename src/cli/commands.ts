/** The commands, in the order in which `daypass --help` tells them. */
import type { Command } from './command.ts';
import { freeze } from './commands/freeze.ts';
import { keygen } from './commands/keygen.ts';
import { policy } from './commands/policy.ts';
import { schema } from './commands/schema.ts';
import { setup } from './commands/setup.ts';
import { sweep } from './commands/sweep.ts';
import { trust } from './commands/trust.ts';
import { unfreeze } from './commands/unfreeze.ts';

export const commands: readonly Command[] = [setup, keygen, trust, sweep, freeze, unfreeze, policy, schema];
