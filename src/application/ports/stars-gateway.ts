import type { Money } from '../../domain/payments/money.ts';
import type { UserId } from '../../domain/shared/ids.ts';
import type { Result } from '../../domain/shared/result.ts';
import type { GatewayRefusal } from './payment-gateway.ts';

/** A movement of the bot's Stars. A refund has the id of the payment that it takes back. */
export interface StarTransaction {
  readonly id: string;
  readonly direction: 'in' | 'out';
  readonly amount: Money;
  readonly at: Date;
  /** Absent for movements that have nothing to do with invoices, such as withdrawals. */
  readonly invoice?: StarInvoice | undefined;
}

export interface StarInvoice {
  readonly userId: UserId;
  /** As it was sent with the invoice. */
  readonly payload: string;
}

/** Telegram Stars beyond the chat. Throws `Outage` when the outcome of a call is unknown. */
export interface StarsGateway {
  /** Gives the whole payment back. One that was given back before counts as done. */
  refund(userId: UserId, chargeId: string): Promise<Result<void, GatewayRefusal>>;
  /** Oldest first, at most 100. */
  transactions(offset: number, limit: number): Promise<readonly StarTransaction[]>;
  /** Stops or resumes the renewal of a subscription, at the bot's wish. */
  setSubscriptionCanceled(
    userId: UserId,
    chargeId: string,
    canceled: boolean,
  ): Promise<Result<void, GatewayRefusal>>;
}
