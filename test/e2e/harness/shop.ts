import type { Message } from 'grammy/types';
import { expect } from 'vitest';
import type { SandboxOptions } from '../../../sandbox/server.ts';
import type {
  ButtonPressed,
  PayInvoice,
  PaymentAttempt,
} from '../../../sandbox/telegram/control-api.ts';
import { errorsIn, leaksIn } from './log-scan.ts';
import { type ProductCommand, type ProductProcess, until } from './product.ts';
import { type PaymentFacts, ShopBooks } from './shop-books.ts';
import { buttonsOf, dataOf, hasButton, isPayable, textOf, urlIn } from './shop-messages.ts';
import { rubleSettings, secretsOf } from './shop-settings.ts';
import { operatorId, World } from './world.ts';

export type PayOptions = Pick<PayInvoice, 'again' | 'decline' | 'email'>;

export type Method = 'stars' | 'yookassa' | 'telegram_yookassa';

export interface ShopOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly sandbox?: SandboxOptions;
  /** False: no credentials of YooKassa, neither for the page nor inside Telegram. */
  readonly takesRubles?: boolean;
  /** False: the test starts the processes. */
  readonly autostart?: boolean;
}

/** What the bot answers to the choice of a package and a method. */
export interface Order {
  readonly paymentId: string;
  /** The message with the invoice, or with the link to pay. */
  readonly message: Message;
  /** Of a payment page, or of a subscription's invoice. */
  readonly url: string | undefined;
}

/** A product that sells, the stand-ins of its providers, and the people who buy, as verbs. */
export class Shop {
  readonly world: World;
  readonly books: ShopBooks;

  private constructor(world: World) {
    this.world = world;
    this.books = new ShopBooks(world);
  }

  static async start({
    environment = {},
    sandbox,
    takesRubles = true,
    autostart = true,
  }: ShopOptions = {}): Promise<Shop> {
    const world = await World.start({
      autostart: false,
      environment: (started) => ({
        ...(takesRubles ? rubleSettings(started) : {}),
        // The more is written, the more there is to be found by those who look for secrets.
        LOG_LEVEL: 'debug',
        ...environment,
      }),
      ...(sandbox === undefined ? {} : { sandbox }),
    });
    const shop = new Shop(world);
    // A bot may write to nobody who has not started it.
    shop.telegram.pressStart(operatorId);
    if (autostart) {
      await shop.startProcess();
      await world.answerAfter(operatorId, 0);
    }
    return shop;
  }

  /** A ready process; notifications of YooKassa go to it when it takes them. */
  async startProcess(
    command: ProductCommand = 'all',
    environment: Readonly<Record<string, string>> = {},
  ): Promise<ProductProcess> {
    const started = await this.world.startProcess(command, environment);
    if (command !== 'worker') {
      this.yookassa.configure({ webhookUrl: `${started.url}/webhooks/yookassa` });
    }
    await started.ready();
    return started;
  }

  get telegram() {
    return this.world.sandbox.telegram;
  }

  get yookassa() {
    return this.world.sandbox.yookassa;
  }

  close(): Promise<void> {
    return this.world.close();
  }

  // ------------------------------------------------------------------------------- customers

  /** Somebody who has pressed Start and got the welcome credits (10). @param payload of the link */
  async customer({ language = 'en', payload = '' } = {}): Promise<number> {
    const user = this.world.newUser(language);
    this.telegram.pressStart(user, payload === '' ? {} : { payload });
    await this.world.answerAfter(user, 0);
    return user;
  }

  /** `/buy`, the package, the method: up to the invoice or the link. */
  async order(user: number, packageId: string, method: Method): Promise<Order> {
    const before = await this.books.paymentsOf(user);
    const last = this.world.lastMessageId(user);
    await this.choose(user, packageId, method);
    const message = await this.heard(user, isPayable, last);
    const [paymentId = ''] = (await this.books.paymentsOf(user)).filter(
      (id) => !before.includes(id),
    );
    return { paymentId, message, url: urlIn(message) };
  }

  /** `/buy`, the package, the method, and nothing else. */
  async choose(user: number, packageId: string, method: Method): Promise<void> {
    const last = this.world.lastMessageId(user);
    this.telegram.sendText(user, { text: '/buy' });
    await this.press(user, `buy:${packageId}`, last);
    // With one method alone there is nothing to choose.
    const pay = `pay:${method}:${packageId}`;
    const next = await this.heard(user, (one) => hasButton(one, pay) || isPayable(one), last);
    if (hasButton(next, pay)) {
      await this.press(user, pay, last);
    }
  }

  /** Presses a button of the bot's newest message that has it, once there is one. */
  async press(user: number, data: string, after = 0): Promise<ButtonPressed> {
    await this.heard(user, (message) => hasButton(message, data), after);
    const { messages } = this.telegram.chat(user);
    const newest = messages.findLast((message) => hasButton(message, data));
    return this.telegram.pressButton(user, newest?.message_id ?? 0, { data });
  }

  /** A button press as it arrives, whoever sends it: the id and the data are made up. */
  injectPress(user: number, message: Message, data: string, id: string): void {
    const from = { id: user, is_bot: false, first_name: 'Ann', language_code: 'en' };
    const callback_query = { id, from, message, data, chat_instance: '1' };
    this.telegram.inject({ update: { callback_query } });
  }

