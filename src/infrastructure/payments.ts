import type { OperatorAlerts } from '../application/notices/operator-alerts.ts';
import { TellOperator } from '../application/notices/tell-operator.ts';
import { AcceptNotification } from '../application/payments/accept-notification.ts';
import { ApplyProviderPayment } from '../application/payments/apply-provider-payment.ts';
import { ApplyProviderRefund } from '../application/payments/apply-provider-refund.ts';
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
import type { Clock } from '../application/ports/clock.ts';
import type { IdGenerator } from '../application/ports/id-generator.ts';
import type { Logger } from '../application/ports/logger.ts';
import type { PackageCatalogue } from '../application/ports/package-catalogue.ts';
import type { PaymentGateway } from '../application/ports/payment-gateway.ts';
import type { SettingsStore } from '../application/ports/settings-store.ts';
import type { StarsGateway } from '../application/ports/stars-gateway.ts';
import type { UnitOfWork } from '../application/ports/unit-of-work.ts';
import type { UserId } from '../domain/shared/ids.ts';

export interface PaymentPorts {
  readonly unitOfWork: UnitOfWork;
  readonly settings: SettingsStore;
  readonly packages: PackageCatalogue;
  /** Absent when YooKassa is not configured. */
  readonly gateway: PaymentGateway | undefined;
  readonly stars: StarsGateway;
  readonly configured: ConfiguredMethods;
  /** Where a payment page sends people back to. */
  readonly returnUrl: string;
  readonly alerts: OperatorAlerts;
  readonly clock: Clock;
  readonly ids: IdGenerator;
  readonly logger: Logger;
  readonly operatorId: UserId | undefined;
}

export type Payments = ReturnType<typeof composePayments>;

/**
 * The use cases around money. Tests compose them here too, on ports and a clock of their own, so that
 * what they prove is what runs.
 */
export function composePayments(ports: PaymentPorts) {
  const { unitOfWork, settings, packages, gateway, stars, configured, returnUrl } = ports;
  const { alerts, clock, ids, logger, operatorId } = ports;
  const settle = new SettlePayment(unitOfWork, settings, clock, ids);
  const finish = new FinishRefund(unitOfWork, clock);
  const bookOutside = new BookOutsideRefund(unitOfWork, finish, clock, ids);
  const applyRefund = new ApplyProviderRefund(unitOfWork, finish, bookOutside, clock);
  const note = new NoteDifference(unitOfWork, logger);
  const pages = gateway && composePages(ports, gateway, settle, applyRefund, note);
  const check = new CheckPayment(unitOfWork, pages, clock);
  const send = new SendRefund({ unitOfWork, stars, pages, finish, clock, ids });
  const reconcileStars = new ReconcileStars(unitOfWork, stars, settle, bookOutside, note, clock);
  const noteSubscription = new NoteSubscription(unitOfWork);
  /** With stores of one's own: see `composeServices` of the API. */
  const refundWith = (settingsStore: SettingsStore, catalogue: PackageCatalogue) =>
    new RefundPayment({
      ...{ unitOfWork, settings: settingsStore, packages: catalogue, gateway, send },
      ...{ clock, ids, logger },
    });
  return {
    settle,
    finish,
    bookOutside,
    applyRefund,
    pages,
    check,
    send,
    reconcileStars,
    reconcile: new ReconcilePayments(reconcileStars, pages?.reconcile, alerts, logger),
    noteSubscription,
    changeSubscription: new ChangeSubscription(unitOfWork, stars, noteSubscription),
    offers: new ListOffers(unitOfWork, packages, settings, configured, clock),
    place: new PlaceOrder({
      ...{ unitOfWork, packages, settings, configured, gateway, returnUrl, clock, ids },
    }),
    accept: new AcceptNotification(unitOfWork, clock, ids),
    refund: refundWith(settings, packages),
    refundWith,
    poll: new PollProviders(unitOfWork, check, send, alerts, clock, logger),
    redeem: new RedeemPromo(unitOfWork, clock, ids),
    savePromo: new SavePromo(unitOfWork, clock),
    email: new SetReceiptEmail(unitOfWork),
    tellOperator: new TellOperator(unitOfWork, operatorId, clock, ids),
  };
}

/** What needs a provider with payment pages. */
function composePages(
  { unitOfWork, alerts, clock, logger }: PaymentPorts,
  gateway: PaymentGateway,
  settle: SettlePayment,
  applyRefund: ApplyProviderRefund,
  note: NoteDifference,
) {
  const apply = new ApplyProviderPayment(unitOfWork, gateway, settle, clock);
  return {
    gateway,
    apply,
    applyRefund,
    open: new OpenPaymentPage(unitOfWork, gateway, apply, alerts, clock),
    handle: new HandleNotification(unitOfWork, gateway, apply, applyRefund, clock, logger),
    reconcile: new ReconcileYooKassa(unitOfWork, gateway, apply, applyRefund, note, clock),
  };
}
