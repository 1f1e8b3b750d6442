import type { Api } from 'grammy';
import type { DataSource } from 'typeorm';
import { PostgresPackageCatalogue } from '../../../src/adapters/postgres/package-catalogue.ts';
import { PostgresSettingsStore } from '../../../src/adapters/postgres/settings-store.ts';
import { PostgresUnitOfWork } from '../../../src/adapters/postgres/unit-of-work.ts';
import { TelegramStarsGateway } from '../../../src/adapters/telegram/payments/stars-gateway.ts';
import { YooKassaPaymentGateway } from '../../../src/adapters/yookassa/payment-gateway.ts';
import { OperatorAlerts } from '../../../src/application/notices/operator-alerts.ts';
import { AcceptNotification } from '../../../src/application/payments/accept-notification.ts';
import { ApplyProviderPayment } from '../../../src/application/payments/apply-provider-payment.ts';
import { ApplyProviderRefund } from '../../../src/application/payments/apply-provider-refund.ts';
import { BookOutsideRefund } from '../../../src/application/payments/book-outside-refund.ts';
import { CheckPayment } from '../../../src/application/payments/check-payment.ts';
import { FinishRefund } from '../../../src/application/payments/finish-refund.ts';
import { HandleNotification } from '../../../src/application/payments/handle-notification.ts';
import { NoteDifference } from '../../../src/application/payments/note-difference.ts';
import { OpenPaymentPage } from '../../../src/application/payments/open-payment-page.ts';
import { PlaceOrder } from '../../../src/application/payments/place-order.ts';
import { PollProviders } from '../../../src/application/payments/poll-providers.ts';
import { ReconcilePayments } from '../../../src/application/payments/reconcile-payments.ts';
import { ReconcileStars } from '../../../src/application/payments/reconcile-stars.ts';
import { ReconcileYooKassa } from '../../../src/application/payments/reconcile-yookassa.ts';
import { RefundPayment } from '../../../src/application/payments/refund-payment.ts';
import { SendRefund } from '../../../src/application/payments/send-refund.ts';
import { SettlePayment } from '../../../src/application/payments/settle-payment.ts';
import type { Clock } from '../../../src/application/ports/clock.ts';
import type { UnitOfWork } from '../../../src/application/ports/unit-of-work.ts';
import { type UserId, userId } from '../../../src/domain/shared/ids.ts';
import { systemIds } from '../../../src/infrastructure/system.ts';
import { RecordingLogger } from '../../fakes/recording-logger.ts';

/** Everything about money of one process. Several of them share a database and the providers. */
export interface ShopProcess {
  readonly unitOfWork: UnitOfWork;
  readonly placeOrder: PlaceOrder;
  readonly openPage: OpenPaymentPage;
  readonly check: CheckPayment;
  readonly settle: SettlePayment;
  readonly refund: RefundPayment;
  readonly sendRefund: SendRefund;
  readonly bookOutsideRefund: BookOutsideRefund;
  readonly poll: PollProviders;
  readonly reconcile: ReconcilePayments;
  readonly accept: AcceptNotification;
  readonly handle: HandleNotification;
  readonly logger: RecordingLogger;
}

export interface ShopProcessOptions {
  readonly dataSource: DataSource;
  readonly clock: Clock;
  readonly api: Api;
  readonly yookassa: {
    readonly apiUrl: string;
    readonly shopId: string;
    readonly secretKey: string;
    readonly timeoutMs: number;
  };
}

const operator: UserId = userId(9_000_001);

/** As the composition root does it, on a clock that a test moves. */
export function startShopProcess(options: ShopProcessOptions): ShopProcess {
  const { dataSource, clock, api, yookassa } = options;
  const ids = systemIds;
  const logger = new RecordingLogger();
  const unitOfWork = new PostgresUnitOfWork({
    dataSource,
    clock,
    ids,
    logger,
    // What commits stays in the outbox: the stage's worker takes it from there.
    onCommit: () => undefined,
  });
  const settings = new PostgresSettingsStore(dataSource, clock);
  const packages = new PostgresPackageCatalogue(dataSource, clock);
  const alerts = new OperatorAlerts(unitOfWork, operator, clock, logger);
  const gateway = new YooKassaPaymentGateway({ ...yookassa, logger });
  const stars = new TelegramStarsGateway(api, logger);
  const settle = new SettlePayment(unitOfWork, settings, clock, ids);
  const finish = new FinishRefund(unitOfWork, clock);
  const bookOutside = new BookOutsideRefund(unitOfWork, finish, clock, ids);
  const applyRefund = new ApplyProviderRefund(unitOfWork, finish, bookOutside, clock);
  const apply = new ApplyProviderPayment(unitOfWork, gateway, settle, clock);
  const open = new OpenPaymentPage(unitOfWork, gateway, apply, alerts, clock);
  const check = new CheckPayment(unitOfWork, { gateway, open, apply }, clock);
  const pages = { gateway, applyRefund };
  const send = new SendRefund({ unitOfWork, stars, pages, finish, clock, ids });
  const note = new NoteDifference(unitOfWork, logger);
  return {
    unitOfWork,
    placeOrder: new PlaceOrder({
      unitOfWork,
      packages,
      settings,
      configured: { stars: true, yookassa: true, telegram_yookassa: true },
      gateway,
      returnUrl: 'https://t.me/nano_banana_bot',
      clock,
      ids,
    }),
    openPage: open,
    check,
    settle,
    refund: new RefundPayment({
      unitOfWork,
      settings,
      packages,
      gateway,
      send,
      clock,
      ids,
      logger,
    }),
    sendRefund: send,
    bookOutsideRefund: bookOutside,
    poll: new PollProviders(unitOfWork, check, send, alerts, clock, logger),
    reconcile: new ReconcilePayments(
      new ReconcileStars(unitOfWork, stars, settle, bookOutside, note, clock),
      new ReconcileYooKassa(unitOfWork, gateway, apply, applyRefund, note, clock),
      alerts,
      logger,
    ),
    accept: new AcceptNotification(unitOfWork, clock, ids),
    handle: new HandleNotification(unitOfWork, gateway, apply, applyRefund, clock, logger),
    logger,
  };
}
