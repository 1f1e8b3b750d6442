import type { BotServices } from '../../../src/adapters/telegram/bot/services.ts';
import type { Clock } from '../../../src/application/ports/clock.ts';
import type { Logger } from '../../../src/application/ports/logger.ts';
import type { ModelCatalogue } from '../../../src/application/ports/model-catalogue.ts';
import type { PackageCatalogue } from '../../../src/application/ports/package-catalogue.ts';
import type { SettingsStore } from '../../../src/application/ports/settings-store.ts';
import type { UnitOfWork } from '../../../src/application/ports/unit-of-work.ts';
import type { Process } from '../../unit/application/processes.ts';
import { operator } from './bot-givens.ts';

export interface BotPorts {
  readonly unitOfWork: UnitOfWork;
  readonly catalogue: ModelCatalogue;
  readonly packages: PackageCatalogue;
  readonly settings: SettingsStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly wait: (delayMs: number) => Promise<void>;
}

const providerToken = '381764678:TEST:100';

/** The use cases of a composed process, as the bot wants them. */
export function botServices(process: Process, ports: BotPorts): BotServices {
  const { request, repeat, cancel, payments, alerts, ...useCases } = process;
  const { unitOfWork, packages, wait, ...others } = ports;
  return {
    ...useCases,
    requestGeneration: request,
    repeatGeneration: repeat,
    cancelGenerations: cancel,
    reads: unitOfWork.direct,
    ...others,
    operatorId: operator,
    shop: {
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
      ...{ packages, alerts, providerToken, wait },
    },
  };
}
