import type { GenerationId } from '../../domain/shared/ids.ts';
import type { JobOutcome } from '../ports/job-queue.ts';
import type { Messenger } from '../ports/messenger.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';

/** Takes away the status message of a generation that ended without its worker. */
export class RemoveStatus {
  readonly #unitOfWork: UnitOfWork;
  readonly #messenger: Messenger;

  constructor(unitOfWork: UnitOfWork, messenger: Messenger) {
    this.#unitOfWork = unitOfWork;
    this.#messenger = messenger;
  }

  async execute(id: GenerationId): Promise<JobOutcome> {
    const { generations } = this.#unitOfWork.direct;
    const messageId = await generations.takeStatusMessage(id);
    const generation = messageId === undefined ? undefined : await generations.find(id);
    if (messageId !== undefined && generation !== undefined) {
      await this.#messenger.removeMessage(generation.destination, messageId);
    }
    return { kind: 'done' };
  }
}
