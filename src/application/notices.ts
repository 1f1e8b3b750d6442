import type { GenerationFailure } from '../domain/generations/failure.ts';
import type { Destination } from '../domain/generations/generation.ts';
import type { GenerationKind } from '../domain/models/model.ts';
import type { Difference, Provider } from '../domain/payments/difference.ts';
import { type Currency, decimal, type Money } from '../domain/payments/money.ts';
import type { PaymentFlag } from '../domain/payments/payment.ts';
import type { SubscriptionState } from '../domain/payments/subscription.ts';
import { chatId, type UploadId, type UserId } from '../domain/shared/ids.ts';
import type { Language } from '../domain/users/user.ts';
import type { DisabledReason } from '../domain/webhooks/endpoint.ts';
import type { RequestRefusal } from './generations/request-refusal.ts';

/** Something to tell a person, free of wording: the messenger finds the words. Plain JSON. */
export type Notice =
  | {
      readonly kind: 'generation_failed';
      readonly generationKind: GenerationKind;
      readonly failure: GenerationFailure;
      /** Credits that came back. */
      readonly returned: number;
    }
  | { readonly kind: 'request_refused'; readonly refusal: RequestRefusal }
  | { readonly kind: 'edit_instruction_wanted'; readonly pictures: number }
  | { readonly kind: 'referral_rewarded'; readonly credits: number }
  /** A share of what an invitee bought. */
  | { readonly kind: 'referral_purchase_rewarded'; readonly credits: number }
  | {
      readonly kind: 'credits_granted';
      readonly credits: number;
      readonly note?: string | undefined;
    }
  /** Written by an admin, as plain text. */
  | {
      readonly kind: 'admin_message';
      readonly text: string;
      readonly picture?: UploadId | undefined;
    }
  | PaymentNotice
  | { readonly kind: 'operator_alert'; readonly alert: OperatorAlert }
  | { readonly kind: 'operator_digest'; readonly events: readonly OperatorEvent[] };

/** An amount of money as plain JSON: a decimal string, e.g. `499.00`. */
export interface PlainMoney {
  readonly amount: string;
  readonly currency: Currency;
}

export const plainMoney = (money: Money): PlainMoney => ({
  amount: decimal(money),
  currency: money.currency,
});

/** About a user's own payments. */
export type PaymentNotice =
  | {
      readonly kind: 'payment_received';
      readonly paid: PlainMoney;
      readonly credits: number;
      readonly balance: number;
      readonly isRenewal: boolean;
    }
  /** Money came that nobody could match to an order: an admin looks into it. */
  | { readonly kind: 'payment_unmatched'; readonly paid: PlainMoney; readonly paymentId: string }
  /** The payment page that could not be had when the user asked for it. */
  | {
      readonly kind: 'payment_page_ready';
      readonly url: string;
      readonly price: PlainMoney;
      readonly paymentId: string;
    }
  | { readonly kind: 'payment_failed'; readonly price: PlainMoney; readonly reason: string }
  | { readonly kind: 'payment_refunded'; readonly refunded: PlainMoney; readonly credits: number }
  | {
      readonly kind: 'subscription_changed';
      readonly state: SubscriptionState;
      /** ISO date. */
      readonly paidUntil: string;
    };

/** What happened to the shop, for the operator: gathered into digests. */
export type OperatorEvent =
  | {
      readonly kind: 'payment_received';
      readonly paymentId: string;
      readonly userId: number;
      readonly paid: PlainMoney;
      readonly credits: number;
      readonly flag?: PaymentFlag | undefined;
    }
  | {
      readonly kind: 'payment_refunded';
      readonly paymentId: string;
      readonly userId: number;
      readonly refunded: PlainMoney;
      readonly credits: number;
      readonly shortfall: number;
      readonly isOutside: boolean;
    }
  | {
      readonly kind: 'refund_failed';
      readonly paymentId: string;
      readonly refunded: PlainMoney;
      readonly reason: string;
    }
  | {
      readonly kind: 'difference_found';
      readonly difference: Difference['kind'];
      readonly provider: Provider;
      readonly providerId: string;
      readonly amount: PlainMoney;
      readonly repaired: boolean;
    }
  /** An integrator's endpoint was turned off: it answered 410, or it took nothing for days. */
  | {
      readonly kind: 'webhook_disabled';
      readonly endpointId: string;
      /** Scheme and host: paths of webhooks often hold secrets. */
      readonly origin: string;
      readonly reason: DisabledReason;
    }
  /** Somebody wanted to buy, and there is no way to pay. */
  | { readonly kind: 'no_payment_methods' };

/** What only the operator can mend. */
export type OperatorAlert =
  | { readonly kind: 'region_refused' }
  | { readonly kind: 'provider_key_refused' }
  | { readonly kind: 'model_missing'; readonly modelIds: readonly string[] }
  | { readonly kind: 'audit_unclean'; readonly findings: number }
  | { readonly kind: 'payment_provider_down'; readonly provider: Provider }
  | { readonly kind: 'payment_provider_refuses'; readonly code: string }
  /** The messenger's own words. */
  | { readonly kind: 'invoice_refused'; readonly description: string };

export interface AddressedNotice {
  readonly userId: UserId;
  readonly destination: Destination;
  readonly language: Language;
  readonly notice: Notice;
}

/** A person's own chat with the bot has the person's id. */
export const privateChatOf = (userId: UserId): Destination => ({ chatId: chatId(userId) });
