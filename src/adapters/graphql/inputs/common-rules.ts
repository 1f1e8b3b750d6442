import { z } from 'zod';

/** A text that somebody has to read later, e.g. the reason of a ban. */
export const reasonRules = z.string().trim().min(1).max(500);

/** A text whose own rules are the business's: nobody means more than this. */
export const anyTextRules = z.string().max(1_000);

/** What a program names its request with, so that repeating it does nothing more. */
export const idempotencyKeyRules = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[\x21-\x7E]+$/, 'must be printable ASCII without spaces');

/** What the description of every `idempotencyKey` says. */
export const idempotencyKeyDescription =
  'Chosen by the caller, e.g. a UUID: repeating it does nothing more and gives the first result. 1 to 200 printable ASCII characters.';
