import type { IdGenerator } from '../ports/id-generator.ts';

/** Letters and digits are base64 too: 44 of them are 33 bytes, within the 24 to 64 of the specification. */
const secretLength = 44;

/** As standardwebhooks.com writes symmetric secrets: `whsec_` and base64. */
export const newSecret = (ids: IdGenerator): string => `whsec_${ids.code(secretLength)}`;
