/** `daypass schema`: the JSON Schemas of what people write, from the parser's own definition. */
import { formatSchema, jsonSchemas } from '../../core/request/json-schemas.ts';
import { readArguments } from '../arguments.ts';
import { EXIT, Misuse, type Command, type ExitCode, type Io } from '../command.ts';
import { writeSchemas } from '../schema.ts';

const help = `
Gives the JSON Schemas of requests, policy and people, for editors. They come from the parser's own definition.

Usage: daypass schema [<name>] [--write [--folder <folder>]]

  <name>             prints this one, as in access-request.json; without it the names are printed
  --write            writes all of them into a folder instead
  --folder <folder>  by default schema
`;

export const schema: Command = {
  name: 'schema',
  summary: 'Print or write the JSON Schemas of requests, policy and people',
  help,
  run: async (args, io) => {
    const { values, positionals } = readArguments(args, OPTIONS, { optional: '<name>' });
    const [name] = positionals;
    if (!values.write) return show(name, io);
    if (name !== undefined) throw new Misuse('--write writes all of them and takes no name');
    for (const path of await writeSchemas(values.folder)) io.out(`${path}\n`);
    return EXIT.done;
  },
};

const OPTIONS = {
  write: { type: 'boolean', default: false },
  folder: { type: 'string', default: 'schema' },
} as const;

function show(name: string | undefined, io: Io): ExitCode {
  const schemas = new Map(Object.entries(jsonSchemas()));
  if (name === undefined) {
    io.out([...schemas.keys()].map((each) => `${each}\n`).join(''));
    return EXIT.done;
  }
  const wanted = schemas.get(name) ?? schemas.get(`${name}.json`);
  if (wanted === undefined)
    throw new Misuse(`there is no schema ${JSON.stringify(name)}, but ${[...schemas.keys()].join(', ')}`);
  io.out(formatSchema(wanted));
  return EXIT.done;
}
