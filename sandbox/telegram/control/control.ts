import { ControlError } from '../../http/control-error.ts';
import type {
  Actor,
  ButtonPressed,
  CallFilter,
  CallLog,
  ChatState,
  ChatSummary,
  EditOwnMessage,
  Fault,
  FaultRule,
  ForwardedInvoice,
  ForwardInvoice,
  ForwardPoll,
  InjectUpdate,
  InvoiceView,
  NewGroup,
  NewUser,
  PayInvoice,
  Payment,
  PaymentAttempt,
  PressButton,
  PressReplyKey,
  PressStart,
  ReadChat,
  RefundElsewhere,
  RepeatPayment,
  RepeatUpdates,
  SendFile,
  SendPhotos,
  SendText,
  Sent,
  SimBot,
  SimUser,
  StopDraft,
  Subscription,
  UpdateQueueState,
  UserChange,
} from '../control-api.ts';
import type { LongPoll } from '../delivery/long-poll.ts';
import type { Webhook } from '../delivery/webhook.ts';
import type { OnProviderPayment } from '../payments/provider.ts';
import type { Chat } from '../state/chat.ts';
import type { EventHub } from '../state/events.ts';
import type { World } from '../state/world.ts';
import { findChat } from './acting.ts';
import { block, unblock } from './blocking.ts';
import * as bookkeeping from './bookkeeping.ts';
import { chatState } from './chat-view.ts';
import { forwardInvoice, invoiceOfLink, invoiceOfMessage } from './invoices.ts';
import { pay } from './paying.ts';
import { pressButton, stopDraft } from './pressing.ts';
import { type SentFileKind, sendFile, sendPhotos } from './sending-files.ts';
import { UpdateInjection } from './update-injection.ts';
import { Watching } from './watching.ts';
import { editOwnMessage, forwardPoll, pressReplyKey, pressStart, sendText } from './writing.ts';

export type StoredFileView = { readonly bytes: Buffer; readonly mimeType: string };

/**
 * The control API in the same process, for tests: each method is one call of `control-api.ts`.
 * Methods throw `ControlError` for what cannot be done.
 */
export class TelegramControl {
  readonly #world: World;
  readonly #poll: LongPoll;
  readonly #webhook: Webhook;
  readonly #injection: UpdateInjection;
  readonly #onProviderPayment: OnProviderPayment | undefined;
  /** Waits for what the bot does. */
  readonly watch: Watching;

  constructor(
    world: World,
    poll: LongPoll,
    webhook: Webhook,
    onProviderPayment?: OnProviderPayment,
  ) {
    this.#world = world;
    this.#poll = poll;
    this.#webhook = webhook;
    this.#onProviderPayment = onProviderPayment;
    this.#injection = new UpdateInjection(world);
    this.watch = new Watching(world);
  }

  get events(): EventHub {
    return this.#world.events;
  }

  bot(): SimBot {
    const { bot, profile, token } = this.#world;
    return {
      id: bot.id,
      first_name: bot.first_name,
      username: bot.username ?? '',
      token,
      names: Object.fromEntries(profile.names),
      descriptions: Object.fromEntries(profile.descriptions),
      shortDescriptions: Object.fromEntries(profile.shortDescriptions),
      commands: profile.commandLists(),
      webhookUrl: this.#webhook.settings?.url ?? '',
      polling: this.#poll.isPolling,
      starsBalance: this.starBalance(),
    };
  }

  users(): SimUser[] {
    return this.#world.users.list();
  }

  createUser(input: NewUser = {}): SimUser {
    const { id, username } = input;
    const { users, chats } = this.#world;
    if (id !== undefined && chats.has(id)) throw new ControlError(409, `User ${id} exists`);
    if (username !== undefined && users.byUsername(username) !== undefined) {
      throw new ControlError(409, `User name @${username} is taken`);
    }
    return this.#world.createUser(input);
  }

  changeUser(userId: number, change: UserChange): SimUser {
    const user = this.#world.users.get(userId);
    if (user === undefined) throw new ControlError(404, `No user ${userId}`);
    return this.#world.changeUser(user, change);
  }

