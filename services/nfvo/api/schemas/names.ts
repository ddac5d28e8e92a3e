/** Gives response schemas a name in the OpenAPI document, so that clients get one type per thing. */
import { z } from 'zod';

/** Registers `schema` as a component; returns it unchanged. */
export function named<T extends z.ZodType>(id: string, schema: T): T {
  z.globalRegistry.add(schema, { id });
  return schema;
}

export const link = z.object({ href: z.string() });
export const dateTime = z.string().describe('RFC 3339 date and time, UTC');
export const identifier = z.string().min(1).max(255);
export const keyValuePairs = z.record(z.string().max(255), z.unknown());

/** Query of every list resource. */
export const listQuery = z.object({
  filter: z
    .string()
    .max(2000)
    .optional()
    .describe('Attribute filter of SOL013 clause 5.2: (eq,attribute,value)'),
});

/** Path parameters of every resource with an id. */
export const idParams = z.object({ id: identifier });
