import type { Api } from 'grammy';
import type { UserFromGetMe } from 'grammy/types';
import type { DataSource } from 'typeorm';
import { PostgresPaymentRepository } from '../adapters/postgres/repositories/payment-repository.ts';
import { DirectSession } from '../adapters/postgres/session.ts';
import type { ShopServices } from '../adapters/telegram/bot/services.ts';
import { TelegramStarsGateway } from '../adapters/telegram/payments/stars-gateway.ts';
import { YooKassaPaymentGateway } from '../adapters/yookassa/payment-gateway.ts';
import { ApproveCheckout } from '../application/payments/approve-checkout.ts';
import type { Logger } from '../application/ports/logger.ts';
import type { Configuration } from './configuration.ts';
import type { Core } from './core.ts';
import { composePayments, type Payments } from './payments.ts';
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
  readonly payments: Payments;
}

export function composeShop({ configuration, core, api, me, logger }: ShopOptions): Shop {
  const { unitOfWork, settings, packages, alerts } = core;
  const { yookassa, paymentProviderToken, telegram } = configuration;
  const payments = composePayments({
    unitOfWork,
    settings,
    packages,
    gateway: yookassa && new YooKassaPaymentGateway({ ...yookassa, logger }),
    stars: new TelegramStarsGateway(api, logger),
    configured: {
      stars: true,
      yookassa: yookassa !== undefined,
      telegram_yookassa: paymentProviderToken !== undefined,
    },
    returnUrl: `https://t.me/${me.username}`,
    alerts,
    clock: systemClock,
    ids: systemIds,
    logger,
    operatorId: telegram.operatorId,
  });
  return {
    payments,
    services: {
      listOffers: payments.offers,
      placeOrder: payments.place,
      openPaymentPage: payments.pages?.open,
      checkPayment: payments.check,
      settlePayment: payments.settle,
      bookOutsideRefund: payments.bookOutside,
      refundPayment: payments.refund,
      redeemPromo: payments.redeem,
      savePromo: payments.savePromo,
      setReceiptEmail: payments.email,
      changeSubscription: payments.changeSubscription,
      noteSubscription: payments.noteSubscription,
      packages,
      alerts,
      providerToken: paymentProviderToken,
    },
  };
}

/** @param connections of its own, so that no load on the others keeps a payer waiting */
export function composeCheckout(connections: DataSource): ApproveCheckout {
  const payments = new PostgresPaymentRepository(new DirectSession(connections), systemClock);
  return new ApproveCheckout(payments, systemClock);
}
