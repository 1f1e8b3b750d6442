import type { InlineKeyboardMarkup, MessageEntity, ReplyParameters } from 'grammy/types';
import type { Destination, Generation } from '../../../domain/generations/generation.ts';
import type { ImageId } from '../../../domain/shared/ids.ts';
import { pictureCallbackData } from '../callback-data.ts';
import { translate } from '../texts/translate.ts';
import type { Entity, RichText } from './markdown/rich-text.ts';
import type { Target } from './sender.ts';

/** Fields of the Bot API that several messages share. Absent ones are left out, not undefined. */

export function threadFields(threadId: number | undefined): { message_thread_id?: number } {
  return threadId === undefined ? {} : { message_thread_id: threadId };
}

export function replyFields(messageId: number | undefined): { reply_parameters?: ReplyParameters } {
  return messageId === undefined
    ? {}
    : { reply_parameters: { message_id: messageId, allow_sending_without_reply: true } };
}

export function entityFields({ entities }: RichText): { entities?: MessageEntity[] } {
  return entities.length === 0 ? {} : { entities: entities.map(telegramEntity) };
}

export function captionFields(
  caption: RichText,
  isPlain: boolean,
): { caption?: string; caption_entities?: MessageEntity[] } {
  if (caption.text === '') {
    return {};
  }
  const { entities } = isPlain ? {} : entityFields(caption);
  return { caption: caption.text, ...(entities ? { caption_entities: entities } : {}) };
}

export const noPreview = { link_preview_options: { is_disabled: true } } as const;

export function targetOf({ chatId, threadId }: Destination, isPlain: boolean): Target {
  return { chatId, threadId, isPlain };
}

export function pictureKeyboard(
  { id, language }: Pick<Generation, 'id' | 'language'>,
  imageId: ImageId,
  hasFile: boolean,
): InlineKeyboardMarkup {
  const again = {
    text: translate(language, 'button-again'),
    callback_data: pictureCallbackData({ kind: 'again', generationId: id }),
  };
  const edit = {
    text: translate(language, 'button-edit'),
    callback_data: pictureCallbackData({ kind: 'edit', imageId }),
  };
  const file = {
    text: translate(language, 'button-file'),
    callback_data: pictureCallbackData({ kind: 'file', imageId }),
  };
  return { inline_keyboard: [[again, edit], ...(hasFile ? [[file]] : [])] };
}

function telegramEntity(entity: Entity): MessageEntity {
  return { ...entity };
}
