import { Context } from 'grammy';
import type { ForceReply, InlineKeyboardMarkup, ReplyKeyboardMarkup } from 'grammy/types';
import type { Destination } from '../../../domain/generations/generation.ts';
import { chatId } from '../../../domain/shared/ids.ts';
import type { Language, PendingEdit, User } from '../../../domain/users/user.ts';
import { failureOf } from '../api/telegram-error.ts';
import { replyFields, threadFields } from '../messenger/message-fields.ts';

/** What every handler knows after `identify`. */
export interface Identified {
  readonly user: User;
  readonly language: Language;
  readonly isFirstContact: boolean;
  readonly invitationCredits: number;
}

/** Characters that Telegram shows as the answer to a pressed button. */
const longestNotice = 200;

/** Beside the context, not in it: grammY narrows contexts by type, and drops private fields in it. */
const identities = new WeakMap<object, Identified>();

export class BotContext extends Context {
  identify(identified: Identified): void {
    identities.set(this, identified);
  }

  get identified(): Identified {
    const identified = identities.get(this);
    if (identified === undefined) {
      throw new Error('Cannot ask who sent this update as it was not identified');
    }
    return identified;
  }

  get isPrivate(): boolean {
    return this.chat?.type === 'private';
  }

  /** Pictures that wait, in this very chat, for words of this user. */
  get pendingEdit(): PendingEdit | undefined {
    const { pendingEdit } = this.identified.user;
    return pendingEdit?.chatId === this.chat?.id ? pendingEdit : undefined;
  }

  /**
   * The message of a person that this update is about: their own, or the one that the message above
   * a pressed button answers.
   */
  get requestMessageId(): number | undefined {
    return this.message?.message_id ?? this.callbackQuery?.message?.reply_to_message?.message_id;
  }

  /** Where an answer to this update goes. */
  destination(options: { readonly quote: boolean }): Destination {
    const message = this.msg;
    if (this.chat === undefined) {
      throw new Error('Cannot answer an update that belongs to no chat');
    }
    return {
      chatId: chatId(this.chat.id),
      threadId: message?.is_topic_message ? message.message_thread_id : undefined,
      replyToMessageId: options.quote ? this.requestMessageId : undefined,
    };
  }

  /** Sends plain text to the chat (and topic) that the update came from; in a group, as a reply. */
  async say(
    text: string,
    keyboard?: InlineKeyboardMarkup | ReplyKeyboardMarkup | ForceReply,
  ): Promise<void> {
    const { threadId, replyToMessageId } = this.destination({ quote: !this.isPrivate });
    await this.reply(text, {
      link_preview_options: { is_disabled: true },
      ...threadFields(threadId),
      ...replyFields(replyToMessageId),
      ...(keyboard === undefined ? {} : { reply_markup: keyboard }),
    });
  }

  /** Answers a pressed button. One that was pressed too long ago takes no answer any more. */
  async acknowledge(text?: string, { alert = false }: { readonly alert?: boolean } = {}) {
    try {
      await this.answerCallbackQuery({
        ...(text === undefined ? {} : { text: text.slice(0, longestNotice) }),
        ...(alert ? { show_alert: true } : {}),
      });
    } catch (error) {
      if (failureOf(error).kind !== 'refused') {
        throw error;
      }
    }
  }
}
