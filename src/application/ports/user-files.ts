import type { Result } from '../../domain/shared/result.ts';

export type FileUnavailable = { readonly kind: 'gone' } | { readonly kind: 'too_large' };

/** Files that users sent to the bot. */
export interface UserFiles {
  download(fileId: string, signal: AbortSignal): Promise<Result<Uint8Array, FileUnavailable>>;
}
