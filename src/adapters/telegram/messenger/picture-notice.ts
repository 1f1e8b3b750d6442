import { type Api, InputFile } from 'grammy';
import type { AddressedNotice, Notice } from '../../../application/notices.ts';
import type { DeliveryProblem } from '../../../application/ports/messenger.ts';
import type { Destination } from '../../../domain/generations/generation.ts';
import { ok, type Result } from '../../../domain/shared/result.ts';
import { captionLimit } from './delivery-plan.ts';
import { replyFields, targetOf, threadFields } from './message-fields.ts';
import { fitsAsPhoto, pictureExtension } from './picture-header.ts';
import type { TelegramSender } from './sender.ts';

type AdminMessage = Extract<Notice, { readonly kind: 'admin_message' }>;

/**
 * Sends a picture with the text under it, or without when the text is longer than Telegram takes there.
 *
 * @returns the text as a notice of its own when it is still to be sent
 */
export async function sendPictureNotice(
  api: Api,
  sender: TelegramSender,
  { destination }: AddressedNotice,
  { text }: AdminMessage,
  picture: Uint8Array,
): Promise<Result<Notice | undefined, DeliveryProblem>> {
  const fits = text.length <= captionLimit;
  const sent = await sendPicture(api, sender, destination, fits ? text : undefined, picture);
  if (!sent.ok) {
    return sent;
  }
  return ok(fits ? undefined : { kind: 'admin_message', text });
}

async function sendPicture(
  api: Api,
  sender: TelegramSender,
  destination: Destination,
  caption: string | undefined,
  picture: Uint8Array,
): Promise<Result<unknown, DeliveryProblem>> {
  const name = `picture.${pictureExtension(picture)}`;
  const fieldsFor = (threadId: number | undefined) => ({
    ...(caption === undefined ? {} : { caption }),
    ...threadFields(threadId),
    ...replyFields(destination.replyToMessageId),
  });
  const target = targetOf(destination, true);
  if (fitsAsPhoto(picture)) {
    const sent = await sender.send(target, ({ chatId, threadId }) =>
      api.sendPhoto(chatId, new InputFile(picture, name), fieldsFor(threadId)),
    );
    // Telegram has more rules for photos than it publishes; a file has almost none.
    if (sent.ok || sent.error.kind !== 'refused') {
      return sent;
    }
  }
  return sender.send(target, ({ chatId, threadId }) =>
    api.sendDocument(chatId, new InputFile(picture, name), fieldsFor(threadId)),
  );
}
