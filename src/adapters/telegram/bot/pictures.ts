import type { Message } from 'grammy/types';
import type { Scope } from '../../../application/ports/unit-of-work.ts';
import { chatId } from '../../../domain/shared/ids.ts';
import type { ImageInput } from '../../../domain/users/user.ts';

/** The Bot API hands no larger file to a bot. */
export const largestFileBytes = 20 * 1024 * 1024;

export type PictureInMessage =
  | { readonly kind: 'picture'; readonly fileId: string }
  | { readonly kind: 'too_large' }
  | { readonly kind: 'other_file' };

/** The fields of a message, also of one in another chat, that may hold a picture. */
type Carrier = Pick<Message, 'photo' | 'document' | 'animation'>;

/** The picture that a message carries, as photo or as file. */
export function pictureIn(message: Carrier): PictureInMessage | undefined {
  if (Array.isArray(message.photo) && message.photo.length > 0) {
    const largest = message.photo.reduce((a, b) =>
      a.width * a.height < b.width * b.height ? b : a,
    );
    return tooLarge(largest.file_size) ?? { kind: 'picture', fileId: largest.file_id };
  }
  // Telegram describes an animation as a document too.
  if (message.document !== undefined && message.animation === undefined) {
    const { file_id: fileId, file_size: size, mime_type: mimeType } = message.document;
    return mimeType?.startsWith('image/')
      ? (tooLarge(size) ?? { kind: 'picture', fileId })
      : { kind: 'other_file' };
  }
  return undefined;
}

/**
 * The picture that a user replies to. One of ours is taken from the store: Telegram's own copy is
 * compressed, and it lacks what the model needs to continue its work.
 */
export async function repliedPicture(
  message: Message,
  reads: Scope,
): Promise<ImageInput | undefined> {
  const replied = message.reply_to_message;
  const ours =
    replied && (await reads.generations.findByMessage(chatId(message.chat.id), replied.message_id));
  if (ours?.imageId !== undefined) {
    return { kind: 'stored', imageId: ours.imageId };
  }
  const fileId = repliedFile(message);
  return fileId === undefined ? undefined : { kind: 'upload', fileId };
}

/** Telegram's own copy of the picture that a user replies to, here or in another chat. */
export function repliedFile(message: Message): string | undefined {
  const replied = message.reply_to_message ?? message.external_reply;
  const picture = replied && pictureIn(replied);
  return picture?.kind === 'picture' ? picture.fileId : undefined;
}

function tooLarge(bytes: number | undefined): PictureInMessage | undefined {
  return bytes !== undefined && bytes > largestFileBytes ? { kind: 'too_large' } : undefined;
}
