import { createHmac } from 'node:crypto';

/*
 * A signature is opaque to clients. Here it is bytes that only this stand-in can make, so that one that was cut,
 * invented or changed on its way through a database is found out.
 */
const MARK = 'nbts';
const KEY = 'nano-banana-sandbox';
const SEED_BYTES = 16;
const SEAL_BYTES = 24;

/** Documented by Google for history that a model did not write. */
const SKIP_VALIDATION = [
  'skip_thought_signature_validator',
  'context_engineering_is_the_way_to_go',
];

/** Base64; the same seed gives the same signature. */
export function signatureFor(seed: string): string {
  const digest = createHmac('sha256', KEY).update(seed).digest().subarray(0, SEED_BYTES);
  return Buffer.concat([Buffer.from(MARK), digest, seal(digest)]).toString('base64');
}

export function isOwnSignature(signature: string): boolean {
  if (SKIP_VALIDATION.includes(signature)) return true;
  const bytes = Buffer.from(signature, 'base64');
  if (bytes.length !== MARK.length + SEED_BYTES + SEAL_BYTES) return false;
  if (bytes.subarray(0, MARK.length).toString() !== MARK) return false;
  const digest = bytes.subarray(MARK.length, MARK.length + SEED_BYTES);
  return seal(digest).equals(bytes.subarray(MARK.length + SEED_BYTES));
}

function seal(digest: Buffer): Buffer {
  return createHmac('sha256', KEY).update(digest).digest().subarray(0, SEAL_BYTES);
}
