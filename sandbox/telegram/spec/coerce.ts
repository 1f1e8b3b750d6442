import type { Field } from './specification.ts';

const TRUE = new Set(['true', 'yes', '1']);
const FALSE = new Set(['false', 'no', '0', '']);

/**
 * Turns the text of a query, form or multipart field (or a JSON string that holds JSON) into the
 * type that the field wants. Text that cannot be turned stays text, and the check then refuses it.
 */
export function coerce(value: unknown, field: Field): unknown {
  if (typeof value !== 'string') return value;
  if (field.types.includes('Integer') && /^-?\d{1,15}$/.test(value)) return Number(value);
  if (field.types.includes('String') || field.types.includes('InputFile')) return value;
  return coerceNonText(value, field);
}

function coerceNonText(value: string, field: Field): unknown {
  const [type] = field.types;
  switch (type) {
    case 'Integer':
      return value;
    case 'Float':
      return value !== '' && Number.isFinite(Number(value)) ? Number(value) : value;
    case 'Boolean':
    case 'True':
      return coerceFlag(value);
    default:
      return parseJson(value);
  }
}

function coerceFlag(value: string): unknown {
  const lower = value.toLowerCase();
  if (TRUE.has(lower)) return true;
  return FALSE.has(lower) ? false : value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