  /** The first message of the bot that fits, as sent or edited; also one that is there already. */
  heard(
    user: number,
    what: RegExp | ((message: Message) => boolean),
    after = 0,
    timeoutMs = 20_000,
  ): Promise<Message> {
    const matches =
      typeof what === 'function' ? what : (message: Message) => what.test(textOf(message));
    return this.telegram.watch
      .botMessage(user, { after, timeoutMs, matches })
      .catch((cause: unknown) => {
        const said = this.said(user, after).join('\n---\n');
        throw new Error(`Nobody said ${what} to ${user}; said was:\n${said}`, { cause });
      });
  }

  /** All that the bot said to a user, oldest first. */
  said(user: number, after = 0): string[] {
    return this.telegram
      .chat(user, { limit: 500 })
      .messages.filter((message) => message.message_id > after && message.from?.is_bot === true)
      .map(textOf);
  }

  /** Pays an invoice inside Telegram, to the end of Telegram's part. */
  pay(user: number, { message, url }: Order, options: PayOptions = {}): Promise<PaymentAttempt> {
    const place =
      message.invoice === undefined && url !== undefined
        ? { link: url }
        : { messageId: message.message_id };
    return this.telegram.pay(user, { ...place, ...options });
  }

  /** The charge id of a payment that has to succeed. */
  async charge(user: number, order: Order, options: PayOptions = {}): Promise<string> {
    const attempt = await this.pay(user, order, options);
    if (attempt.status !== 'paid') {
      throw new Error(`Not paid: ${attempt.error}`);
    }
    return attempt.chargeId;
  }

  /** Orders, pays by whatever the method takes, and waits for the credits. */
  async buy(user: number, packageId: string, method: Method): Promise<Order> {
    const order = await this.order(user, packageId, method);
    if (method === 'yookassa') {
      this.yookassa.pay(await this.providerId(order.paymentId));
    } else {
      await this.charge(user, order);
    }
    await this.books.untilStatus(order.paymentId, 'paid');
    return order;
  }

  /** YooKassa's id of a payment. */
  async providerId(paymentId: string): Promise<string> {
    const [row] = await this.world.query<{ id: string | null }>(
      'select provider_payment_id as id from payments where id = $1',
      [paymentId],
    );
    if (row?.id == null) {
      throw new Error(`YooKassa does not know ${paymentId}`);
    }
    return row.id;
  }

  // ------------------------------------------------------------------------------ the operator

  /** `/refund`: the bot's question with what it would do. @param amount like `100.00` */
  askRefund(paymentId: string, amount = ''): Promise<Message> {
    const hasConfirm = (message: Message) =>
      buttonsOf(message).some((button) => dataOf(button)?.startsWith(`refund:${paymentId}:`));
    return this.operatorAsks(`/refund ${paymentId} ${amount}`.trim(), hasConfirm);
  }

  /** What the bot answers the operator: digests may come in between, so the answer has to fit. */
  operatorAsks(command: string, answer: RegExp | ((message: Message) => boolean)) {
    const { messages } = this.telegram.sendText(operatorId, { text: command });
    return this.heard(operatorId, answer, messages.at(-1)?.message_id);
  }

  /** `/refund` and the button that confirms it. */
  async refund(paymentId: string, amount = ''): Promise<void> {
    const question = await this.askRefund(paymentId, amount);
    const [data = ''] = buttonsOf(question).map(dataOf);
    await this.telegram.pressButton(operatorId, question.message_id, { data });
  }

  /** Until the operator reads of a payment, in words that fit all patterns. */
  operatorTold(paymentId: string, ...patterns: readonly RegExp[]): Promise<Message> {
    const fits = (message: Message) => {
      const text = textOf(message);
      return text.includes(paymentId) && patterns.every((pattern) => pattern.test(text));
    };
    return this.heard(operatorId, fits);
  }

  operatorMessages(after = 0): string[] {
    return this.said(operatorId, after);
  }

  /** Until all that the operator is to be told was told, or nearly all. */
  async untilOperatorIsTold(mostUntold = 0): Promise<void> {
    await until('the operator to be told', async () => {
      const untold = await this.world.query('select id from operator_events where told_at is null');
      return untold.length <= mostUntold;
    });
  }

  // -------------------------------------------------------------------------------- in the end

  facts(paymentId: string): Promise<PaymentFacts> {
    return this.books.payment(paymentId);
  }

  /** Credits, and all that moved them. */
  async expectCredits(user: number, available: number, entries: readonly string[]): Promise<void> {
    expect(await this.books.entries(user)).toEqual(entries);
    expect(await this.world.balance(user)).toEqual({ available, held: 0 });
  }

  /** By the operator's command, which starts no process. */
  async expectCleanAudit(): Promise<void> {
    const report = await this.operatorAsks('/audit', /audit is clean|Discrepancies/);
    expect(textOf(report)).toContain('The audit is clean');
  }

  /** After each test. More than five events at once are told as sums, without the payments' ids. */
  async expectGoodOrder(): Promise<void> {
    await this.expectCleanAudit();
    await this.untilOperatorIsTold(1);
  }

  /**
   * Nothing that the real servers would refuse, no secret in the log, no error but the expected.
   *
   * @param errors events that this file's tests bring about at level error
   */
  expectNothingAmiss(errors: readonly string[] = []): void {
    expect(this.violations()).toEqual([]);
    const output = this.world.output();
    const { sandbox, database } = this.world;
    expect(leaksIn(output, secretsOf(sandbox, database.url))).toEqual([]);
    expect([...new Set(errorsIn(output))].toSorted()).toEqual([...errors].toSorted());
  }

  /** Calls of the product that the real servers would not take. */
  violations(): readonly unknown[] {
    const { calls } = this.telegram.calls({ violations: true, limit: 5_000 });
    return [...calls, ...this.yookassa.violations()];
  }
}
