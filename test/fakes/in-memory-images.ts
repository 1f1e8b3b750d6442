import type {
  ImageContent,
  ImageRecord,
  ImageRepository,
} from '../../src/application/ports/image-repository.ts';
import type { ImageId } from '../../src/domain/shared/ids.ts';
import { type InMemoryState, requireRow } from './in-memory-state.ts';

export class InMemoryImages implements ImageRepository {
  readonly #state: () => InMemoryState;

  constructor(state: () => InMemoryState) {
    this.#state = state;
  }

  async insert(record: ImageRecord, content: ImageContent): Promise<void> {
    const { images, generations } = this.#state();
    if (!images.has(record.id)) {
      requireRow(generations, record.generationId, 'generation');
      images.set(record.id, { record, content });
    }
  }

  async find(id: ImageId): Promise<ImageRecord | undefined> {
    return this.#state().images.get(id)?.record;
  }

  async original(id: ImageId): Promise<Uint8Array | undefined> {
    return this.#state().images.get(id)?.content.original;
  }

  async thumbnail(id: ImageId): Promise<Uint8Array | undefined> {
    return this.#state().images.get(id)?.content.thumbnail;
  }
}
