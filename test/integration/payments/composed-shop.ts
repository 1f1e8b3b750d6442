import type { Api } from 'grammy';
import type { DataSource } from 'typeorm';
import { PostgresPackageCatalogue } from '../../../src/adapters/postgres/package-catalogue.ts';
import { PostgresSettingsStore } from '../../../src/adapters/postgres/settings-store.ts';
import { PostgresUnitOfWork } from '../../../src/adapters/postgres/unit-of-work.ts';
import { TelegramStarsGateway } from '../../../src/adapters/telegram/payments/stars-gateway.ts';
import { YooKassaPaymentGateway } from '../../../src/adapters/yookassa/payment-gateway.ts';
import { OperatorAlerts } from '../../../src/application/notices/operator-alerts.ts';
import type { Clock } from '../../../src/application/ports/clock.ts';
import type { UnitOfWork } from '../../../src/application/ports/unit-of-work.ts';
import { type UserId, userId } from '../../../src/domain/shared/ids.ts';
import { composePayments, type Payments } from '../../../src/infrastructure/payments.ts';
import { systemIds } from '../../../src/infrastructure/system.ts';
import { RecordingLogger } from '../../fakes/recording-logger.ts';

type Pages = NonNullable<Payments['pages']>;

/** Everything about money of one process. Several of them share a database and the providers. */
export interface ShopProcess {
  readonly unitOfWork: UnitOfWork;
  readonly placeOrder: Payments['place'];
  readonly openPage: Pages['open'];
  readonly check: Payments['check'];
  readonly settle: Payments['settle'];
  readonly refund: Payments['refund'];
  readonly sendRefund: Payments['send'];
  readonly bookOutsideRefund: Payments['bookOutside'];
  readonly poll: Payments['poll'];
  readonly reconcile: Payments['reconcile'];
  readonly accept: Payments['accept'];
  readonly handle: Pages['handle'];
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

/** Composed by the composition root, on a clock that a test moves. */
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
  const payments = composePayments({
    unitOfWork,
    settings: new PostgresSettingsStore(dataSource, clock),
    packages: new PostgresPackageCatalogue(dataSource, clock),
    gateway: new YooKassaPaymentGateway({ ...yookassa, logger }),
    stars: new TelegramStarsGateway(api, logger),
    configured: { stars: true, yookassa: true, telegram_yookassa: true },
    returnUrl: 'https://t.me/nano_banana_bot',
    alerts: new OperatorAlerts(unitOfWork, operator, clock, logger),
    clock,
    ids,
    logger,
    operatorId: operator,
  });
  const { pages } = payments;
  if (pages === undefined) {
    throw new Error('Expected payment pages to be configured');
  }
  return {
    unitOfWork,
    placeOrder: payments.place,
    openPage: pages.open,
    check: payments.check,
    settle: payments.settle,
    refund: payments.refund,
    sendRefund: payments.send,
    bookOutsideRefund: payments.bookOutside,
    poll: payments.poll,
    reconcile: payments.reconcile,
    accept: payments.accept,
    handle: pages.handle,
    logger,
  };
}
