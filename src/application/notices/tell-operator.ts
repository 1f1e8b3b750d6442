import type { UserId } from '../../domain/shared/ids.ts';
import { err, ok } from '../../domain/shared/result.ts';
import { languageOf } from '../../domain/users/user.ts';
import { privateChatOf } from '../notices.ts';
import type { Clock } from '../ports/clock.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';

const quietMs = 5_000;
const mostEvents = 200;

/**
 * Tells the operator what gathered in the journal: one message for all of it, and a pause after
 * each, so that a busy hour is a few messages. Called on a short timer by every worker.
 */
export class TellOperator {
  readonly #unitOfWork: UnitOfWork;
  readonly #operatorId: UserId | undefined;
  readonly #clock: Clock;
  readonly #ids: IdGenerator;
  #lastToldAt = 0;

  constructor(
    unitOfWork: UnitOfWork,
    operatorId: UserId | undefined,
    clock: Clock,
    ids: IdGenerator,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#operatorId = operatorId;
    this.#clock = clock;
    this.#ids = ids;
  }

  async execute(): Promise<void> {
    const userId = this.#operatorId;
    const now = this.#clock.now().getTime();
    if (userId === undefined || now - this.#lastToldAt < quietMs) {
      return;
    }
    const told = await this.#unitOfWork.run(async (scope) => {
      const events = await scope.operatorJournal.take(mostEvents);
      if (events.length === 0) {
        return err('nothing to tell' as const);
      }
      const operator = await scope.users.find(userId);
      await scope.outbox.add({
        type: 'notice.send',
        noticeId: `digest-${this.#ids.uuid()}`,
        addressed: {
          userId,
          destination: privateChatOf(userId),
          language: operator === undefined ? 'en' : languageOf(operator),
          notice: { kind: 'operator_digest', events },
        },
      });
      return ok();
    });
    if (told.ok) {
      this.#lastToldAt = now;
    }
  }
}
