import { createHash } from 'node:crypto';
import type { ModelId } from '../../../domain/shared/ids.ts';

/** With `set:image-model:` before it, this stays within the 64 bytes of a button's data. */
const longestBytes = 48;

/** Names a model in a button: by its id, or by a digest of an id that is too long for that. */
export function modelToken(id: ModelId): string {
  return Buffer.byteLength(id) <= longestBytes
    ? id
    : createHash('sha256').update(id).digest('base64url');
}
