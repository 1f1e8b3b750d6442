import { readFileSync } from 'node:fs';
import { z } from 'zod';

/*
 * The published Bot API as data: names, types and required fields of every method and object.
 * `sandbox/specs/telegram-bot-api.json` holds version 10.1.
 */

const fieldSchema = z.object({ types: z.array(z.string()), required: z.boolean() });
const fieldsSchema = z.record(z.string(), fieldSchema);

const specificationSchema = z.object({
  version: z.string(),
  methods: z.record(z.string(), z.object({ fields: fieldsSchema })),
  types: z.record(
    z.string(),
    z.object({ fields: fieldsSchema.optional(), subtypes: z.array(z.string()).optional() }),
  ),
});

export type Field = z.infer<typeof fieldSchema>;
export type Fields = Readonly<Record<string, Field>>;
export type Specification = z.infer<typeof specificationSchema>;

const SPECIFICATION_FILE = new URL('../../specs/telegram-bot-api.json', import.meta.url);

export function loadSpecification(): Specification {
  return specificationSchema.parse(JSON.parse(readFileSync(SPECIFICATION_FILE, 'utf8')));
}