  chats(): ChatSummary[] {
    const byActivity = (a: Chat, b: Chat) => b.activity - a.activity;
    return [...this.#world.chats.values()].sort(byActivity).map((chat) => chat.summary());
  }

  createGroup(input: NewGroup): ChatState {
    for (const id of input.memberIds) {
      if (this.#world.users.get(id) === undefined) throw new ControlError(404, `No user ${id}`);
    }
    return chatState(this.#world, this.#world.createGroup(input), {});
  }

  chat(chatId: number, input: ReadChat = {}): ChatState {
    return chatState(this.#world, findChat(this.#world, chatId), input);
  }

  sendText(chatId: number, input: SendText): Sent {
    return sendText(this.#world, chatId, input);
  }

  pressStart(chatId: number, input: PressStart = {}): Sent {
    return pressStart(this.#world, chatId, input);
  }

  sendPhotos(chatId: number, input: SendPhotos): Promise<Sent> {
    return sendPhotos(this.#world, chatId, input);
  }

  sendFile(chatId: number, kind: SentFileKind, input: SendFile): Sent {
    return sendFile(this.#world, chatId, kind, input);
  }

  forwardPoll(chatId: number, input: ForwardPoll = {}): Sent {
    return forwardPoll(this.#world, chatId, input);
  }

  pressReplyKey(chatId: number, input: PressReplyKey): Sent {
    return pressReplyKey(this.#world, chatId, input);
  }

  pressButton(chatId: number, messageId: number, input: PressButton): Promise<ButtonPressed> {
    return pressButton(this.#world, chatId, messageId, input);
  }

  editOwnMessage(chatId: number, messageId: number, input: EditOwnMessage): Sent {
    return editOwnMessage(this.#world, chatId, messageId, input);
  }

  block(chatId: number, actor: Actor = {}): Sent {
    return block(this.#world, chatId, actor);
  }

  unblock(chatId: number, actor: Actor = {}): Sent {
    return unblock(this.#world, chatId, actor);
  }

  stopDraft(chatId: number, input: StopDraft = {}): Sent {
    return stopDraft(this.#world, chatId, input);
  }

  /** Presses Pay; settles once the bot has answered, or after 10 s. */
  pay(userId: number, input: PayInvoice = {}): Promise<PaymentAttempt> {
    return pay(this.#world, userId, input, this.#onProviderPayment);
  }

  /** By link `https://t.me/$<slug>`, or by slug. */
  invoice(link: string): InvoiceView {
    return invoiceOfLink(this.#world, link);
  }

  invoiceOfMessage(chatId: number, messageId: number): InvoiceView {
    return invoiceOfMessage(this.#world, chatId, messageId);
  }

  forwardInvoice(chatId: number, messageId: number, input: ForwardInvoice): ForwardedInvoice {
    return forwardInvoice(this.#world, chatId, messageId, input);
  }

  /** Oldest first. */
  payments(userId?: number): Payment[] {
    return this.#world.payments.payments(userId);
  }

  refundElsewhere(chargeId: string, input: RefundElsewhere = {}): Payment {
    return bookkeeping.refundElsewhere(this.#world, chargeId, input);
  }

  repeatPayment(chargeId: string, input: RepeatPayment = {}): { updateIds: number[] } {
    return bookkeeping.repeatPayment(this.#world, chargeId, input);
  }

  /** The next `count` updates with a `successful_payment` never arrive. */
  losePayments(count: number): { lost: number } {
    return bookkeeping.losePayments(this.#world, count);
  }

  /** Oldest first. */
  subscriptions(userId?: number): Subscription[] {
    return this.#world.payments.subscriptions(userId);
  }

  renewSubscription(chargeId: string): PaymentAttempt {
    return bookkeeping.renewSubscription(this.#world, chargeId);
  }

  cancelSubscription(chargeId: string): Subscription {
    return bookkeeping.cancelSubscription(this.#world, chargeId);
  }

  resumeSubscription(chargeId: string): Subscription {
    return bookkeeping.resumeSubscription(this.#world, chargeId);
  }

  failSubscription(chargeId: string): Subscription {
    return bookkeeping.failSubscription(this.#world, chargeId);
  }

  setStars(userId: number, stars: number): SimUser {
    return bookkeeping.setStars(this.#world, userId, stars);
  }

  /** The bot's Stars. */
  starBalance(): number {
    return this.#world.payments.stars;
  }

  async file(fileId: string): Promise<StoredFileView> {
    const file = this.#world.files.get(fileId);
    const bytes = file === undefined ? undefined : await this.#world.files.read(file);
    if (file === undefined || bytes === undefined) throw new ControlError(404, 'No such file');
    return { bytes, mimeType: file.mimeType };
  }

  updates(): UpdateQueueState {
    const { pendingCount, nextUpdateId, confirmedCount, last } = this.#world.updates;
    return {
      pending: pendingCount,
      nextUpdateId,
      confirmed: confirmedCount,
      last: last?.update ?? null,
    };
  }

  inject(input: InjectUpdate): { updateIds: number[] } {
    return this.#injection.inject(input);
  }

  repeatLast(input: RepeatUpdates = {}): { updateIds: number[] } {
    return this.#injection.repeatLast(input);
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

  calls(filter: CallFilter = {}): CallLog {
    return this.#world.calls.read(filter);
  }

  clearCalls(): number {
    return this.#world.calls.clear();
  }

  reset(): void {
    this.#injection.clear();
    this.#world.reset();
  }
}
