import type { InlineKeyboard } from 'grammy';
import { Context } from 'grammy';
import type { ForceReply, ReplyKeyboardMarkup } from 'grammy/types';
import type { Destination } from '../../../domain/generations/generation.ts';
import { chatId } from '../../../domain/shared/ids.ts';
import type { Language, User } from '../../../domain/users/user.ts';

/** What every handler knows after `identify`. */
export interface Identified {
  readonly user: User;
  readonly language: Language;
  readonly isFirstContact: boolean;
  readonly invitationCredits: number;
}

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

  /** Where an answer to this update goes. */
  destination(options: { readonly quote: boolean }): Destination {
    const message = this.msg;
    if (this.chat === undefined) {
      throw new Error('Cannot answer an update that belongs to no chat');
    }
    return {
      chatId: chatId(this.chat.id),
      threadId: message?.is_topic_message ? message.message_thread_id : undefined,
      // Under a button the message is the bot's own: not a request to quote.
      replyToMessageId: options.quote && this.message ? this.message.message_id : undefined,
    };
  }

  /** Sends plain text to the chat (and topic) that the update came from. */
  async say(
    text: string,
    keyboard?: InlineKeyboard | ReplyKeyboardMarkup | ForceReply,
  ): Promise<void> {
    const { threadId } = this.destination({ quote: false });
    await this.reply(text, {
      link_preview_options: { is_disabled: true },
      ...(threadId === undefined ? {} : { message_thread_id: threadId }),
      ...(keyboard === undefined ? {} : { reply_markup: keyboard }),
    });
  }
}
