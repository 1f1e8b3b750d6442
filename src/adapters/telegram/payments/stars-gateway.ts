import { type Api, GrammyError } from 'grammy';
import type { StarTransaction as TelegramTransaction } from 'grammy/types';
import type { Logger } from '../../../application/ports/logger.ts';
import { Outage } from '../../../application/ports/outage.ts';
import type { GatewayRefusal } from '../../../application/ports/payment-gateway.ts';
import type {
  StarInvoice,
  StarsGateway,
  StarTransaction,
} from '../../../application/ports/stars-gateway.ts';
import { money } from '../../../domain/payments/money.ts';
import { type UserId, userId } from '../../../domain/shared/ids.ts';
import { err, ok, type Result } from '../../../domain/shared/result.ts';
import { failureOf } from '../api/telegram-error.ts';

const largestPage = 100;

/**
 * Telegram Stars over the Bot API. A wrong bot token counts as an `Outage`: nothing is wrong with the
 * call, and it is logged at level error (`telegram_stars_misconfigured`).
 */
export class TelegramStarsGateway implements StarsGateway {
  readonly #api: Api;
  readonly #logger: Logger;

  constructor(api: Api, logger: Logger) {
    this.#api = api;
    this.#logger = logger;
  }

  async refund(user: UserId, chargeId: string): Promise<Result<void, GatewayRefusal>> {
    const result = await this.#change('refundStarPayment', () =>
      this.#api.refundStarPayment(user, chargeId),
    );
    // Another attempt, whose answer was lost, has done it.
    return !result.ok && result.error.code === 'CHARGE_ALREADY_REFUNDED' ? ok() : result;
  }

  async transactions(offset: number, limit: number): Promise<readonly StarTransaction[]> {
    try {
      const page = { offset, limit: Math.min(limit, largestPage) };
      const { transactions } = await this.#api.getStarTransactions(page);
      return transactions.map(transactionOf);
    } catch (error) {
      throw this.#outage('getStarTransactions', error);
    }
  }

  setSubscriptionCanceled(
    user: UserId,
    chargeId: string,
    canceled: boolean,
  ): Promise<Result<void, GatewayRefusal>> {
    return this.#change('editUserStarSubscription', () =>
      this.#api.editUserStarSubscription(user, chargeId, canceled),
    );
  }

  async #change(
    method: string,
    call: () => Promise<unknown>,
  ): Promise<Result<void, GatewayRefusal>> {
    try {
      await call();
      return ok();
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal === undefined) {
        throw this.#outage(method, error);
      }
      this.#logger.info('telegram_stars_refused', { method, code: refusal.code });
      return err(refusal);
    }
  }

  #outage(method: string, cause: unknown): Outage {
    if (failureOf(cause).kind === 'misconfigured') {
      this.#logger.error('telegram_stars_misconfigured', { method }, cause);
    }
    return new Outage(`Telegram did not carry out ${method}`, { cause });
  }
}

/** @returns undefined when the call may be answered another time. */
function refusalOf(error: unknown): GatewayRefusal | undefined {
  const { kind } = failureOf(error);
  const isUnknown = kind === 'outage' || kind === 'flood' || kind === 'misconfigured';
  if (isUnknown || !(error instanceof GrammyError)) {
    return undefined;
  }
  const { description } = error;
  // Errors of payments are names in capitals: `Bad Request: CHARGE_NOT_FOUND`.
  const code = /[A-Z]+(?:_[A-Z]+)+/.exec(description)?.[0] ?? kind;
  return { kind: 'refused', code, description };
}

function transactionOf(transaction: TelegramTransaction): StarTransaction {
  const { id, amount, date, source, receiver } = transaction;
  return {
    id,
    direction: source === undefined ? 'out' : 'in',
    amount: money(amount, 'XTR'),
    at: new Date(date * 1_000),
    invoice: invoiceOf(source ?? receiver),
  };
}

function invoiceOf(partner: TelegramTransaction['source']): StarInvoice | undefined {
  return partner?.type === 'user' && partner.invoice_payload !== undefined
    ? { userId: userId(partner.user.id), payload: partner.invoice_payload }
    : undefined;
}
