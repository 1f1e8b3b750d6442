import type { InputMediaDocument, InputMediaPhoto, Message } from 'grammy/types';
import { badRequest } from '../protocol/refusal.ts';
import { type MessageContent, postFromBot } from '../state/posting.ts';
import { replyMarkup } from './markup.ts';
import { documentInput, photoInput } from './media-input.ts';
import type { Call, MethodTable } from './method.ts';
import { replyTarget, writableChat } from './targets.ts';
import { captionOf, captionParams } from './texts.ts';

const ALBUM_MIN = 2;
const ALBUM_MAX = 10;

type WireMedia = (InputMediaPhoto | InputMediaDocument) & { readonly media: string };

/** Photos, documents and albums. */
export const mediaMethods: MethodTable = {
  async sendPhoto(call) {
    const missing = 'there is no photo in the request';
    writableChat(call);
    const photo = await photoInput(call, call.params.text('photo') ?? '', missing);
    const spoiler = call.params.flag('has_spoiler') ? { has_media_spoiler: true as const } : {};
    return postMedia(call, { photo, ...spoiler });
  },

  sendDocument(call) {
    const missing = 'there is no document in the request';
    writableChat(call);
    const document = documentInput(call, call.params.text('document') ?? '', missing);
    return postMedia(call, { document });
  },

  async sendMediaGroup(call) {
    const chat = writableChat(call);
    const items = call.params.structure<WireMedia[]>('media') ?? [];
    if (items.length > ALBUM_MAX) throw badRequest('too many messages to send as an album');
    if (items.length < ALBUM_MIN) throw badRequest('too few messages to send as an album');
    if (new Set(items.map((item) => item.type)).size > 1) {
      throw badRequest("can't use the media of the specified type in the album");
    }
    const contents = await Promise.all(items.map((item) => mediaContent(call, item)));
    const replyTo = replyTarget(call, chat);
    const media_group_id = call.world.takeMediaGroupId();
    return contents.map(
      (content): Message =>
        postFromBot(call.world, chat, { content: { ...content, media_group_id }, replyTo }),
    );
  },
};

/** What one `InputMedia` becomes in a message. */
export async function mediaContent(call: Call, item: WireMedia): Promise<MessageContent> {
  const missing = "can't parse InputMedia: media not found";
  const caption = captionOf(item);
  switch (item.type) {
    case 'photo': {
      const photo = await photoInput(call, item.media, missing);
      const spoiler = item.has_spoiler === true ? { has_media_spoiler: true as const } : {};
      return { photo, ...spoiler, ...caption };
    }
    case 'document':
      return { document: documentInput(call, item.media, missing), ...caption };
    default:
      throw badRequest(
        `can't parse InputMedia: type "${Reflect.get(item, 'type')}" is unsupported`,
      );
  }
}

function postMedia(call: Call, media: MessageContent): Message {
  const chat = writableChat(call);
  const content = { ...media, ...captionOf(captionParams(call)) };
  const markup = replyMarkup(call);
  const replyTo = replyTarget(call, chat);
  return postFromBot(call.world, chat, { content, replyMarkup: markup, replyTo });
}
