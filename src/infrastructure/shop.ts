import type { Api } from 'grammy';
import type { UserFromGetMe } from 'grammy/types';
import type { DataSource } from 'typeorm';
import { PostgresPaymentRepository } from '../adapters/postgres/repositories/payment-repository.ts';
import { DirectSession } from '../adapters/postgres/session.ts';
import type { ShopServices } from '../adapters/telegram/bot/services.ts';
import { TelegramStarsGateway } from '../adapters/telegram/payments/stars-gateway.ts';
import { YooKassaPaymentGateway } from '../adapters/yookassa/payment-gateway.ts';
import { TellOperator } from '../application/notices/tell-operator.ts';
import { AcceptNotification } from '../application/payments/accept-notification.ts';
import { ApplyProviderPayment } from '../application/payments/apply-provider-payment.ts';
import { ApplyProviderRefund } from '../application/payments/apply-provider-refund.ts';
import { ApproveCheckout } from '../application/payments/approve-checkout.ts';
import { BookOutsideRefund } from '../application/payments/book-outside-refund.ts';
import { ChangeSubscription } from '../application/payments/change-subscription.ts';
import { CheckPayment } from '../application/payments/check-payment.ts';
import { FinishRefund } from '../application/payments/finish-refund.ts';
import { HandleNotification } from '../application/payments/handle-notification.ts';
import { ListOffers } from '../application/payments/list-offers.ts';
import { NoteDifference } from '../application/payments/note-difference.ts';
import { NoteSubscription } from '../application/payments/note-subscription.ts';
import { OpenPaymentPage } from '../application/payments/open-payment-page.ts';
import type { ConfiguredMethods } from '../application/payments/payment-methods.ts';
import { PlaceOrder } from '../application/payments/place-order.ts';
import { PollProviders } from '../application/payments/poll-providers.ts';
import { ReconcilePayments } from '../application/payments/reconcile-payments.ts';
import { ReconcileStars } from '../application/payments/reconcile-stars.ts';
import { ReconcileYooKassa } from '../application/payments/reconcile-yookassa.ts';
import { RedeemPromo } from '../application/payments/redeem-promo.ts';
import { RefundPayment } from '../application/payments/refund-payment.ts';
import { SavePromo } from '../application/payments/save-promo.ts';
import { SendRefund } from '../application/payments/send-refund.ts';
import { SetReceiptEmail } from '../application/payments/set-receipt-email.ts';
import { SettlePayment } from '../application/payments/settle-payment.ts';
import type { Logger } from '../application/ports/logger.ts';
import type { PaymentGateway } from '../application/ports/payment-gateway.ts';
import type { StarsGateway } from '../application/ports/stars-gateway.ts';
import type { Configuration } from './configuration.ts';
import type { Core } from './core.ts';
import { systemClock, systemIds } from './system.ts';

export interface ShopOptions {
  readonly configuration: Configuration;
  readonly core: Core;
  readonly api: Api;
  readonly me: UserFromGetMe;
  readonly logger: Logger;
}

/** Everything about money, for both halves of the product. */
export interface Shop {
  readonly services: Omit<ShopServices, 'wait'>;
  readonly poll: PollProviders;
  readonly reconcile: ReconcilePayments;
  readonly tellOperator: TellOperator;
  readonly acceptNotification: AcceptNotification;
  /** Absent when YooKassa is not configured. */
  readonly handleNotification: HandleNotification | undefined;
}

