import type { CollectAlbumPhoto } from '../../../application/albums/collect-album-photo.ts';
import type { AuditCredits } from '../../../application/audit/audit-credits.ts';
import type { StartConversation } from '../../../application/conversations/start-conversation.ts';
import type { GrantCredits } from '../../../application/credits/grant-credits.ts';
import type { CancelGenerations } from '../../../application/generations/cancel-generations.ts';
import type { RepeatGeneration } from '../../../application/generations/repeat-generation.ts';
import type { RequestGeneration } from '../../../application/generations/request-generation.ts';
import type { OperatorAlerts } from '../../../application/notices/operator-alerts.ts';
import type { BookOutsideRefund } from '../../../application/payments/book-outside-refund.ts';
import type { ChangeSubscription } from '../../../application/payments/change-subscription.ts';
import type { CheckPayment } from '../../../application/payments/check-payment.ts';
import type { ListOffers } from '../../../application/payments/list-offers.ts';
import type { NoteSubscription } from '../../../application/payments/note-subscription.ts';
import type { OpenPaymentPage } from '../../../application/payments/open-payment-page.ts';
import type { PlaceOrder } from '../../../application/payments/place-order.ts';
import type { RedeemPromo } from '../../../application/payments/redeem-promo.ts';
import type { RefundPayment } from '../../../application/payments/refund-payment.ts';
import type { SavePromo } from '../../../application/payments/save-promo.ts';
import type { SetReceiptEmail } from '../../../application/payments/set-receipt-email.ts';
import type { SettlePayment } from '../../../application/payments/settle-payment.ts';
import type { Clock } from '../../../application/ports/clock.ts';
import type { Logger } from '../../../application/ports/logger.ts';
import type { ModelCatalogue } from '../../../application/ports/model-catalogue.ts';
import type { PackageCatalogue } from '../../../application/ports/package-catalogue.ts';
import type { SettingsStore } from '../../../application/ports/settings-store.ts';
import type { Scope } from '../../../application/ports/unit-of-work.ts';
import type { BanUser } from '../../../application/users/ban-user.ts';
import type { ChangePreferences } from '../../../application/users/change-preferences.ts';
import type { NoteReachability } from '../../../application/users/note-reachability.ts';
import type { RegisterContact } from '../../../application/users/register-contact.ts';
import type { SetPendingEdit } from '../../../application/users/set-pending-edit.ts';
import type { UserId } from '../../../domain/shared/ids.ts';

/** What the bot's handlers may do. `reads` is for showing things; changes go through use cases. */
export interface BotServices {
  readonly registerContact: RegisterContact;
  readonly noteReachability: NoteReachability;
  readonly requestGeneration: RequestGeneration;
  readonly repeatGeneration: RepeatGeneration;
  readonly cancelGenerations: CancelGenerations;
  readonly startConversation: StartConversation;
  readonly changePreferences: ChangePreferences;
  readonly setPendingEdit: SetPendingEdit;
  readonly collectAlbumPhoto: CollectAlbumPhoto;
  readonly banUser: BanUser;
  readonly grantCredits: GrantCredits;
  readonly auditCredits: AuditCredits;
  readonly shop: ShopServices;
  readonly reads: Scope;
  readonly catalogue: ModelCatalogue;
  readonly settings: SettingsStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Who may use the admin commands. */
  readonly operatorId: UserId | undefined;
}

/** Everything about money. */
export interface ShopServices {
  readonly listOffers: ListOffers;
  readonly placeOrder: PlaceOrder;
  /** Absent when no provider with a payment page is configured. */
  readonly openPaymentPage: OpenPaymentPage | undefined;
  readonly checkPayment: CheckPayment;
  readonly settlePayment: SettlePayment;
  readonly bookOutsideRefund: BookOutsideRefund;
  readonly refundPayment: RefundPayment;
  readonly redeemPromo: RedeemPromo;
  readonly savePromo: SavePromo;
  readonly setReceiptEmail: SetReceiptEmail;
  readonly changeSubscription: ChangeSubscription;
  readonly noteSubscription: NoteSubscription;
  readonly packages: PackageCatalogue;
  readonly alerts: Pick<OperatorAlerts, 'raise'>;
  /** For invoices in rubles, as BotFather gave it. */
  readonly providerToken: string | undefined;
  /** Waits. A payment page that takes longer than users like to wait for is sent later. */
  readonly wait: (delayMs: number) => Promise<void>;
}
