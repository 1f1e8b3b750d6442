import { type Credits, noCredits } from '../../domain/credits/credits.ts';
import { decimal, type Money } from '../../domain/payments/money.ts';
import type { Payment } from '../../domain/payments/payment.ts';
import { type Receipt, receiptFor } from '../../domain/payments/receipt.ts';
import {
  quoteRefund,
  type Refund,
  type RefundQuote,
  type RefundRefusal,
} from '../../domain/payments/refund.ts';
import type { Settings } from '../../domain/settings/settings.ts';
import { type PaymentId, refundId } from '../../domain/shared/ids.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import { languageOf } from '../../domain/users/user.ts';
import type { Clock } from '../ports/clock.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { Logger } from '../ports/logger.ts';
import type { PackageCatalogue } from '../ports/package-catalogue.ts';
import type { PaymentGateway } from '../ports/payment-gateway.ts';
import type { SettingsStore } from '../ports/settings-store.ts';
import type { Scope, UnitOfWork } from '../ports/unit-of-work.ts';
import { takeBack } from './finish-refund.ts';
import type { SendRefund } from './send-refund.ts';

export interface RefundPaymentCommand {
  readonly paymentId: PaymentId;
  /** Absent: all that is left. */
  readonly amount?: Money | undefined;
  readonly reason?: string | undefined;
  /** Repeating a key refunds nothing more. */
  readonly requestKey: string;
}

export type RefundPaymentRefusal =
  | RefundRefusal
  | { readonly kind: 'unknown_payment' }
  /** The provider that took the money is not configured here. */
  | { readonly kind: 'refund_unavailable' }
  /** Some of the credits are held for requests in progress: they have to end, or be canceled, first. */
  | { readonly kind: 'credits_in_use'; readonly held: Credits };

export interface RefundPaymentPorts {
  readonly unitOfWork: UnitOfWork;
  readonly settings: SettingsStore;
  readonly packages: PackageCatalogue;
  readonly gateway: PaymentGateway | undefined;
  readonly send: SendRefund;
  readonly clock: Clock;
  readonly ids: IdGenerator;
  readonly logger: Logger;
}

/** Whoever asks for a refund sends it at once; the poll takes over from there. */
const firstCheckMs = 30_000;
const longestDescription = 200;

/**
 * Gives money back at an admin's wish. The credits are taken first, so that they cannot be spent
 * while the provider works, and come back when it refuses.
 */
export class RefundPayment {
  readonly #use: RefundPaymentPorts;

  constructor(ports: RefundPaymentPorts) {
    this.#use = ports;
  }

  /** What it would do, for the admin to see before confirming. Changes nothing. */
  async quote(
    command: Pick<RefundPaymentCommand, 'paymentId' | 'amount'>,
  ): Promise<Result<RefundQuote, RefundPaymentRefusal>> {
    const scope = this.#use.unitOfWork.direct;
    const payment = await scope.payments.find(command.paymentId);
    if (payment === undefined) {
      return err({ kind: 'unknown_payment' });
    }
    return this.#quoteIn(scope, payment, command.amount, (userId) => scope.credits.account(userId));
  }

  /**
   * @returns the refund as it is after the first call to the provider. It may still be `created` (the
   * provider is away) or `pending`: it is followed to its end in the background.
   */
  async execute(command: RefundPaymentCommand): Promise<Result<Refund, RefundPaymentRefusal>> {
    const booked = await this.book(command);
    return booked.ok ? ok(await this.send(booked.value)) : booked;
  }

