import { ControlError } from '../../http/control-error.ts';
import type {
  Attempt,
  CallFilter,
  CallLog,
  Decline,
  Fault,
  FaultRule,
  LoggedCall,
  LoggedNotification,
  NewPaymentElsewhere,
  NextRefunds,
  NotificationFilter,
  Pay,
  PaymentFilter,
  RefundElsewhere,
  RefundFilter,
  ReleaseNotifications,
  SendNotification,
  SettleRefund,
  Shop,
  ShopChange,
} from '../control-api.ts';
import type { Payment, Refund } from '../objects.ts';
import type { Hanging } from '../protocol/hanging.ts';
import { kopecksOf } from '../state/money.ts';
import { type PaymentRecord, paymentView } from '../state/payment.ts';
import { type RefundRecord, refundView } from '../state/refund-desk.ts';
import { Refusal } from '../state/refusal.ts';
import type { World } from '../state/world.ts';
import { createElsewhere } from './elsewhere.ts';
import { Watching } from './watching.ts';

/**
 * The control API in the same process, for tests: each method is one call of `control-api.ts`.
 * Methods throw `ControlError` for what cannot be done.
 */
export class YooKassaControl {
  readonly #world: World;
  readonly #hanging: Hanging;
  readonly #pageUrl: (paymentId: string) => string;
  /** Waits for what the program does. */
  readonly watch: Watching;

  constructor(world: World, hanging: Hanging, pageUrl: (paymentId: string) => string) {
    this.#world = world;
    this.#hanging = hanging;
    this.#pageUrl = pageUrl;
    this.watch = new Watching(world);
  }

  shops(): readonly Shop[] {
    return this.#world.shops.list();
  }

  /** The default shop without an id. */
  shop(shopId?: string): Shop {
    const shop = this.#world.shops.get(shopId);
    if (shop === undefined) throw new ControlError(404, `No shop ${shopId}`);
    return shop;
  }

  /** Changes the settings of a shop, the default one without an id. */
  configure(change: ShopChange, shopId?: string): Shop {
    const shop = this.shop(shopId);
    this.#world.shops.change(shop.shopId, change);
    return this.shop(shop.shopId);
  }

  payments({ shopId, status }: PaymentFilter = {}): Payment[] {
    return this.#world.cashier
      .list()
      .filter((payment) => shopId === undefined || payment.shopId === shopId)
      .filter((payment) => status === undefined || payment.status === status)
      .map(paymentView);
  }

