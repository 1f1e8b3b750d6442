import { readFileSync } from 'node:fs';
import { z } from 'zod';

/*
 * The published OpenAPI 3.0 file of the YooKassa API v3 as data:
 * `sandbox/specs/yookassa-v3-openapi.json`.
 */

/** An OpenAPI schema object; `json-schema.ts` knows its keywords. */
export type OpenApiSchema = { readonly [keyword: string]: unknown };

const schemaSchema: z.ZodType<OpenApiSchema> = z.record(z.string(), z.unknown());

const parameterSchema = z.object({
  name: z.string(),
  in: z.enum(['path', 'query', 'header']),
  required: z.boolean().optional(),
  schema: schemaSchema,
});

const operationSchema = z.object({
  parameters: z
    .array(z.union([parameterSchema, z.object({ $ref: z.string() })]))
    .optional()
    .default([]),
  requestBody: z
    .object({
      required: z.boolean().optional(),
      content: z.object({ 'application/json': z.object({ schema: schemaSchema }) }),
    })
    .optional(),
});

const specificationSchema = z.object({
  paths: z.record(z.string(), z.record(z.enum(['get', 'post']), operationSchema.optional())),
  components: z.object({
    schemas: z.record(z.string(), schemaSchema),
    parameters: z.record(z.string(), parameterSchema),
  }),
});

export type Specification = z.infer<typeof specificationSchema>;
export type Operation = z.infer<typeof operationSchema>;
export type Parameter = z.infer<typeof parameterSchema>;

const SPECIFICATION_FILE = new URL('../../specs/yookassa-v3-openapi.json', import.meta.url);

export function loadSpecification(): Specification {
  return specificationSchema.parse(JSON.parse(readFileSync(SPECIFICATION_FILE, 'utf8')));
}

/** @throws {Error} for a name that the file does not hold. */
export function parameterOf(
  specification: Specification,
  entry: Operation['parameters'][number],
): Parameter {
  if (!('$ref' in entry)) return entry;
  const found = specification.components.parameters[lastSegment(entry.$ref)];
  if (found === undefined) throw new Error(`The specification lacks ${entry.$ref}`);
  return found;
}

export function lastSegment(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1);
}