  /**
   * The half that is ours alone: credits are taken, and the refund is sure to be sent.
   *
   * @param unitOfWork that of a transaction under way, for writes that commit together with it
   */
  async book(
    command: RefundPaymentCommand,
    unitOfWork: UnitOfWork = this.#use.unitOfWork,
  ): Promise<Result<Refund, RefundPaymentRefusal>> {
    const known = await unitOfWork.direct.payments.find(command.paymentId);
    if (known === undefined) {
      return err({ kind: 'unknown_payment' });
    }
    const current = await this.#use.settings.current();
    return unitOfWork.run((scope) => this.#request(scope, known, command, current));
  }

  /** Sends at once what was booked, without waiting for the background. @returns it as it is then. */
  async send(refund: Refund): Promise<Refund> {
    const { unitOfWork, send, logger } = this.#use;
    try {
      await send.execute(refund.id);
    } catch (error) {
      logger.warn('refund_not_sent', { refundId: refund.id }, error);
    }
    return (await unitOfWork.direct.refunds.find(refund.id)) ?? refund;
  }

  async #request(
    scope: Scope,
    { id, userId, inviterReward }: Payment,
    { amount, reason, requestKey }: RefundPaymentCommand,
    settings: Settings,
  ): Promise<Result<Refund, RefundPaymentRefusal>> {
    await scope.credits.lock(userId);
    const earlier = await scope.refunds.findByRequestKey(requestKey);
    if (earlier !== undefined && earlier.paymentId !== id) {
      throw new Error(`Cannot refund ${id} as key ${requestKey} refunded another payment`);
    }
    if (earlier !== undefined) {
      return ok(earlier);
    }
    const payment = await scope.payments.lock(id);
    if (payment === undefined) {
      return err({ kind: 'unknown_payment' });
    }
    if (inviterReward !== undefined) {
      await scope.credits.lock(inviterReward.inviterId);
    }
    const quoted = await this.#quoteIn(scope, payment, amount, (owner) =>
      scope.credits.account(owner),
    );
    if (!quoted.ok) {
      return quoted;
    }
    const receipt = await this.#receiptFor(scope, payment, quoted.value.amount, settings);
    const refund = this.#refund(payment, quoted.value, { requestKey, reason }, receipt);
    if (!(await scope.refunds.insert(refund))) {
      throw new Error(`Cannot refund ${id} as key ${requestKey} is taken`);
    }
    await takeBack(scope, refund, payment);
    await scope.payments.record(id, {
      kind: 'refund_requested',
      details: { amount: decimal(refund.amount), credits: Number(refund.creditsTaken) },
    });
    return ok(refund);
  }

  async #quoteIn(
    scope: Scope,
    payment: Payment,
    amount: Money | undefined,
    accountOf: Scope['credits']['account'],
  ): Promise<Result<RefundQuote, RefundPaymentRefusal>> {
    if (payment.method !== 'stars' && !this.#canRefund(payment)) {
      return err({ kind: 'refund_unavailable' });
    }
    const earlier = (await scope.refunds.ofPayment(payment.id)).filter(
      ({ status }) => status !== 'canceled',
    );
    const inviterId = payment.inviterReward?.inviterId;
    const { available, held } = await accountOf(payment.userId);
    const quoted = quoteRefund(payment, earlier, amount, {
      available,
      inviterAvailable:
        inviterId === undefined ? noCredits : (await accountOf(inviterId)).available,
    });
    // What is held may come back a moment later, after the money has gone.
    return quoted.ok && quoted.value.shortfall > noCredits && held > noCredits
      ? err({ kind: 'credits_in_use', held })
      : quoted;
  }

  #canRefund({ providerPaymentId }: Payment): boolean {
    return this.#use.gateway !== undefined && providerPaymentId !== undefined;
  }

  #refund(
    payment: Payment,
    quote: RefundQuote,
    { requestKey, reason }: Pick<RefundPaymentCommand, 'requestKey' | 'reason'>,
    receipt: Receipt | undefined,
  ): Refund {
    const { clock, ids } = this.#use;
    const now = clock.now();
    const id = refundId(ids.uuid());
    const refund: Refund = {
      id,
      paymentId: payment.id,
      userId: payment.userId,
      amount: quote.amount,
      status: 'created',
      origin: 'admin',
      requestKey,
      reason,
      creditsTaken: quote.taken,
      inviterCreditsTaken: quote.inviterTaken,
      shortfall: quote.shortfall,
      idempotencyKey: id,
      keyedAt: now,
      checks: 0,
      nextCheckAt: new Date(now.getTime() + firstCheckMs),
      createdAt: now,
    };
    return payment.method === 'stars'
      ? refund
      : { ...refund, providerRequest: this.#body(refund, payment, receipt) };
  }

  /** As the receipt of the payment; for payments from before receipts, to the address known now. */
  async #receiptFor(
    scope: Scope,
    { id, userId, packageId, receiptEmail }: Payment,
    amount: Money,
    settings: Settings,
  ): Promise<Receipt | undefined> {
    const user = await scope.users.find(userId);
    const email = receiptEmail ?? (settings.receipts === 'on' ? user?.receiptEmail : undefined);
    if (email === undefined || user === undefined) {
      return undefined;
    }
    const one = packageId === undefined ? undefined : await this.#use.packages.find(packageId);
    const description = one?.title[languageOf(user)] ?? id;
    return receiptFor({ email, description, amount }, settings);
  }

  #body(refund: Refund, payment: Payment, receipt: Receipt | undefined): string {
    const { gateway } = this.#use;
    const { providerPaymentId } = payment;
    if (gateway === undefined || providerPaymentId === undefined) {
      throw new Error(`Cannot refund ${payment.id} as its provider is not configured`);
    }
    const { amount } = refund;
    const description = `Refund of order ${payment.id}`;
    return gateway.prepareRefund({
      refundId: refund.id,
      providerPaymentId,
      amount,
      description: description.slice(0, longestDescription),
      receipt,
    });
  }
}
