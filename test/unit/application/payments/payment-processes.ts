import type { OperatorAlerts } from '../../../../src/application/notices/operator-alerts.ts';
import { TellOperator } from '../../../../src/application/notices/tell-operator.ts';
import { AcceptNotification } from '../../../../src/application/payments/accept-notification.ts';
import { ApplyProviderPayment } from '../../../../src/application/payments/apply-provider-payment.ts';
import { ApplyProviderRefund } from '../../../../src/application/payments/apply-provider-refund.ts';
import { ApproveCheckout } from '../../../../src/application/payments/approve-checkout.ts';
import { BookOutsideRefund } from '../../../../src/application/payments/book-outside-refund.ts';
import { ChangeSubscription } from '../../../../src/application/payments/change-subscription.ts';
import { CheckPayment } from '../../../../src/application/payments/check-payment.ts';
import { FinishRefund } from '../../../../src/application/payments/finish-refund.ts';
import { HandleNotification } from '../../../../src/application/payments/handle-notification.ts';
import { ListOffers } from '../../../../src/application/payments/list-offers.ts';
import { NoteDifference } from '../../../../src/application/payments/note-difference.ts';
import { NoteSubscription } from '../../../../src/application/payments/note-subscription.ts';
import { OpenPaymentPage } from '../../../../src/application/payments/open-payment-page.ts';
import type { ConfiguredMethods } from '../../../../src/application/payments/payment-methods.ts';
import { PlaceOrder } from '../../../../src/application/payments/place-order.ts';
import { PollProviders } from '../../../../src/application/payments/poll-providers.ts';
import { ReconcilePayments } from '../../../../src/application/payments/reconcile-payments.ts';
import { ReconcileStars } from '../../../../src/application/payments/reconcile-stars.ts';
import { ReconcileYooKassa } from '../../../../src/application/payments/reconcile-yookassa.ts';
import { RedeemPromo } from '../../../../src/application/payments/redeem-promo.ts';
import { RefundPayment } from '../../../../src/application/payments/refund-payment.ts';
import { SavePromo } from '../../../../src/application/payments/save-promo.ts';
import { SendRefund } from '../../../../src/application/payments/send-refund.ts';
import { SetReceiptEmail } from '../../../../src/application/payments/set-receipt-email.ts';
import { SettlePayment } from '../../../../src/application/payments/settle-payment.ts';
import type { Clock } from '../../../../src/application/ports/clock.ts';
import type { IdGenerator } from '../../../../src/application/ports/id-generator.ts';
import type { JobOutcome } from '../../../../src/application/ports/job-queue.ts';
import type { Logger } from '../../../../src/application/ports/logger.ts';
import type { PackageCatalogue } from '../../../../src/application/ports/package-catalogue.ts';
import type { PaymentGateway } from '../../../../src/application/ports/payment-gateway.ts';
import type { SettingsStore } from '../../../../src/application/ports/settings-store.ts';
import type { StarsGateway } from '../../../../src/application/ports/stars-gateway.ts';
import type { UnitOfWork } from '../../../../src/application/ports/unit-of-work.ts';
import type { UserId } from '../../../../src/domain/shared/ids.ts';

export interface PaymentPorts {
  readonly unitOfWork: UnitOfWork;
  readonly settings: SettingsStore;
  readonly packages: PackageCatalogue;
  /** Absent when YooKassa is not configured. */
  readonly gateway: PaymentGateway | undefined;
  readonly stars: StarsGateway;
  readonly configured: ConfiguredMethods;
  readonly alerts: OperatorAlerts;
  readonly clock: Clock;
  readonly ids: IdGenerator;
  readonly logger: Logger;
  readonly operatorId: UserId | undefined;
}

/** Whatever needs YooKassa, composed where it is configured. */
function composePages(
  { unitOfWork, alerts, clock, logger }: PaymentPorts,
  gateway: PaymentGateway,
  settle: SettlePayment,
  applyRefund: ApplyProviderRefund,
  note: NoteDifference,
) {
  const apply = new ApplyProviderPayment(unitOfWork, gateway, settle, clock);
  return {
    ...{ gateway, apply, applyRefund },
    open: new OpenPaymentPage(unitOfWork, gateway, apply, alerts, clock),
    handle: new HandleNotification(unitOfWork, gateway, apply, applyRefund, clock, logger),
    reconcile: new ReconcileYooKassa(unitOfWork, gateway, apply, applyRefund, note, clock),
  };
}

/** The use cases around money as one process of the product has them. */
export function composePayments(ports: PaymentPorts) {
  const { unitOfWork, settings, packages, gateway, stars, configured } = ports;
  const { alerts, clock, ids, logger, operatorId } = ports;
  const settle = new SettlePayment(unitOfWork, settings, clock, ids);
  const finish = new FinishRefund(unitOfWork, clock);
  const bookOutside = new BookOutsideRefund(unitOfWork, finish, clock, ids);
  const applyRefund = new ApplyProviderRefund(unitOfWork, finish, bookOutside, clock);
  const note = new NoteDifference(unitOfWork, logger);
  const pages =
    gateway === undefined ? undefined : composePages(ports, gateway, settle, applyRefund, note);
  const check = new CheckPayment(unitOfWork, pages, clock);
  const send = new SendRefund({ unitOfWork, stars, pages, finish, clock, ids });
  const reconcileStars = new ReconcileStars(unitOfWork, stars, settle, bookOutside, note, clock);
  const reconcile = new ReconcilePayments(reconcileStars, pages?.reconcile, alerts, logger);
  const noteSubscription = new NoteSubscription(unitOfWork);
  const returnUrl = 'https://t.me/bot';
  return {
    ...{ settle, finish, bookOutside, applyRefund, pages, check, send, reconcileStars },
    noteSubscription,
    offers: new ListOffers(unitOfWork, packages, settings, configured, clock),
    place: new PlaceOrder({
      ...{ unitOfWork, packages, settings, configured, gateway, returnUrl, clock, ids },
    }),
    approve: new ApproveCheckout(unitOfWork.direct.payments, clock),
    accept: new AcceptNotification(unitOfWork, clock, ids),
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
    poll: new PollProviders(unitOfWork, check, send, alerts, clock, logger),
    redeem: new RedeemPromo(unitOfWork, clock, ids),
    savePromo: new SavePromo(unitOfWork, clock),
    email: new SetReceiptEmail(unitOfWork),
    changeSubscription: new ChangeSubscription(unitOfWork, stars, noteSubscription),
    tellOperator: new TellOperator(unitOfWork, operatorId, clock, ids),
    handleNotification: async (id: string): Promise<JobOutcome> =>
      (await pages?.handle.execute(id)) ?? { kind: 'done' },
    /** @returns how many differences were new. */
    reconcile: (): Promise<number> => reconcile.execute(),
  };
}

export type PaymentProcess = ReturnType<typeof composePayments>;
