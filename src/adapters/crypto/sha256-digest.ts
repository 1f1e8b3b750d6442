import { createHash } from 'node:crypto';
import type { Digest } from '../../application/ports/digest.ts';

export const sha256Digest: Digest = {
  sha256: (text) => createHash('sha256').update(text, 'utf8').digest('hex'),
};
