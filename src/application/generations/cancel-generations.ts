import type { ChatId, UserId } from '../../domain/shared/ids.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import { cancelGeneration } from './cancel-generation.ts';
import type { FinishGeneration } from './finish-generation.ts';

export interface CanceledGenerations {
  readonly canceled: number;
  /** Credits that came back. */
  readonly returned: number;
  /** Finished already as far as the model goes: these arrive. */
  readonly tooLate: number;
}

/**
 * Cancels what the user has queued or running in a chat. Credits come back at once; a worker that
 * is at it finds its lease gone and stops. Cannot fail for reasons of its own.
 */
export class CancelGenerations {
  readonly #unitOfWork: UnitOfWork;
  readonly #finish: FinishGeneration;

  constructor(unitOfWork: UnitOfWork, finish: FinishGeneration) {
    this.#unitOfWork = unitOfWork;
    this.#finish = finish;
  }

  async execute(userId: UserId, chatId: ChatId): Promise<CanceledGenerations> {
    const unfinished = await this.#unitOfWork.direct.generations.unfinished(userId);
    const here = unfinished.filter(({ destination }) => destination.chatId === chatId);
    let canceled = 0;
    let returned = 0;
    // The newest first: ending an older one would only send the next to the queue.
    for (const generation of here.toReversed()) {
      if (await cancelGeneration(this.#unitOfWork, this.#finish, generation)) {
        canceled += 1;
        returned += Number(generation.price);
      }
    }
    return { canceled, returned, tooLate: here.length - canceled };
  }
}
