import type { Api } from 'grammy';
import type { PreCheckoutQuery, Update } from 'grammy/types';
import type {
  ApproveCheckout,
  CheckoutRefusal,
} from '../../../application/payments/approve-checkout.ts';
import type { Logger } from '../../../application/ports/logger.ts';
import type { PaymentRepository } from '../../../application/ports/payment-repository.ts';
import { paymentIdIn } from '../../../domain/payments/payment.ts';
import { assertNever } from '../../../domain/shared/assert-never.ts';
import { type PaymentId, userId } from '../../../domain/shared/ids.ts';
import { languageOfCode } from '../../../domain/users/user.ts';
import { failureOf } from '../api/telegram-error.ts';
import type { PlainMessageKey } from '../texts/messages.ts';
import { translate } from '../texts/translate.ts';
import { moneyIn } from './shop/charges.ts';
import type { UrgentUpdates } from './update-intake.ts';

export interface CheckoutDeskOptions {
  readonly api: Pick<Api, 'answerPreCheckoutQuery'>;
  readonly approveCheckout: Pick<ApproveCheckout, 'execute'>;
  readonly payments: Pick<PaymentRepository, 'record'>;
  readonly wait: (delayMs: number) => Promise<void>;
  readonly logger: Logger;
}

/** Telegram wants its answer within 10 s; a payer should have it within one. */
const deadlineMs = 700;
const retryMs = 200;
const maxAnswers = 3;
const rememberedQueries = 1_000;

type Verdict =
  | { readonly kind: 'approved' }
  | { readonly kind: 'unreadable' | 'no_answer' }
  | CheckoutRefusal;

/**
 * Answers payers who wait for Telegram's "processing" to end. It stands beside the inbox, the lanes
 * and `identify`: none of them may keep it waiting. Whatever goes wrong is a "no": that costs
 * nobody anything, while an approval that nobody checked could.
 */
export class CheckoutDesk implements UrgentUpdates {
  readonly #use: CheckoutDeskOptions;
  readonly #seen = new Set<string>();

  constructor(options: CheckoutDeskOptions) {
    this.#use = options;
  }

  isUrgent(update: Update): boolean {
    return update.pre_checkout_query !== undefined;
  }

  /** Never rejects. A query that is handed over again is answered once. */
  async handle({ pre_checkout_query: query }: Update): Promise<void> {
    if (query === undefined || !this.#isNew(query.id)) {
      return;
    }
    const { logger } = this.#use;
    try {
      const verdict = await this.#judge(query);
      const orderId = paymentIdIn(query.invoice_payload);
      await this.#answer(query, verdict);
      logger.info('checkout_answered', { paymentId: orderId ?? 'none', verdict: verdict.kind });
      this.#record(orderId, verdict);
    } catch (error) {
      // Should Telegram hand it over again, there is another chance.
      this.#seen.delete(query.id);
      if (failureOf(error).kind === 'refused') {
        // Answered before, by a process that was killed since, or too late for anybody.
        logger.warn('checkout_over', {}, error);
      } else {
        logger.error('checkout_not_answered', {}, error);
      }
    }
  }

  #isNew(queryId: string): boolean {
    if (this.#seen.has(queryId)) {
      return false;
    }
    this.#seen.add(queryId);
    const [oldest] = this.#seen;
    if (oldest !== undefined && this.#seen.size > rememberedQueries) {
      this.#seen.delete(oldest);
    }
    return true;
  }

  async #judge(query: PreCheckoutQuery): Promise<Verdict> {
    const orderId = paymentIdIn(query.invoice_payload);
    const amount = moneyIn(query.currency, query.total_amount);
    if (orderId === undefined || amount === undefined) {
      return { kind: 'unreadable' };
    }
    const { approveCheckout, wait, logger } = this.#use;
    const noAnswer = { kind: 'no_answer' } as const;
    const asked = approveCheckout
      .execute({ orderId, payerId: userId(query.from.id), amount })
      .then((approved): Verdict => (approved.ok ? { kind: 'approved' } : approved.error))
      .catch((error: unknown): Verdict => {
        logger.warn('checkout_not_checked', { paymentId: orderId }, error);
        return noAnswer;
      });
    return Promise.race([asked, wait(deadlineMs).then((): Verdict => noAnswer)]);
  }

  /** Asked again after an outage: Telegram counts the first answer that it gets. */
  async #answer({ id, from }: PreCheckoutQuery, verdict: Verdict): Promise<void> {
    const { api, wait } = this.#use;
    const refusal =
      verdict.kind === 'approved'
        ? undefined
        : translate(languageOfCode(from.language_code), refusalKey(verdict));
    for (let tries = 1; ; tries += 1) {
      try {
        await (refusal === undefined
          ? api.answerPreCheckoutQuery(id, true)
          : api.answerPreCheckoutQuery(id, false, { error_message: refusal }));
        return;
      } catch (error) {
        if (failureOf(error).kind !== 'outage' || tries === maxAnswers) {
          throw error;
        }
        await wait(retryMs);
      }
    }
  }

  /** For people who follow the payment; nobody waits for it. */
  #record(orderId: PaymentId | undefined, verdict: Verdict): void {
    if (orderId === undefined || verdict.kind === 'unknown_order') {
      return;
    }
    const event =
      verdict.kind === 'approved'
        ? ({ kind: 'checkout_approved' } as const)
        : ({ kind: 'checkout_refused', details: { reason: verdict.kind } } as const);
    this.#use.payments.record(orderId, event).catch((error: unknown) => {
      this.#use.logger.warn('checkout_not_recorded', { paymentId: orderId }, error);
    });
  }
}

function refusalKey(verdict: Exclude<Verdict, { kind: 'approved' }>): PlainMessageKey {
  switch (verdict.kind) {
    case 'no_answer':
      return 'checkout-try-again';
    case 'already_paid':
      return 'checkout-already-paid';
    case 'not_yours':
      return 'checkout-not-yours';
    case 'offer_over':
      return 'checkout-offer-over';
    case 'unknown_order':
    case 'unreadable':
      return 'checkout-unknown-order';
    default:
      return assertNever(verdict);
  }
}
