import type { Api } from 'grammy';
import type { ForceReply, InlineKeyboardMarkup } from 'grammy/types';
import type { AddressedNotice, Notice } from '../../../application/notices.ts';
import type { Clock } from '../../../application/ports/clock.ts';
import type { Logger } from '../../../application/ports/logger.ts';
import type {
  Delivery,
  DeliveryProblem,
  Messenger,
  Progress,
  ProgressOptions,
} from '../../../application/ports/messenger.ts';
import type { Destination, Generation } from '../../../domain/generations/generation.ts';
import { paymentId } from '../../../domain/shared/ids.ts';
import { ok, type Result } from '../../../domain/shared/result.ts';
import type { Language } from '../../../domain/users/user.ts';
import { failureOf } from '../api/telegram-error.ts';
import { buyKeyboard, paymentPageKeyboard } from '../shop-keyboards.ts';
import { describeNotice } from '../texts/describe-notice.ts';
import { translate } from '../texts/translate.ts';
import { ResultDelivery } from './delivery.ts';
import { plainText } from './markdown/rich-text.ts';
import { split } from './markdown/split.ts';
import { noPreview, replyFields, targetOf, threadFields } from './message-fields.ts';
import { sendPictureNotice } from './picture-notice.ts';
import { TelegramProgress } from './progress.ts';
import { defaultGraceMs } from './progress-pace.ts';
import { TelegramSender } from './sender.ts';
import { systemTimers, type Timers } from './timers.ts';

export interface TelegramMessengerOptions {
  readonly api: Api;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly timers?: Timers;
  /** How long a request may run before "thinking" is shown. */
  readonly graceMs?: number;
}

/** Carries results, notices and progress to Telegram chats. */
export class TelegramMessenger implements Messenger {
  readonly #api: Api;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #timers: Timers;
  readonly #graceMs: number;
  readonly #sender: TelegramSender;

  constructor({ api, clock, logger, timers, graceMs }: TelegramMessengerOptions) {
    this.#api = api;
    this.#clock = clock;
    this.#logger = logger;
    this.#timers = timers ?? systemTimers;
    this.#graceMs = graceMs ?? defaultGraceMs;
    this.#sender = new TelegramSender(this.#timers);
  }

  progress(generation: Generation, options: ProgressOptions): Progress {
    const context = {
      api: this.#api,
      clock: this.#clock,
      timers: this.#timers,
      logger: this.#logger,
      graceMs: this.#graceMs,
    };
    return new TelegramProgress(context, generation, options);
  }

  async deliver(delivery: Delivery): Promise<Result<void, DeliveryProblem>> {
    const { output, id } = delivery.generation;
    if (output === undefined) {
      throw new Error(`Cannot deliver generation ${id} as it has no output`);
    }
    return new ResultDelivery(this.#api, this.#sender, delivery).run(output);
  }

  async notify(
    addressed: AddressedNotice,
    picture?: Uint8Array,
  ): Promise<Result<Notice | undefined, DeliveryProblem>> {
    const { destination, language, notice, userId } = addressed;
    if (notice.kind === 'admin_message' && picture !== undefined) {
      return sendPictureNotice(this.#api, this.#sender, addressed, notice, picture);
    }
    const [message] = split(plainText(describeNotice(language, notice)));
    if (message === undefined) {
      throw new Error(`Cannot notify user ${userId} as ${notice.kind} has no words`);
    }
    const sent = await this.#sender.send(targetOf(destination, true), ({ chatId, threadId }) =>
      this.#api.sendMessage(chatId, message.text, {
        ...threadFields(threadId),
        ...replyFields(destination.replyToMessageId),
        ...markupOf(notice, destination, language),
        ...noPreview,
      }),
    );
    return sent.ok ? ok(undefined) : sent;
  }

  async showWaiting(
    generation: Generation,
    ahead: number,
    statusMessageId: number | undefined,
  ): Promise<number | undefined> {
    const { destination, language } = generation;
    const { chatId, threadId, replyToMessageId } = destination;
    const text =
      ahead > 0
        ? translate(language, 'waiting-ahead', { ahead })
        : translate(language, 'waiting-next');
    try {
      if (statusMessageId !== undefined) {
        await this.#api.editMessageText(chatId, statusMessageId, text);
        return statusMessageId;
      }
      const fields = { ...threadFields(threadId), ...replyFields(replyToMessageId) };
      const sent = await this.#api.sendMessage(chatId, text, fields);
      return sent.message_id;
    } catch (error) {
      const { kind } = failureOf(error);
      this.#logger.debug('telegram_waiting_not_shown', { reason: kind });
      // Deleted by the user, who does not want to see it; anything else leaves it standing.
      return kind === 'message_gone' ? undefined : statusMessageId;
    }
  }

  async removeMessage({ chatId }: Destination, messageId: number): Promise<void> {
    try {
      await this.#api.deleteMessage(chatId, messageId);
    } catch (error) {
      this.#logger.debug('telegram_message_not_removed', { reason: failureOf(error).kind });
    }
  }
}

/** What a notice lets its reader do at once. */
function markupOf(
  notice: Notice,
  { chatId }: Destination,
  language: Language,
): { reply_markup?: InlineKeyboardMarkup | ForceReply } {
  switch (notice.kind) {
    case 'edit_instruction_wanted':
      return chatId > 0 ? {} : { reply_markup: replyWanted(language) };
    case 'request_refused':
      return notice.refusal.kind === 'insufficient_credits'
        ? { reply_markup: buyKeyboard(language) }
        : {};
    case 'payment_failed':
      return { reply_markup: buyKeyboard(language) };
    case 'payment_page_ready': {
      const { url, price } = notice;
      const page = { url, price, paymentId: paymentId(notice.paymentId) };
      return { reply_markup: paymentPageKeyboard(language, page) };
    }
    default:
      return {};
  }
}

/** In a group the bot sees replies alone, so the user's client is asked to make one. */
function replyWanted(language: Language): ForceReply {
  return {
    force_reply: true,
    selective: true,
    input_field_placeholder: translate(language, 'edit-wanted-placeholder'),
  };
}
