import type { Clock } from '../ports/clock.ts';
import type { UploadRepository } from '../ports/upload-repository.ts';

/** Long enough for a message that waits for an approval or for a holiday to end. */
const keptMs = 30 * 86_400_000;

/** Removes pictures that nobody will send any more. */
export class PruneUploads {
  readonly #uploads: Pick<UploadRepository, 'prune'>;
  readonly #clock: Clock;

  constructor(uploads: Pick<UploadRepository, 'prune'>, clock: Clock) {
    this.#uploads = uploads;
    this.#clock = clock;
  }

  /** @returns how many */
  execute(): Promise<number> {
    return this.#uploads.prune(new Date(this.#clock.now().getTime() - keptMs));
  }
}