export function composeShop({ configuration, core, api, me, logger }: ShopOptions): Shop {
  const { unitOfWork, settings, packages, alerts } = core;
  const { yookassa, paymentProviderToken, telegram } = configuration;
  const clock = systemClock;
  const ids = systemIds;
  const gateway = yookassa && new YooKassaPaymentGateway({ ...yookassa, logger });
  const configured: ConfiguredMethods = {
    stars: true,
    yookassa: gateway !== undefined,
    telegram_yookassa: paymentProviderToken !== undefined,
  };
  const stars = new TelegramStarsGateway(api, logger);
  const books = composeBooks(core, stars, gateway, logger);
  const { settle, finish, bookOutside, applyRefund, pages } = books;
  const check = new CheckPayment(unitOfWork, pages, clock);
  const send = new SendRefund({
    unitOfWork,
    stars,
    pages: gateway && { gateway, applyRefund },
    finish,
    clock,
    ids,
  });
  const noteSubscription = new NoteSubscription(unitOfWork);
  return {
    services: {
      listOffers: new ListOffers(unitOfWork, packages, settings, configured, clock),
      placeOrder: new PlaceOrder({
        unitOfWork,
        packages,
        settings,
        configured,
        gateway,
        returnUrl: `https://t.me/${me.username}`,
        clock,
        ids,
      }),
      openPaymentPage: pages?.open,
      checkPayment: check,
      settlePayment: settle,
      bookOutsideRefund: bookOutside,
      refundPayment: new RefundPayment({
        unitOfWork,
        settings,
        packages,
        gateway,
        send,
        clock,
        ids,
        logger,
      }),
      redeemPromo: new RedeemPromo(unitOfWork, clock, ids),
      savePromo: new SavePromo(unitOfWork, clock),
      setReceiptEmail: new SetReceiptEmail(unitOfWork),
      changeSubscription: new ChangeSubscription(unitOfWork, stars, noteSubscription),
      noteSubscription,
      packages,
      alerts,
      providerToken: paymentProviderToken,
    },
    poll: new PollProviders(unitOfWork, check, send, alerts, clock, logger),
    reconcile: books.reconcile,
    tellOperator: new TellOperator(unitOfWork, telegram.operatorId, clock, ids),
    acceptNotification: new AcceptNotification(unitOfWork, clock, ids),
    handleNotification: books.handleNotification,
  };
}

/** What brings our book to where the providers are. */
function composeBooks(
  { unitOfWork, settings, alerts }: Core,
  stars: StarsGateway,
  gateway: PaymentGateway | undefined,
  logger: Logger,
) {
  const clock = systemClock;
  const ids = systemIds;
  const settle = new SettlePayment(unitOfWork, settings, clock, ids);
  const finish = new FinishRefund(unitOfWork, clock);
  const bookOutside = new BookOutsideRefund(unitOfWork, finish, clock, ids);
  const applyRefund = new ApplyProviderRefund(unitOfWork, finish, bookOutside, clock);
  const note = new NoteDifference(unitOfWork, logger);
  const reconcileStars = new ReconcileStars(unitOfWork, stars, settle, bookOutside, note, clock);
  const common = { settle, finish, bookOutside, applyRefund };
  if (gateway === undefined) {
    return {
      ...common,
      pages: undefined,
      handleNotification: undefined,
      reconcile: new ReconcilePayments(reconcileStars, undefined, alerts, logger),
    };
  }
  const apply = new ApplyProviderPayment(unitOfWork, gateway, settle, clock);
  const open = new OpenPaymentPage(unitOfWork, gateway, apply, alerts, clock);
  const reconcileYooKassa = new ReconcileYooKassa(
    unitOfWork,
    gateway,
    apply,
    applyRefund,
    note,
    clock,
  );
  return {
    ...common,
    pages: { gateway, open, apply },
    handleNotification: new HandleNotification(
      unitOfWork,
      gateway,
      apply,
      applyRefund,
      clock,
      logger,
    ),
    reconcile: new ReconcilePayments(reconcileStars, reconcileYooKassa, alerts, logger),
  };
}

/** @param connections of its own, so that no load on the others keeps a payer waiting */
export function composeCheckout(connections: DataSource): ApproveCheckout {
  const payments = new PostgresPaymentRepository(new DirectSession(connections), systemClock);
  return new ApproveCheckout(payments, systemClock);
}
