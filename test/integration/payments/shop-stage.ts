import type { Api } from 'grammy';
import { afterEach } from 'vitest';
import { ManualClock } from '../../../sandbox/http/clock.ts';
import { type Sandbox, startSandbox } from '../../../sandbox/server.ts';
import type { NewShop } from '../../../sandbox/yookassa/control-api.ts';
import { startHttpServer } from '../../../src/adapters/http/http-server.ts';
import { PostgresPackageCatalogue } from '../../../src/adapters/postgres/package-catalogue.ts';
import { createTelegramApi } from '../../../src/adapters/telegram/api/telegram-api.ts';
import type { Clock } from '../../../src/application/ports/clock.ts';
import type { Money } from '../../../src/domain/payments/money.ts';
import type { Payment, PaymentMethod } from '../../../src/domain/payments/payment.ts';
import { packageId, type UserId, userId } from '../../../src/domain/shared/ids.ts';
import { defaultPackages } from '../../../src/infrastructure/default-packages.ts';
import { aName, aUser } from '../../builders/domain.ts';
import {
  type ConnectedDatabase,
  connectedDatabase,
} from '../../contract/postgres/postgres-persistence.ts';
import { RecordingLogger } from '../../fakes/recording-logger.ts';
import { type ShopProcess, startShopProcess } from './composed-shop.ts';
import { type Books, readBooks } from './shop-books.ts';

const startMs = Date.UTC(2026, 10, 22, 12);
const providerTimeoutMs = 15_000;
const centuryMs = 100 * 365 * 86_400_000;

export const secondMs = 1_000;
export const minuteMs = 60 * secondMs;
export const hourMs = 60 * minuteMs;

/** Beyond the first look at what a process began, and beyond the lease of one who looked and died. */
const pollAfterMs = 61 * secondMs;

/** Whose word on a sender's address the product takes. */
export const ourProxy = '127.0.0.3';

export interface RefundWish {
  readonly by?: ShopProcess;
  readonly requestKey?: string;
  readonly amount?: Money;
}

const cleanUps: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) {
    await cleanUp();
  }
});

/**
 * The shop on a database of its own, with stand-ins of its providers over HTTP, on a clock that the
 * test moves. Closed after the test.
 *
 * @param shops of YooKassa; the first is ours
 */
export async function openShop(shops: readonly NewShop[] = []): Promise<ShopStage> {
  const time = new ManualClock(startMs);
  const sandbox = await startSandbox({ clock: time, yookassa: { shops } });
  cleanUps.push(() => sandbox.close());
  const database = await connectedDatabase({ poolSize: 20 });
  cleanUps.push(() => database.close());
  const stage = new ShopStage(sandbox, database, time);
  await stage.prepare();
  return stage;
}

export class ShopStage {
  readonly sandbox: Sandbox;
  readonly api: Api;
  /** The process that takes webhooks. */
  readonly shop: ShopProcess;
  readonly #database: ConnectedDatabase;
  readonly #time: ManualClock;
  readonly #clock: Clock;
  #user: UserId | undefined;

  constructor(sandbox: Sandbox, database: ConnectedDatabase, time: ManualClock) {
    this.sandbox = sandbox;
    this.#database = database;
    this.#time = time;
    this.#clock = { now: () => new Date(time.now()) };
    this.api = createTelegramApi({
      token: sandbox.telegram.bot().token,
      apiRoot: sandbox.telegramUrl,
      logger: new RecordingLogger(),
    });
    this.shop = this.another();
  }

  /** The goods, the door for webhooks, and the first customer. */
  async prepare(): Promise<void> {
    const { dataSource } = this.#database;
    await new PostgresPackageCatalogue(dataSource, this.#clock).seed(defaultPackages);
    const door = await startHttpServer({
      host: '127.0.0.1',
      port: 0,
      health: { notReady: () => Promise.resolve([]) },
      yookassaWebhook: { senders: ['127.0.0.1'], accept: (body) => this.shop.accept.execute(body) },
      trustedProxies: [ourProxy],
      metrics: () => Promise.resolve(''),
      logger: this.shop.logger,
    });
    cleanUps.push(() => door.close());
    this.yookassa.configure({ webhookUrl: `${door.url}/webhooks/yookassa` });
    const { id } = this.telegram.createUser({ first_name: 'Anna', language_code: 'en' });
    this.telegram.pressStart(id);
    this.#user = userId(id);
    await this.#direct.users.insert(aUser({ id: this.#user, languageCode: 'en' }));
  }

  get yookassa() {
    return this.sandbox.yookassa;
  }

  get telegram() {
    return this.sandbox.telegram;
  }

  get #direct() {
    return this.shop.unitOfWork.direct;
  }

  /** The payer. */
  get user(): UserId {
    if (this.#user === undefined) {
      throw new Error('There is no customer yet');
    }
    return this.#user;
  }

  /** Another process on the same database. */
  another(timeoutMs = providerTimeoutMs): ShopProcess {
    const { shopId, secretKey } = this.yookassa.shop();
    return startShopProcess({
      dataSource: this.#database.dataSource,
      clock: this.#clock,
      api: this.api,
      yookassa: { apiUrl: this.sandbox.yookassaUrl, shopId, secretKey, timeoutMs },
    });
  }

