import type { z } from 'zod';
import { type GoogleError, invalidArgument } from './google-error.ts';

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: GoogleError };

/** JSON text against a strict schema; the first problem is worded as Google's front end words it. */
export function parseBody<T>(text: string, schema: z.ZodType<T>): Parsed<T> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'syntax error';
    return refuse(`Invalid JSON payload received. ${reason}`, '');
  }
  const result = schema.safeParse(json);
  if (result.success) return { ok: true, value: result.data };
  const [issue] = result.error.issues;
  if (issue === undefined) return refuse('Invalid JSON payload received.', '');
  return explain(issue, json);
}

function explain(issue: z.core.$ZodIssue, json: unknown): Parsed<never> {
  const field = protoPath(issue.path);
  if (issue.code === 'unrecognized_keys') {
    const name = issue.keys[0] ?? '';
    const where = field === '' ? '' : ` at '${field}'`;
    return refuse(
      `Invalid JSON payload received. Unknown name "${name}"${where}: Cannot find field.`,
      field,
    );
  }
  const value = issue.path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
    json,
  );
  const shown = JSON.stringify(value)?.slice(0, 120) ?? 'nothing';
  return refuse(`Invalid value at '${field}' (${issue.message}), ${shown}`, field);
}

function refuse(message: string, field: string): Parsed<never> {
  return { ok: false, error: invalidArgument(message, field) };
}

/** `contents[0].parts[1].inline_data`, as the protocol buffers behind the API name it. */
function protoPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    const name = toSnakeCase(String(key));
    return text === '' ? name : `${text}.${name}`;
  }, '');
}

function toSnakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
