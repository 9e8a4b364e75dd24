/** JSON Schemas for editors, made from the parser's own definitions: what they refuse, the parser refuses. */
import { z } from 'zod';
import { writtenRequest } from './access-request.ts';
import { writtenPeople } from './people.ts';
import { writtenPolicy } from './written-policy.ts';

const SOURCES = {
  'access-request.json': { title: 'A request for access (Daypass)', schema: writtenRequest },
  'access-policy.json': { title: 'The guardrails of access (Daypass)', schema: writtenPolicy },
  'access-people.json': { title: 'Who is who in the cluster (Daypass)', schema: writtenPeople },
} as const satisfies Readonly<Record<string, { title: string; schema: z.ZodType }>>;

/** By the names of their files. NB: draft 7 is the latest that the YAML language server knows well. */
export function jsonSchemas(): Readonly<Record<string, object>> {
  return Object.fromEntries(
    Object.entries(SOURCES).map(([file, { title, schema }]) => {
      const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input', target: 'draft-7' });
      return [file, { $schema, title, ...rest }];
    }),
  );
}

/** A schema as it stands in its file. */
export function formatSchema(schema: object): string {
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}
