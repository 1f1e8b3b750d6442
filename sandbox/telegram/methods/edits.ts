import { isDeepStrictEqual } from 'node:util';
import type {
  InlineKeyboardMarkup,
  InputMediaDocument,
  InputMediaPhoto,
  Message,
} from 'grammy/types';
import { payKeyboard } from '../payments/invoice.ts';
import { badRequest } from '../protocol/refusal.ts';
import type { MessageContent } from '../state/posting.ts';
import { editedMarkup, invoiceMarkup } from './markup.ts';
import { mediaContent } from './media.ts';
import type { Call, MethodTable } from './method.ts';
import { editableMessage, type Target } from './targets.ts';
import { captionOf, captionParams, messageText, textContent } from './texts.ts';

/** Edits of the bot's own messages. An edit without a keyboard takes the keyboard away. */
export const editMethods: MethodTable = {
  editMessageText(call) {
    if (call.params.has('rich_message')) throw badRequest('rich messages are not supported');
    const marked = messageText(call);
    const target = editableMessage(call);
    const { text } = target.message;
    if (text === undefined) throw badRequest('there is no text in the message to edit');
    const preview = call.params.structure<object>('link_preview_options');
    const content = {
      ...textContent(marked),
      ...(preview === undefined ? {} : { link_preview_options: preview }),
    };
    return applyEdit(call, target, content, TEXT_FIELDS);
  },

  editMessageCaption(call) {
    const caption = captionOf(captionParams(call));
    const target = editableMessage(call);
    if (!hasMedia(target.message)) throw badRequest('there is no caption in the message to edit');
    return applyEdit(call, target, caption, CAPTION_FIELDS);
  },

  async editMessageMedia(call) {
    const target = editableMessage(call);
    type WireMedia = (InputMediaPhoto | InputMediaDocument) & { readonly media: string };
    const media = call.params.structure<WireMedia>('media');
    if (media === undefined) throw badRequest("can't parse input media JSON object");
    const content = await mediaContent(call, media);
    return applyEdit(call, target, content, [...TEXT_FIELDS, ...CAPTION_FIELDS, ...MEDIA_FIELDS]);
  },

  editMessageReplyMarkup(call) {
    return applyEdit(call, editableMessage(call), {}, []);
  },
};

const TEXT_FIELDS = ['text', 'entities', 'link_preview_options'] as const;
const CAPTION_FIELDS = ['caption', 'caption_entities', 'show_caption_above_media'] as const;
const MEDIA_FIELDS = ['photo', 'document', 'has_media_spoiler'] as const;

/** Fields that do not count when telling whether an edit changes anything. */
const COSMETIC_FIELDS = ['edit_date'] as const;

function applyEdit(
  call: Call,
  target: Target,
  content: MessageContent,
  replaced: readonly (keyof Message)[],
): Message {
  const { chat, message } = target;
  const edited = {
    ...without(message, [...replaced, ...COSMETIC_FIELDS, 'reply_markup']),
    ...content,
    ...keyboard(newMarkup(call, target)),
  } as Message;
  if (isDeepStrictEqual(edited, without(message, COSMETIC_FIELDS))) {
    throw badRequest(
      'message is not modified: specified new message content and reply markup are exactly ' +
        'the same as a current content and reply markup of the message',
    );
  }
  // `as`: the type of edited messages demands what only messages of media groups may have.
  const stored = { ...edited, edit_date: call.world.nowSeconds } as Message;
  call.world.replace(chat, stored);
  return stored;
}

/** An invoice keeps a Pay button whatever the edit says. */
function newMarkup(call: Call, { chat, message }: Target): InlineKeyboardMarkup | undefined {
  const place = chat.invoices.get(message.message_id);
  if (place === undefined) return editedMarkup(call);
  return invoiceMarkup(call) ?? payKeyboard(place.invoice);
}

function keyboard(markup: InlineKeyboardMarkup | undefined): Partial<Message> {
  return markup === undefined ? {} : { reply_markup: markup };
}

function hasMedia(message: Message): boolean {
  return message.photo !== undefined || message.document !== undefined;
}

function without(message: Message, fields: readonly (keyof Message)[]): Partial<Message> {
  const rest: Partial<Message> = { ...message };
  for (const field of fields) delete rest[field];
  return rest;
}
