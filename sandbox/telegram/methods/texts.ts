import type { MessageEntity } from 'grammy/types';
import { badRequest } from '../protocol/refusal.ts';
import type { MessageContent } from '../state/posting.ts';
import { characterCount, formatText } from '../text/formatted-text.ts';
import type { MarkedUp } from '../text/marked-up.ts';
import type { Call } from './method.ts';

const TEXT_LIMIT = 4_096;
const CAPTION_LIMIT = 1_024;

/** `text` of a message: 1 to 4096 characters after parsing. */
export function messageText(call: Call): MarkedUp {
  if (!call.params.text('text')) throw badRequest('message text is empty');
  const marked = limitedText(call);
  if (marked.text === '') throw badRequest('text must be non-empty');
  return marked;
}

/** `text` of a draft: 0 to 4096 characters after parsing. */
export function limitedText(call: Call): MarkedUp {
  const marked = formatText({
    text: call.params.text('text') ?? '',
    parseMode: call.params.text('parse_mode'),
    entities: call.params.structure<MessageEntity[]>('entities'),
  });
  if (characterCount(marked.text) > TEXT_LIMIT) throw badRequest('message is too long');
  return marked;
}

export type CaptionInput = {
  readonly caption?: string | undefined;
  readonly parse_mode?: string | undefined;
  readonly caption_entities?: MessageEntity[] | undefined;
  readonly show_caption_above_media?: boolean | undefined;
};

/** The caption fields of a message: 0 to 1024 characters after parsing. */
export function captionOf(input: CaptionInput): MessageContent {
  const { caption = '', parse_mode: parseMode, caption_entities: entities } = input;
  const marked = formatText({ text: caption, parseMode, entities });
  if (characterCount(marked.text) > CAPTION_LIMIT) {
    throw badRequest('message caption is too long');
  }
  return {
    ...(marked.text === '' ? {} : { caption: marked.text }),
    ...(marked.entities.length === 0 ? {} : { caption_entities: [...marked.entities] }),
    ...(input.show_caption_above_media === true ? { show_caption_above_media: true } : {}),
  };
}

export function captionParams(call: Call): CaptionInput {
  return {
    caption: call.params.text('caption'),
    parse_mode: call.params.text('parse_mode'),
    caption_entities: call.params.structure<MessageEntity[]>('caption_entities'),
    show_caption_above_media: call.params.flag('show_caption_above_media'),
  };
}

export function textContent(marked: MarkedUp): MessageContent {
  const { text, entities } = marked;
  return entities.length === 0 ? { text } : { text, entities: [...entities] };
}
