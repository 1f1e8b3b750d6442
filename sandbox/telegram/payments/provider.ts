import type { PaymentMethod } from '../control-api.ts';

/** A payment that a provider (not Telegram) carries out, at the moment when it is done. */
export type ProviderPayment = {
  readonly userId: number;
  /** `telegram_payment_charge_id` */
  readonly chargeId: string;
  readonly title: string;
  readonly description: string;
  /** The bot's `invoice_payload`. */
  readonly payload: string;
  readonly currency: string;
  /** In the smallest unit of the currency (kopecks). */
  readonly totalAmount: number;
  readonly providerToken: string;
  /** The bot's `provider_data` as parsed JSON. */
  readonly providerData: unknown;
  /** Only when the bot asked for it and had it passed on (`send_email_to_provider`). */
  readonly email?: string;
  readonly method: PaymentMethod;
};

/**
 * Lets a stand-in of the provider take part: it books the payment and returns its own id for it
 * (`provider_payment_charge_id`), or `undefined` to have one made up.
 */
export type OnProviderPayment = (payment: ProviderPayment) => string | undefined;