  /** Time as the product, its users and the providers see it. */
  pass(milliseconds: number): void {
    this.#time.advance(milliseconds);
  }

  // --------------------------------------------------------------------------------- YooKassa

  /** An order of the first package: 50 credits for 199 rubles or 125 Stars. */
  async order(method: PaymentMethod = 'yookassa'): Promise<Payment> {
    const placed = await this.shop.placeOrder.execute({
      userId: this.user,
      packageId: packageId('starter'),
      method,
      requestKey: aName(),
    });
    if (!placed.ok) {
      throw new Error(`The order was refused: ${placed.error.kind}`);
    }
    return placed.value.payment;
  }

  /** An order whose payment page the user got. @returns YooKassa's id of the payment, too */
  async openOrder(): Promise<{ readonly order: Payment; readonly providerId: string }> {
    const order = await this.order();
    const opened = await this.shop.openPage.execute(order.id);
    const found = await this.#direct.payments.find(order.id);
    if (!opened.ok || found?.providerPaymentId === undefined) {
      throw new Error('The payment page was refused');
    }
    return { order, providerId: found.providerPaymentId };
  }

  /** An order that was paid and credited. */
  async paidOrder(): Promise<{ readonly order: Payment; readonly providerId: string }> {
    const opened = await this.openOrder();
    this.yookassa.pay(opened.providerId);
    await this.hearAndWork();
    return opened;
  }

  /** Handles every kept notification, as a worker does; those that fail are left for the next time. */
  async work(by = this.shop): Promise<void> {
    const { outbox } = by.unitOfWork.direct;
    for (const { id, job } of await outbox.left(new Date(startMs + centuryMs), 1_000)) {
      if (job.type === 'payment.notification') {
        await by.handle.execute(job.notificationId);
        await outbox.remove([id]);
      }
    }
  }

  /** Waits until YooKassa's webhooks are with us, and handles them. */
  async hearAndWork(by = this.shop): Promise<void> {
    await this.yookassa.watch.quiet();
    await this.work(by);
  }

  /** How many notifications were kept, handled ones included. */
  async kept(): Promise<number> {
    const rows: readonly { readonly count: number }[] = await this.#database.dataSource.query(
      'SELECT count(*)::integer AS count FROM payment_notifications',
    );
    return rows[0]?.count ?? 0;
  }

  // ------------------------------------------------------------------------------------ Stars

  /** Pays an invoice of the order in Stars; the bot agrees. @returns the charge id */
  async payStars({ id, userId: payer, price }: Payment): Promise<string> {
    const prices = [{ label: 'Credits', amount: Number(price.minor) }];
    const sent = await this.api.sendInvoice(payer, 'Credits', '50 credits', id, 'XTR', prices);
    const paying = this.telegram.pay(payer, { messageId: sent.message_id });
    await agree(this.api);
    const attempt = await paying;
    if (attempt.status !== 'paid') {
      throw new Error(`The payment failed: ${attempt.error}`);
    }
    return attempt.chargeId;
  }

  /** Settles as the bot does on `successful_payment`. @returns whether it was news */
  async settleStars(order: Payment, chargeId: string, by = this.shop): Promise<boolean> {
    const settled = await by.settle.execute({
      method: 'stars',
      chargeId,
      orderId: order.id,
      payerId: order.userId,
      amount: order.price,
      paidAt: this.#clock.now(),
    });
    return settled.ok && !settled.value.isRepeat;
  }

  async paidInStars(): Promise<{ readonly order: Payment; readonly chargeId: string }> {
    const order = await this.order('stars');
    const chargeId = await this.payStars(order);
    await this.settleStars(order, chargeId);
    return { order, chargeId };
  }

  // ------------------------------------------------------------------------------------- both

  /** An admin's wish to give money back: all of it, and a wish of its own, unless said otherwise. */
  refund({ id }: Payment, { by = this.shop, requestKey = aName(), amount }: RefundWish = {}) {
    return by.refund.execute({ paymentId: id, requestKey, amount });
  }

  /** The poll, when everything that is to be looked at soon is due. */
  async pollLater(by = this.shop): Promise<void> {
    this.pass(pollAfterMs);
    await by.poll.execute();
  }

  books(): Promise<Books> {
    const { dataSource } = this.#database;
    return readBooks({ dataSource, sandbox: this.sandbox, direct: this.#direct, payer: this.user });
  }
}

/** Reads updates up to the one that asks for agreement. */
async function agree(api: Api): Promise<void> {
  for (let offset = 0; ; ) {
    for (const { update_id, pre_checkout_query } of await api.getUpdates({ offset, timeout: 5 })) {
      offset = update_id + 1;
      if (pre_checkout_query !== undefined) {
        await api.getUpdates({ offset, limit: 1, timeout: 0 });
        await api.answerPreCheckoutQuery(pre_checkout_query.id, true);
        return;
      }
    }
  }
}
