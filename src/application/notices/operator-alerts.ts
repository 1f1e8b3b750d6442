import type { GenerationFailure } from '../../domain/generations/failure.ts';
import type { ModelId, UserId } from '../../domain/shared/ids.ts';
import { languageOf } from '../../domain/users/user.ts';
import { type OperatorAlert, privateChatOf } from '../notices.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';

const quietMs = 3_600_000;

/** Tells the operator what only the operator can mend: at most one message a kind and hour. */
export class OperatorAlerts {
  readonly #unitOfWork: UnitOfWork;
  readonly #operatorId: UserId | undefined;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #lastRaised = new Map<string, number>();

  constructor(
    unitOfWork: UnitOfWork,
    operatorId: UserId | undefined,
    clock: Clock,
    logger: Logger,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#operatorId = operatorId;
    this.#clock = clock;
    this.#logger = logger;
  }

  /** Raises an alert when a model's failure is the operator's business. */
  consider(failure: GenerationFailure, modelId: ModelId): void {
    switch (failure.kind) {
      case 'region_refused':
        this.raise({ kind: 'region_refused' });
        return;
      case 'unauthorized':
        this.raise({ kind: 'provider_key_refused' });
        return;
      case 'model_retired':
        this.raise({ kind: 'model_missing', modelIds: [modelId] });
        return;
      default:
        return;
    }
  }

  /** Never fails and never waits: the log has it in any case. */
  raise(alert: OperatorAlert): void {
    const now = this.#clock.now().getTime();
    const last = this.#lastRaised.get(alert.kind);
    if (last !== undefined && now - last < quietMs) {
      return;
    }
    this.#lastRaised.set(alert.kind, now);
    this.#logger.error('operator_alert', { alert: alert.kind });
    this.#send(alert, `operator-${alert.kind}-${now}`).catch((error: unknown) => {
      this.#logger.warn('operator_alert_not_queued', { alert: alert.kind }, error);
    });
  }

  async #send(alert: OperatorAlert, noticeId: string): Promise<void> {
    const userId = this.#operatorId;
    if (userId === undefined) {
      return;
    }
    const { users, outbox } = this.#unitOfWork.direct;
    const operator = await users.find(userId);
    await outbox.add({
      type: 'notice.send',
      noticeId,
      addressed: {
        userId,
        destination: privateChatOf(userId),
        language: operator === undefined ? 'en' : languageOf(operator),
        notice: { kind: 'operator_alert', alert },
      },
    });
  }
}
