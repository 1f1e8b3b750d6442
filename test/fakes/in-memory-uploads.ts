import type { Upload, UploadRepository } from '../../src/application/ports/upload-repository.ts';
import type { UploadId } from '../../src/domain/shared/ids.ts';
import { type InMemoryState, refuseDuplicate, requireRule } from './in-memory-state.ts';

export class InMemoryUploads implements UploadRepository {
  readonly #state: () => InMemoryState;

  constructor(state: () => InMemoryState) {
    this.#state = state;
  }

  async insert(upload: Upload, content: Uint8Array): Promise<void> {
    const { uploads } = this.#state();
    requireRule('uploads', 'size_check', upload.byteLength === content.byteLength);
    refuseDuplicate(uploads, upload.id, 'upload');
    uploads.set(upload.id, { upload, content });
  }

  async find(id: UploadId): Promise<Upload | undefined> {
    return this.#state().uploads.get(id)?.upload;
  }

  async content(id: UploadId): Promise<Uint8Array | undefined> {
    return this.#state().uploads.get(id)?.content;
  }

  async prune(before: Date): Promise<number> {
    const { uploads, userMessages } = this.#state();
    const needed = new Set(
      [...userMessages.values()]
        .filter(({ createdAt }) => createdAt >= before)
        .map(({ picture }) => picture),
    );
    const gone = [...uploads.values()].filter(
      ({ upload: { id, createdAt } }) => createdAt < before && !needed.has(id),
    );
    for (const { upload } of gone) {
      uploads.delete(upload.id);
    }
    return gone.length;
  }
}
