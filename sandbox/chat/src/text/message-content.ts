import type { Message, MessageEntity, PhotoSize } from '../api/model.ts';

/** A downloadable file of a message. */
export type FileContent = {
  readonly fileId: string;
  readonly name: string;
  readonly sizeBytes: number | undefined;
  readonly mimeType: string | undefined;
};

/** What a message carries, as far as the page can show it. */
export type MessageContent =
  | { readonly kind: 'text' }
  | { readonly kind: 'photo'; readonly photo: PhotoSize; readonly spoiler: boolean }
  | { readonly kind: 'file'; readonly label: FileLabel; readonly file: FileContent }
  | { readonly kind: 'sticker'; readonly fileId: string; readonly emoji: string }
  | { readonly kind: 'poll'; readonly question: string; readonly options: readonly string[] }
  | InvoiceContent
  /** A kind that the page has no picture of: the name of Telegram's field. */
  | { readonly kind: 'other'; readonly name: string };

export type InvoiceContent = {
  readonly kind: 'invoice';
  readonly title: string;
  readonly description: string;
  readonly currency: string;
  /** Whole Stars, or the smallest unit of the currency. */
  readonly totalAmount: number;
};

export type FileLabel = 'document' | 'video' | 'animation' | 'audio' | 'voice';

export function contentOf(message: Message): MessageContent {
  if (message.text !== undefined) return { kind: 'text' };
  const photo = message.photo?.at(-1);
  if (photo !== undefined) {
    return { kind: 'photo', photo, spoiler: message.has_media_spoiler === true };
  }
  if (message.sticker !== undefined) {
    return {
      kind: 'sticker',
      fileId: message.sticker.file_id,
      emoji: message.sticker.emoji ?? '',
    };
  }
  if (message.poll !== undefined) {
    const { question, options } = message.poll;
    return { kind: 'poll', question, options: options.map((option) => option.text) };
  }
  if (message.invoice !== undefined) {
    const { title, description, currency, total_amount: totalAmount } = message.invoice;
    return { kind: 'invoice', title, description, currency, totalAmount };
  }
  return fileOf(message) ?? { kind: 'other', name: unknownKind(message) };
}

const FILE_LABELS: readonly FileLabel[] = ['animation', 'document', 'video', 'audio', 'voice'];

function fileOf(message: Message): MessageContent | undefined {
  for (const label of FILE_LABELS) {
    const file = message[label];
    if (file === undefined) continue;
    const name = 'file_name' in file && file.file_name !== undefined ? file.file_name : '';
    return {
      kind: 'file',
      label,
      file: {
        fileId: file.file_id,
        name,
        sizeBytes: file.file_size,
        mimeType: file.mime_type,
      },
    };
  }
  return undefined;
}

/** Fields that every message may have: what is left names the kind of an unknown one. */
const COMMON_FIELDS: ReadonlySet<string> = new Set([
  'message_id',
  'from',
  'sender_chat',
  'chat',
  'date',
  'edit_date',
  'reply_to_message',
  'reply_markup',
  'media_group_id',
  'via_bot',
]);

function unknownKind(message: Message): string {
  return Object.keys(message).find((field) => !COMMON_FIELDS.has(field)) ?? 'message';
}

/** The words of a message: its text, or the caption of what it carries. */
export function wordsOf(message: Message): {
  readonly text: string;
  readonly entities: readonly MessageEntity[];
} {
  return message.text === undefined
    ? { text: message.caption ?? '', entities: message.caption_entities ?? [] }
    : { text: message.text, entities: message.entities ?? [] };
}

/** Fields of service messages: what happened in a chat rather than what somebody said. */
const SERVICE_FIELDS = [
  'new_chat_members',
  'left_chat_member',
  'new_chat_title',
  'group_chat_created',
  'supergroup_chat_created',
  'migrate_to_chat_id',
  'pinned_message',
  'successful_payment',
  'refunded_payment',
] as const;

type ServiceKind = (typeof SERVICE_FIELDS)[number];

export function serviceKind(message: Message): ServiceKind | undefined {
  return SERVICE_FIELDS.find((field) => field in message);
}