  payment(paymentId: string): Payment {
    return paymentView(this.#findPayment(paymentId));
  }

  /** What the payer can choose from. */
  methodsOf(paymentId: string): PaymentRecord['methods'] {
    return this.#findPayment(paymentId).methods;
  }

  pay(paymentId: string, { method }: Pay = {}): Payment {
    return this.#act(paymentId, (payment) => this.#world.cashier.pay(payment, method));
  }

  decline(paymentId: string, { reason = 'general_decline' }: Decline = {}): Payment {
    return this.#act(paymentId, (payment) => this.#world.cashier.decline(payment, reason));
  }

  expire(paymentId: string): Payment {
    return this.#act(paymentId, (payment) => this.#world.cashier.expire(payment));
  }

  /** A payment that the program did not create. */
  createPaymentElsewhere(input: NewPaymentElsewhere = {}): Payment {
    const shop = this.shop(input.shopId);
    return permitted(() => paymentView(createElsewhere(this.#world, shop, input, this.#pageUrl)));
  }

  /** A refund made in the shop's dashboard; the program learns of it by notification alone. */
  refundElsewhere(paymentId: string, { amount }: RefundElsewhere = {}): Refund {
    const payment = this.#findPayment(paymentId);
    const kopecks = amount === undefined ? undefined : kopecksOf(amount);
    if (amount !== undefined && kopecks === undefined) {
      throw new ControlError(400, `${amount} is no amount`);
    }
    return permitted(() => refundView(this.#world.refunds.createElsewhere(payment, kopecks)));
  }

  refunds({ shopId, paymentId, status }: RefundFilter = {}): Refund[] {
    return this.#world.refunds
      .list()
      .filter(({ payment }) => shopId === undefined || payment.shopId === shopId)
      .filter(({ payment }) => paymentId === undefined || payment.id === paymentId)
      .filter((refund) => status === undefined || refund.status === status)
      .map(refundView);
  }

  refund(refundId: string): Refund {
    return refundView(this.#findRefund(refundId));
  }

  settleRefund(refundId: string, { status, reason }: SettleRefund): Refund {
    const refund = this.#findRefund(refundId);
    permitted(() => this.#world.refunds.settle(refund, status, reason));
    this.#world.changes.tell();
    return refundView(refund);
  }

  nextRefunds(input: NextRefunds): void {
    this.#world.refunds.script(input);
  }

  notifications(filter: NotificationFilter = {}): LoggedNotification[] {
    return this.#world.notifier.journal.list(filter);
  }

  loseNotifications(count = 1): void {
    this.#world.notifier.lose(count);
  }

  duplicateNotifications(count = 1): void {
    this.#world.notifier.duplicate(count);
  }

  delayNotifications(delayMs: number, count = 1): void {
    this.#world.notifier.delay(delayMs, count);
  }

  holdNotifications(): void {
    this.#world.notifier.hold();
  }

  releaseNotifications(input: ReleaseNotifications = {}): number {
    return this.#world.notifier.release(input);
  }

  /** Any body at all, once. */
  async sendNotification(input: SendNotification): Promise<Attempt> {
    const { shopId, webhookUrl } = this.shop(input.shopId);
    const url = input.url ?? webhookUrl;
    if (url === null) throw new ControlError(409, `Shop ${shopId} has no webhook URL`);
    const { headers, localAddress } = input;
    return this.#world.notifier.sendByHand(shopId, input.body, { url, headers, localAddress });
  }

  /** @param seq of the journal; the body goes out as it was then. */
  async repeatNotification(seq: number): Promise<Attempt> {
    const letter = this.#world.notifier.journal.find(seq);
    if (letter === undefined) throw new ControlError(404, `No notification ${seq}`);
    return this.sendNotification({ body: letter.body, shopId: letter.shopId });
  }

  faults(): Fault[] {
    return this.#world.faults.list();
  }

  addFault(rule: FaultRule): Fault {
    return this.#world.faults.add(rule);
  }

  removeFaults(id?: string): number {
    return this.#world.faults.remove(id);
  }

  /** Lets calls that hang go on. @returns how many. */
  releaseHung(): number {
    return this.#hanging.release();
  }

  calls(filter: CallFilter = {}): CallLog {
    return this.#world.calls.read(filter);
  }

  clearCalls(): number {
    return this.#world.calls.clear();
  }

  /** Calls that broke the published API or its rules. */
  violations(): LoggedCall[] {
    return this.#world.calls.violating();
  }

  /** As after 24 hours. @returns how many there were. */
  forgetIdempotencyKeys(): number {
    return this.#world.keys.clear();
  }

  /** Everything becomes older by this much: payments expire, keys are forgotten, retries go out. */
  ageBy(byMs: number): void {
    this.#world.ageBy(byMs);
  }

  reset(): void {
    this.#hanging.hangUp();
    this.#world.reset();
  }

  #act(paymentId: string, act: (payment: PaymentRecord) => void): Payment {
    const payment = this.#findPayment(paymentId);
    permitted(() => act(payment));
    return paymentView(payment);
  }

  #findPayment(paymentId: string): PaymentRecord {
    const payment = this.#world.cashier.get(paymentId);
    if (payment === undefined) throw new ControlError(404, `No payment ${paymentId}`);
    return payment;
  }

  #findRefund(refundId: string): RefundRecord {
    const refund = this.#world.refunds.get(refundId);
    if (refund === undefined) throw new ControlError(404, `No refund ${refundId}`);
    return refund;
  }
}

/** Runs it, with what the rules refuse as a control error. */
function permitted<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof Refusal) throw new ControlError(409, error.message);
    throw error;
  }
}
