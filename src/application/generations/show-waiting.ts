import type { GenerationId } from '../../domain/shared/ids.ts';
import type { Clock } from '../ports/clock.ts';
import type { Messenger } from '../ports/messenger.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';

const patienceMs = 1_500;
const shownAtOnce = 50;

/**
 * Tells users who wait longer than a moment how many are before them, and keeps the figure fresh.
 * Runs on a timer, in one round at a time.
 */
export class ShowWaiting {
  readonly #unitOfWork: UnitOfWork;
  readonly #messenger: Messenger;
  readonly #clock: Clock;
  #shown = new Map<GenerationId, number>();

  constructor(unitOfWork: UnitOfWork, messenger: Messenger, clock: Clock) {
    this.#unitOfWork = unitOfWork;
    this.#messenger = messenger;
    this.#clock = clock;
  }

  async execute(): Promise<void> {
    const { generations } = this.#unitOfWork.direct;
    const before = new Date(this.#clock.now().getTime() - patienceMs);
    const waiting = await generations.waiting(before, shownAtOnce);
    const earlier = this.#shown;
    this.#shown = new Map(waiting.map(({ generation, ahead }) => [generation.id, ahead]));
    for (const { generation, ahead, statusMessageId } of waiting) {
      if (earlier.get(generation.id) === ahead) {
        continue;
      }
      const messageId = await this.#messenger.showWaiting(generation, ahead, statusMessageId);
      if (messageId === undefined || messageId === statusMessageId) {
        continue;
      }
      // A worker that took it up meanwhile knows nothing of this message: take it back.
      if (!(await generations.attachStatusMessage(generation.id, messageId, 'queued'))) {
        await this.#messenger.removeMessage(generation.destination, messageId);
      }
    }
  }
}
